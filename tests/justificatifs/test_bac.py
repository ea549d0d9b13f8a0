"""Files are opened in a child process that is bounded: what a parser does there, it does alone (I-19, I-22)."""

import ctypes
import io
import os
import time
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from justificatifs.scanning import FichierRefuse, assembler, bac, dessiner, examiner
from justificatifs.scanning.bac import Reponse

from . import fichiers as f


def avaler() -> Reponse:
    return {"octets": len(bytearray(2_000_000_000))}, b""


def tourner() -> Reponse:
    while True:
        pass


def s_effondrer() -> Reponse:
    ctypes.string_at(0)
    return {}, b""


def ecrire(chemin: str) -> Reponse:
    Path(chemin).write_bytes(b"x")
    return {}, b""


def refuser() -> Reponse:
    raise FichierRefuse("type_trompeur", fichier="a.pdf", annonce="pdf", reel="image")


def se_dire() -> Reponse:
    return {"pid": os.getpid()}, b"\x00octets"


def _code(operation: object, *arguments: object) -> str:
    with pytest.raises(FichierRefuse) as refus:
        bac.isoler(operation, *arguments)  # type: ignore[arg-type]
    return refus.value.code


def test_answer_comes_from_another_process() -> None:
    faits, octets = bac.isoler(se_dire)
    assert octets == b"\x00octets"
    assert faits["pid"] != os.getpid()


def test_refusal_crosses_with_its_sentence() -> None:
    with pytest.raises(FichierRefuse, match=r"« a\.pdf » : Le nom de ce fichier se termine par « \.pdf »"):
        bac.isoler(refuser)


def test_memory_is_bounded() -> None:
    assert _code(avaler) == "trop_complexe"


def test_crash_of_a_parser_is_a_refusal() -> None:
    assert _code(s_effondrer) == "trop_complexe"


def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    chemin = tmp_path / "x"
    assert _code(ecrire, str(chemin)) == "trop_complexe"
    assert not chemin.exists() or chemin.stat().st_size == 0


def test_endless_work_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bac, "ATTENTE_MAX", 0.5)
    debut = time.monotonic()
    assert _code(tourner) == "trop_complexe"
    assert time.monotonic() - debut < bac.CALCUL_MAX


def test_portal_goes_on_after_a_crash() -> None:
    assert _code(s_effondrer) == "trop_complexe"
    assert examiner(f.pdf(), "a.pdf").type_mime == "application/pdf"


def _photo(couleur: str, taille: tuple[int, int], orientation: int = 1) -> bytes:
    sortie = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "12 rue des Lilas"
    Image.new("RGB", taille, couleur).save(sortie, "JPEG", exif=exif)
    return sortie.getvalue()


def test_photos_and_pdf_become_one_pdf_in_order() -> None:
    recto, verso = _photo("red", (400, 300)), _photo("blue", (300, 400))
    ensemble = assembler([(recto, "recto.jpg"), (verso, "verso.jpg"), (f.pdf(), "suite.pdf"), (f.HEIC, "IMG.heic")])
    assert (ensemble.nom, ensemble.type_mime) == ("recto.pdf", "application/pdf")
    with pikepdf.open(io.BytesIO(ensemble.octets)) as relie:
        assert len(relie.pages) == 4
    assert b"Lilas" not in ensemble.octets
    for page, couleur in ((1, (255, 0, 0)), (2, (0, 0, 255))):
        vue = dessiner(ensemble.octets, ensemble.type_mime, page=page, largeur=700, quart=0)
        assert vue.pages == 4
        with Image.open(io.BytesIO(vue.jpeg)) as image:
            milieu = image.getpixel((image.width // 2, image.height // 2))
            assert max(abs(a - b) for a, b in zip(milieu, couleur, strict=True)) < 12  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fichiers", "code"),
    [
        ([(f.image(), "a.jpg"), (b"%PDF-1.7 rien", "b.pdf")], "illisible"),
        ([(f.image(), "a.jpg"), (f.docx(), "b.docx")], "melange"),
        ([(f.image(), "a.jpg")] * 13, "trop_de_fichiers"),
        ([(f.image(), "a.jpg"), (f.pdf_chiffre(), "b.pdf")], "mot_de_passe"),
    ],
)
def test_file_at_fault_among_several_is_named(fichiers: list[tuple[bytes, str]], code: str) -> None:
    with pytest.raises(FichierRefuse) as refus:
        assembler(fichiers)
    assert refus.value.code == code
    assert ("« b." in refus.value.phrase) is (code != "trop_de_fichiers")


def test_heavy_photos_are_made_lighter_to_fit() -> None:
    bruit = io.BytesIO()
    Image.effect_noise((2600, 1900), 90).convert("RGB").save(bruit, "JPEG", quality=92)
    photos = [(bruit.getvalue(), f"{n}.jpg") for n in range(6)]
    assert sum(len(octets) for octets, _ in photos) > 5_000_000
    assert len(assembler(photos).octets) <= 5_000_000


def test_view_of_a_photo_is_upright_turned_on_demand_and_without_metadata() -> None:
    couchee = _photo("green", (400, 300), orientation=6)
    droite = dessiner(couchee, "image/jpeg", page=1, largeur=700, quart=0)
    assert (droite.largeur, droite.hauteur, droite.pages) == (300, 400, 1)
    tournee = dessiner(couchee, "image/jpeg", page=1, largeur=700, quart=1)
    assert (tournee.largeur, tournee.hauteur) == (400, 300)
    assert b"Lilas" not in droite.jpeg
    with Image.open(io.BytesIO(droite.jpeg)) as image:
        assert not image.getexif()


def test_transparent_image_is_seen_on_white() -> None:
    sortie = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(sortie, "PNG")
    vue = dessiner(sortie.getvalue(), "image/png", page=1, largeur=700, quart=0)
    with Image.open(io.BytesIO(vue.jpeg)) as image:
        assert image.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(("page", "mime"), [(2, "application/pdf"), (0, "application/pdf"), (1, "application/zip")])
def test_page_that_cannot_be_drawn_is_refused(page: int, mime: str) -> None:
    with pytest.raises(FichierRefuse):
        dessiner(f.pdf(), mime, page=page, largeur=700, quart=0)
