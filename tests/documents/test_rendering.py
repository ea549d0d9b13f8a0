"""The PDF of the confirmation: what it says, how it is built, and that it never varies."""

import base64
import html
import io
import os
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import pikepdf
import pytest
from PIL import Image

from documents import rendering
from documents.kinds.confirmation import GENRE, Confirmation

from . import contenus

CAS = {
    "guide": contenus.guide,
    "hostile": contenus.hostile,
    "trente": contenus.trente_epreuves,
}


def _est(objet: Any, balise: str) -> bool:
    return isinstance(objet, pikepdf.Dictionary) and objet.get("/S") == balise


def rendre(confirmation: Confirmation) -> bytes:
    return rendering.rendre(gabarit=GENRE.gabarit, contexte=asdict(confirmation))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return rendre(contenus.contexte())


def poppler(octets: bytes, programme: str, *options: str) -> str:
    """What another reader than ours sees in the file."""
    return subprocess.run([programme, *options, "-"], input=octets, capture_output=True, check=True).stdout.decode()


def lignes(octets: bytes) -> list[str]:
    sortie = subprocess.run(["pdftotext", "-layout", "-", "-"], input=octets, capture_output=True, check=True)
    return [" ".join(ligne.split()) for ligne in sortie.stdout.decode().splitlines()]


def texte(octets: bytes) -> str:
    return " ".join(lignes(octets))


def mots(octets: bytes) -> list[tuple[str, float, float, float, float]]:
    """Every word with xMin, yMin, xMax, yMax in points from the top left, page after page."""
    sortie = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=octets, capture_output=True, check=True)
    trouves = re.findall(
        r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', sortie.stdout.decode()
    )
    return [(html.unescape(m), float(a), float(b), float(c), float(d)) for a, b, c, d, m in trouves]


def suite_balisee(octets: bytes, tmp_path: Path) -> str:
    """The text in the order of the structure tree: what a screen reader says."""
    fichier = tmp_path / "a.pdf"
    fichier.write_bytes(octets)
    arbre = subprocess.run(["pdfinfo", "-struct-text", str(fichier)], capture_output=True, check=True).stdout.decode()
    return " ".join(re.findall(r'^ *"(.*)"$', arbre, flags=re.MULTILINE))


def test_rendre_gives_the_same_bytes_three_times_and_in_another_process(pdf: bytes, tmp_path: Path) -> None:
    confirmation = contenus.contexte()
    programme = (
        "import django, sys; django.setup()\n"
        "from tests.documents import contenus, test_rendering\n"
        "sys.stdout.buffer.write(test_rendering.rendre(contenus.contexte()))\n"
    )
    ailleurs = subprocess.run(
        [sys.executable, "-c", programme],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Noumea", "LC_ALL": "C"},
    ).stdout

    assert [rendre(confirmation) == pdf for _ in range(3)] == [True] * 3
    assert ailleurs == pdf


def test_confirmation_shows_the_numbers_top_right_and_the_service_top_left(pdf: bytes) -> None:
    places = {mot: (x, y) for mot, x, y, _, _ in reversed(mots(pdf))}  # the first of each

    for repere in ("02146028333", "001", "01"):
        x, y = places[repere]
        assert x > 595 * 0.6
        assert y < 842 * 0.12
    rue = next((x, y) for mot, x, y, _, _ in mots(pdf) if mot == "voie")
    assert 57 <= rue[0] <= 298  # 20 to 105 mm from the left, 27 to 72 mm from the top: the window
    assert 76 <= rue[1] <= 204


def test_confirmation_tells_the_whole_recapitulatif(pdf: bytes) -> None:
    obtenues = lignes(pdf)

    for attendue in (
        "Spécialité Arts de la broderie",
        "Civilité MONSIEUR Adresse 15 voie verte",
        "Catégorie du candidat INDIVIDUEL SALARIE",
        "Votre établissement INDIV TOULOUSE (03100003)",
        "Valorisation des acquis de l'expérience Non VAE",
        "Forme de passage finale Globale",
        "Titulaire : CERTIFICAT D'APTITUDE PROFESSIONNELLE Titulaire d'un autre CAP",
        "Type de droit : épreuves dispensées dans la spécialité présentée - Année : 2020 Académie : TOULOUSE",
        "EP1 - Arts appliqués et histoire de la broderie Inscrit Ponctuel",
        "EP2A - Mise en oeuvre - Broderie machine guidée main Inscrit Ponctuel",
        "EG1 - Français, histoire-géographie, enseignement moral et civique Dispense",
        "EG4A - Langue vivante : écrite - Allemand Inscrit Ponctuel",
        "EG5 - Prévention, santé, environnement Dispense",
        "CINSIG01 : Confirmation d'inscription signée",
        "Date : Signature du candidat : Signature du représentant légal, si le",
    ):
        assert attendue in obtenues
    assert "avant le lundi 06 décembre 2021 23:59 (heure de Paris)" in texte(pdf)


def test_confirmation_of_a_change_tells_what_changed() -> None:
    differences = [{"libelle": "EP2A - Option", "avant": "Broderie main", "apres": "Broderie machine"}]

    avant = lignes(rendre(contenus.contexte()))
    apres = lignes(rendre(contenus.contexte(version=2, differences=differences)))

    assert "Ce qui a changé depuis la version précédente" not in avant
    assert "Ce qui a changé depuis la version précédente" in apres
    assert "EP2A - Option Broderie main Broderie machine" in apres


def test_every_page_bears_its_number_and_the_code(pdf: bytes) -> None:
    for n in (1, 2):
        page = poppler(pdf, "pdftotext", "-f", str(n), "-l", str(n), "-")
        assert f"Page {n}/2" in page
        assert "code 7K3M-9QXT-2B4D-HN5P" in page


@pytest.mark.parametrize("cas", CAS)
def test_pdf_is_tagged_titled_and_declares_pdf_ua(cas: str) -> None:
    with pikepdf.open(io.BytesIO(rendre(contenus.contexte(CAS[cas]())))) as document:
        racine: Any = document.Root
        assert str(racine.Lang) == "fr"
        assert bool(racine.MarkInfo.Marked) is True
        assert bool(racine.ViewerPreferences.DisplayDocTitle) is True
        assert str(document.docinfo.Title) == "Confirmation d'inscription - N° 02146028333-001 - version 01"
        with document.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == str(document.docinfo.Title)
        balises = list(_balises(racine.StructTreeRoot.K))
        tetes = [str(o.A.get("/Scope")) for o in cast(Any, document.objects) if _est(o, "/TH")]
        assert set(tetes) == {"/Row", "/Column"}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L"} <= {b for b, _ in balises}
        assert [e for b, e in balises if b == "/Figure" and "/Alt" not in e] == []
        assert [e for b, e in balises if b == "/TD" and not e.get("/A", {}).get("/Headers", [])] == []
        for page in document.pages:
            for police in page.Resources.Font.values():
                descripteur = police.DescendantFonts[0].FontDescriptor
                assert any(cle in descripteur for cle in ("/FontFile2", "/FontFile3"))
                assert "/ToUnicode" in police


def _balises(noeud: Any) -> Any:
    if isinstance(noeud, pikepdf.Array):
        for enfant in noeud:
            yield from _balises(enfant)
    elif isinstance(noeud, pikepdf.Dictionary) and "/S" in noeud:
        yield str(noeud.S), noeud
        yield from _balises(noeud.get("/K", pikepdf.Array([])))


def test_reading_order_follows_the_page(pdf: bytes, tmp_path: Path) -> None:
    lu = suite_balisee(pdf, tmp_path)

    ordre = [
        "02146028333",
        "Qualification présentée",
        "Identification du candidat",
        "Coordonnées",
        "Acquis déclarés",
        "EG5",
        "À vérifier, dater et signer",
        "Pièces à retourner",
    ]
    positions = [lu.index(repere) for repere in ordre]
    assert positions == sorted(positions)


def test_only_our_fonts_are_used_whatever_the_text() -> None:
    with pikepdf.open(io.BytesIO(rendre(contenus.contexte(contenus.hostile())))) as document:
        noms = {str(p.BaseFont).split("+")[-1] for page in document.pages for p in page.Resources.Font.values()}

    etrangeres = {"Noto-Sans-Arabic", "Noto-Sans-Hebrew", "Droid-Sans-Fallback", "Noto-Emoji"}
    assert noms == {"Noto-Sans", "Noto-Sans-Bold", *etrangeres}


@pytest.mark.parametrize(
    "nom",
    [
        "Ngọc Ærøskøbing Łukasz Ÿ",
        "Ελένη Παπαδοπούλου",
        "Ольга Щербакова Ґ",
        "محمد أمين",
        "בן־דוד",
        "王小明 陳",
        "鈴木 さくら ケンタ",
        "김민준",
        "Zoé 😀👩‍👩‍👧✈️",
    ],
)
def test_a_name_of_any_script_prints_no_empty_box(nom: str) -> None:
    octets = rendre(contenus.contexte(contenus.guide(identite={"nom_naissance": nom})))

    with pikepdf.open(io.BytesIO(octets)) as document:
        polices = [p for page in document.pages for p in page.Resources.Font.values()]
        # Glyph 0 is the empty box; a font's subset always holds it, text that shows it has it among its widths.
        glyphes = [p.DescendantFonts[0].W for p in polices]
    assert all(int(w[0]) != 0 for w in glyphes), "a sign has no glyph in our fonts"


def test_hostile_names_are_text_and_stay_on_the_page() -> None:
    octets = rendre(contenus.contexte(contenus.hostile()))
    lu = texte(octets)

    assert "<script>alert(1)</script>&amp;" in lu
    assert "</td></tr></table>{{ d.code }}" in lu
    assert lu.count("W") >= 300
    assert "root:" not in lu
    assert max(x for _, _, _, x, _ in mots(octets)) <= 595.3


@pytest.mark.parametrize("adresse", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "data:text/css,a"])
def test_rendre_refuses_anything_from_outside(adresse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_qr", lambda _: adresse)

    with pytest.raises(rendering.RenduImpossible):
        rendre(contenus.contexte())


def test_qr_code_leads_to_the_verification_page(pdf: bytes) -> None:
    attendu = rendering._qr(contenus.contexte().adresse_verification)
    genere = Image.open(io.BytesIO(base64.b64decode(attendu.split(",")[1]))).convert("1")

    with pikepdf.open(io.BytesIO(pdf)) as document:
        (image,) = document.pages[0].get_images().values()
        dessine = pikepdf.PdfImage(cast(pikepdf.Stream, image)).as_pil_image().convert("1")

    assert dessine.tobytes() == genere.tobytes()


def test_pages_never_load_the_engine_of_pdfs() -> None:
    programme = (
        "import django, sys; django.setup()\n"
        "import cyclades.urls, documents.receivers, documents.admin\n"
        "sys.exit('weasyprint' in sys.modules)\n"
    )

    assert subprocess.run([sys.executable, "-c", programme], check=False).returncode == 0


def test_text_keeps_clear_of_the_foot_of_the_page() -> None:
    for cas in CAS.values():
        pied = [(y_haut, mot) for mot, _, y_haut, _, _ in mots(rendre(contenus.contexte(cas()))) if mot == "Page"]
        corps = max(y for mot, _, _, _, y in mots(rendre(contenus.contexte(cas()))) if y < min(pied)[0])
        assert min(pied)[0] - corps > 8
