"""`make specialites`: the Récapitulatif and the tab « Epreuves » of every spécialité, as PNG and as text.

In `captures/specialites/`, one of each per spécialité; the pages are those that the robot of `test_specialites` gets.
`GRAINE` changes its answers. No server: Chromium opens the page from a file, with its style sheets beside it.
"""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.captures import DOSSIER, RACINE, navigateur_reel
from tests.registrations.specialites import SPECIALITES, remplir

CAPTURES = DOSSIER / "specialites"
GRAINE = os.environ.get("GRAINE", "46")
MODALITES = ["L'inscription est un acte personnel.", "Aucune modification n'est prise en compte après la clôture."]

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    with navigateur_reel() as ouvert:
        yield ouvert


@pytest.mark.parametrize("cle", SPECIALITES)
def test_speciality_is_looked_at(
    db: None, client: Client, horloge: Callable[[str], None], navigateur: Browser, tmp_path: Path, cle: str
) -> None:
    rempli = remplir(client, horloge, cle, random.Random(f"{GRAINE} {cle}"), modalites=MODALITES)

    page = navigateur.new_page(viewport={"width": 900, "height": 900})
    for nom, reponse in (("recapitulatif", rempli.recapitulatif), ("epreuves", rempli.epreuves)):
        texte = photographier(page, reponse, tmp_path / f"{nom}.html", CAPTURES / f"{cle}-{nom}")
        assert SPECIALITES[cle]["libelle"] in texte or nom == "epreuves"
    page.close()


def photographier(page: Page, reponse: Any, fichier: Path, vers: Path) -> str:
    """Write the picture and the text of what a page says; the text."""
    html = reponse.content.decode().replace('"/static/', f'"{(RACINE / "static").as_uri()}/')
    fichier.write_text(html, "utf-8")
    page.goto(fichier.as_uri())
    principal = page.locator("main")
    vers.parent.mkdir(parents=True, exist_ok=True)
    principal.screenshot(path=vers.with_suffix(".png"))
    texte = principal.inner_text()
    vers.with_suffix(".txt").write_text(texte, "utf-8")
    return texte
