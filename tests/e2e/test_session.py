"""The end of the session in a real browser: announced, put off in every page, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.session_store import SessionStore
from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel
from tests.e2e.etapes import INSTANT
from tests.e2e.gestes import bouton, champ, remplir, texte

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]
COMPTE = {"Identifiant de connexion": "dack.accrall@demo.example", "Mot de passe": "Demo.2027!"}


def vieillir(page: Page, secondes: int) -> None:
    """The person has done nothing for so long: on the server, then in the browser."""
    cookie = next(c["value"] for c in page.context.cookies() if c["name"] == "cyclades")
    session = SessionStore(cookie)
    session["vu"] -= secondes
    session.save()
    page.clock.fast_forward(secondes * 1000)


def test_end_of_session_is_announced_put_off_and_loses_nothing(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    page.clock.install()
    page.goto(portail.adresse + "/compte/connexion/")
    remplir(page, COMPTE)
    bouton(page, "Se connecter").click()
    page.goto(portail.adresse + "/compte/modifier/")
    dialogue = page.get_by_role("dialog", name="Êtes-vous toujours là ?")
    expect(dialogue).to_be_hidden()

    vieillir(page, 3400)
    expect(dialogue).to_be_visible()
    expect(dialogue).to_contain_text("vous serez déconnecté(e) dans 4 minutes")
    verifier_axe(page)
    bouton(page, "Rester connecté(e)").click()
    expect(dialogue).to_be_hidden()

    champ(page, "Prénoms").fill("Dack Émile")
    vieillir(page, 3601)
    expect(dialogue).to_contain_text("Votre session est terminée")
    bouton(page, "Revenir à la page").click()
    bouton(page, "Enregistrer mes informations").click()
    assert "Votre saisie est gardée" in texte(page)
    remplir(page, COMPTE)
    bouton(page, "Se connecter").click()
    bouton(page, "Reprendre là où j'en étais").click()

    assert "Vos informations sont enregistrées." in texte(page)
    expect(champ(page, "Prénoms")).to_have_value("Dack Émile")
