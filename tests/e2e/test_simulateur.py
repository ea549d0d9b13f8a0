"""From the home page to the tabs: simulate, print, go back, create an account, take the answers over; in Chromium."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel
from tests.e2e.etapes import INSTANT, TITRE_CAP, creer_et_activer
from tests.e2e.gestes import bouton, champ, choisir, remplir, repondre, texte

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


def _simuler(portail: PortailReel, page: Page) -> None:
    page.goto(portail.adresse + "/")
    page.get_by_role("main").get_by_role("link", name="Simulateur").click()
    page.get_by_role("link", name="CERTIFICAT D'APTITUDE PROFESSIONNELLE").click()
    page.get_by_role("link", name=re.compile("ACADÉMIE DE TOULOUSE, CAP 2022")).click()
    choisir(page, "Spécialité", "Arts de la broderie")
    page.get_by_label(re.compile("J'ai obtenu un CAP ou un BEP d'une autre spécialité")).check()
    page.get_by_label(TITRE_CAP, exact=False).check()
    annonce = page.get_by_role("status").filter(has_text="Pour l'instant")
    expect(annonce).to_contain_text("4 épreuves dispensées, 3 épreuves à passer")
    champ(page, "Année").fill("2020")
    choisir(page, "Catégorie du candidat", "INDIVIDUEL SALARIE")
    remplir(page, {"Date de naissance": "28/11/2004"})
    repondre(page, "Avez-vous la nationalité française ?", "Oui")
    verifier_axe(page)
    bouton(page, "Voir le résultat").click()
    expect(page.get_by_role("heading", name="Résultat de votre simulation")).to_be_visible()


def test_simulation_goes_into_the_tabs_of_a_new_account(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    _simuler(portail, page)
    verifier_axe(page)
    assert "4 épreuves dispensées, 3 épreuves à passer" in texte(page)
    resultat = page.url
    assert "2004" not in resultat

    page.reload()
    page.get_by_role("link", name="Changer mes réponses").first.click()
    expect(champ(page, "Date de naissance")).to_have_value("28/11/2004")
    page.go_back()
    expect(page).to_have_url(resultat)
    assert "4 épreuves dispensées" in texte(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="M'inscrire")).to_be_hidden()
    expect(page.get_by_role("heading", name="Les pièces à réunir")).to_be_visible()
    page.emulate_media(media="screen")

    creer_et_activer(portail, page)
    page.get_by_role("main").get_by_role("link", name=re.compile("Les relire")).click()
    verifier_axe(page)
    bouton(page, "Reprendre ces réponses").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Identification")
    assert "Rien n'est enregistré" in texte(page)


def test_simulation_by_keyboard_on_a_phone_without_javascript(
    portail_reel: Callable[[str], PortailReel], browser: object
) -> None:
    portail = portail_reel(INSTANT)
    contexte = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})  # type: ignore[attr-defined]
    page = contexte.new_page()
    page.goto(portail.adresse + "/simulateur/cap-2022-toulouse/")
    choisir(page, "Spécialité", "Arts de la broderie")
    bouton(page, "Afficher la suite").focus()
    page.keyboard.press("Enter")
    for libelle in ("J'ai obtenu un CAP ou un BEP d'une autre spécialité", TITRE_CAP):
        case = page.get_by_label(re.compile(re.escape(libelle))).first
        case.focus()
        page.keyboard.press("Space")
        bouton(page, "Mettre à jour").focus()
        page.keyboard.press("Enter")
    champ(page, "Année").fill("2020")
    choisir(page, "Catégorie du candidat", "INDIVIDUEL SALARIE")
    remplir(page, {"Date de naissance": "28/11/2004"})
    repondre(page, "Avez-vous la nationalité française ?", "Oui")
    bouton(page, "Voir le résultat").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Résultat de votre simulation")).to_be_visible()
    assert "4 épreuves dispensées, 3 épreuves à passer" in texte(page)
    contexte.close()
