"""Each refusal of a file says what is wrong, then what to do, and each is met by a real file somewhere."""

import io
import re
from typing import Any

import pikepdf
import pytest
from PIL import Image

from justificatifs.scanning import FichierRefuse, assembler
from justificatifs.scanning.refus import PHRASES

from . import hostiles

GESTE = re.compile(
    r"\b(choisissez|réduisez|vérifiez|enregistrez|ouvrez|imprimez|n'ajoutez|ajoutez|retirez)\b", re.IGNORECASE
)
DETAILS: dict[str, Any] = {"pixels": 20, "annonce": "pdf", "reel": "image", "nombre": 12, "entree": "a.exe"}
# By the form, the disk, several files at once, or an address written by hand.
AILLEURS = {"absent", "disque_plein", "trop_de_fichiers", "melange", "ensemble_trop_gros", "page_absente"}


@pytest.mark.parametrize("code", sorted(set(PHRASES) - {"page_absente"}))
def test_refusal_says_what_to_do_in_whole_sentences(code: str) -> None:
    phrase = FichierRefuse(code, **DETAILS).phrase
    assert GESTE.search(phrase), phrase
    assert "{" not in phrase
    assert phrase[0].isupper()
    assert phrase.endswith(".")


def test_each_refusal_is_met_by_a_hostile_file() -> None:
    rencontres = frozenset[str]().union(*(fichier.attendu for fichier in hostiles.tous()))
    assert set(PHRASES) - AILLEURS - rencontres == set()


def test_photo_taken_sideways_stands_upright_in_the_pdf() -> None:
    sortie, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 300), "green").save(sortie, "JPEG", exif=exif)
    ensemble = assembler([(sortie.getvalue(), "recto.jpg"), (sortie.getvalue(), "verso.jpg")])
    with pikepdf.open(io.BytesIO(ensemble.octets)) as relie:
        for page in relie.pages:
            assert float(page.mediabox[3]) > float(page.mediabox[2])
