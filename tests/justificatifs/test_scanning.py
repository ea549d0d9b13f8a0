"""What is taken and what is refused, each refusal with its own sentence."""

import io
from pathlib import PurePath

import pytest
from PIL import Image

from justificatifs.scanning import FichierRefuse, examiner, nom_affichable

from . import fichiers as f

CODES_PDF = f.pdf()


def _refus(octets: bytes, nom: str) -> str:
    with pytest.raises(FichierRefuse) as refus:
        examiner(octets, nom)
    assert refus.value.phrase.endswith(".")
    assert refus.value.champ == "fichier"
    return refus.value.code


@pytest.mark.parametrize(
    ("octets", "nom", "mime"),
    [
        (f.pdf(), "confirmation.pdf", "application/pdf"),
        (b"\n" + f.pdf(), "avec-ligne-vide.PDF", "application/pdf"),
        (f.image("JPEG"), "photo.jpeg", "image/jpeg"),
        (f.image("PNG"), "scan.png", "image/png"),
        (f.docx(), "lettre.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (f.doc(), "lettre.doc", "application/msword"),
        (f.archive({"a.pdf": f.pdf()}), "tout.zip", "application/zip"),
    ],
)
def test_accepted_type_is_read_from_content(octets: bytes, nom: str, mime: str) -> None:
    contenu = examiner(octets, nom)
    assert (contenu.type_mime, contenu.octets, contenu.nom) == (mime, octets, nom)


def test_photo_named_like_another_photo_gets_its_true_extension() -> None:
    assert examiner(f.image("PNG"), "IMG_1.jpg").nom == "IMG_1.png"


def test_file_without_extension_gets_one() -> None:
    assert examiner(f.pdf(), "confirmation").nom == "confirmation.pdf"


@pytest.mark.parametrize(
    ("octets", "nom", "code"),
    [
        (b"", "vide.pdf", "vide"),
        (f.pdf() + b"\0" * 5_000_001, "gros.pdf", "trop_gros"),
        (f.image("JPEG"), "photo.pdf", "type_trompeur"),
        (f.pdf(), "photo.jpg", "type_trompeur"),
        (f.pdf(), "programme.exe", "type_refuse"),
        (b"MZ\x90\0" + b"\0" * 400, "photo.jpg", "type_refuse"),
        (b"<html><script>alert(1)</script>%PDF-1.4</html>", "page.pdf", "type_refuse"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image.png", "type_refuse"),
        (b"GIF89a" + b"\0" * 100, "image.png", "type_refuse"),
        (f.pdf_chiffre(), "protege.pdf", "mot_de_passe"),
        (b"%PDF-1.7\n" + b"rien du tout " * 50, "abime.pdf", "illisible"),
        (f.image("JPEG", (400, 400))[:400], "coupee.jpg", "illisible"),
        (f.image("PNG", (400, 400))[:-40], "coupee.png", "illisible"),
        (f.png_demesure(), "bombe.png", "image_trop_grande"),
        (f.png_demesure(2**31 - 1), "bombe.png", "image_trop_grande"),
        (b"PK\x03\x04" + b"\0" * 60, "abimee.zip", "illisible"),
        (f.archive({"a.txt": b"\0" * 110_000_000}), "bombe.zip", "archive_demesuree"),
        (f.archive({f"{n}.txt": b"" for n in range(600)}), "milliers.zip", "archive_demesuree"),
        (f.archive({"../../etc/passwd": b"x"}), "glissade.zip", "archive_douteuse"),
        (
            f.docx(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "xxe.docx",
            "archive_douteuse",
        ),
        (f.docx(**{"word/vbaProject.bin": b"x"}), "macros.docx", "macros"),
        (f.doc(macros=True), "macros.doc", "macros"),
        (f.docx(), "archive.zip", "type_trompeur"),
    ],
)
def test_hostile_or_broken_file_is_refused_with_its_reason(octets: bytes, nom: str, code: str) -> None:
    assert _refus(octets, nom) == code


def test_five_megabytes_is_five_million_bytes() -> None:
    bourrage = 5_000_000 - len(CODES_PDF)
    assert len(examiner(CODES_PDF + b"\n" * bourrage, "juste.pdf").octets) == 5_000_000
    assert _refus(CODES_PDF + b"\n" * (bourrage + 1), "un-de-trop.pdf") == "trop_gros"


@pytest.mark.parametrize(
    ("donne", "montre"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\moi\carte.pdf", "carte.pdf"),
        ("photo\u202efdp.exe", "photofdp.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("", "fichier"),
        ("...", "fichier"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
        ("Ma pièce d'identité (recto).pdf", "Ma pièce d'identité (recto).pdf"),
    ],
)
def test_name_is_shown_without_path_nor_invisible_marks(donne: str, montre: str) -> None:
    assert nom_affichable(donne) == montre


@pytest.mark.parametrize("nom", ["IMG_0001.HEIC", "IMG_0001.jpg"])
def test_heic_photo_becomes_a_jpeg(nom: str) -> None:
    contenu = examiner(f.HEIC, nom)
    assert (contenu.type_mime, PurePath(contenu.nom).suffix) == ("image/jpeg", ".jpg")
    with Image.open(io.BytesIO(contenu.octets)) as photo:
        assert (photo.format, photo.size) == ("JPEG", (64, 48))
        assert not photo.getexif()
        rouge, _, bleu = photo.convert("RGB").getpixel((60, 40))  # type: ignore[misc]
        assert rouge > bleu


@pytest.mark.parametrize("octets", [f.HEIC[:300], f.HEIC[:60] + b"\xff" * 200, f.HEIC[:24]])
def test_broken_heic_is_refused(octets: bytes) -> None:
    assert _refus(octets, "photo.heic") == "illisible"
