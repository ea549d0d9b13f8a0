"""A draft in a real browser: nothing typed is lost, nothing is written twice, nothing overwrites silently."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.session_store import SessionStore
from registrations.models import Brouillon, Candidature, Version
from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel
from tests.e2e.entrees import demo, entrer
from tests.e2e.etapes import INSTANT
from tests.e2e.gestes import bouton, champ, remplir, suivant, texte
from tests.registrations import dossiers, gestes

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]
GARDE = re.compile(r"^Brouillon enregistré à \d\d:\d\d\.$")
ADRESSE = {"Numéro, rue, voie": "15 voie verte", "Code postal": "31000", "Localité": "TOULOUSE"}
VOIE = "Numéro, rue, voie"

# Is the focused field under the state of the draft, even in part?
CACHE = """() => {
  const [champ, etat] = [document.activeElement, document.getElementById('etat-saisie')];
  const [e, p] = [champ.getBoundingClientRect(), etat.getBoundingClientRect()];
  const dessous = e.top < p.bottom && e.bottom > p.top && e.left < p.right && e.right > p.left;
  return champ !== document.body && !etat.contains(champ) && dessous;
}"""


def etat(page: Page) -> Any:
    return page.locator("#etat-saisie")


def ouvrir(portail: PortailReel, page: Page, onglet: str = "identification") -> None:
    entrer(portail, page)
    gestes_client = Client()
    gestes_client.force_login(demo(), backend="accounts.backends.IdentifiantBackend")
    gestes.ouvrir(gestes_client)
    page.goto(f"{portail.adresse}{gestes.BASE}{onglet}/")


def gardee(onglet: str = "identification", nom: str = "voie") -> str:
    return str(Brouillon.objects.get().donnees.get(onglet, {}).get(nom, [""])[0])


def test_closed_browser_mid_tab_is_resumed_elsewhere(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    ouvrir(portail, page)
    expect(etat(page)).to_be_empty()
    champ(page, VOIE).press_sequentially("15 voie ver")
    expect(etat(page)).to_have_text(GARDE)
    verifier_axe(page)
    champ(page, VOIE).fill("15 voie verte")
    page.close()  # before the second and a half is over

    ailleurs = nouvelle_page()
    entrer(portail, ailleurs)
    ailleurs.goto(f"{portail.adresse}/inscriptions/")
    carte = texte(ailleurs)
    assert "Vous n'avez aucune candidature active." in carte
    assert "Ceci est un brouillon, pas encore une inscription." in carte
    assert "avant le 29/11/2021 à 18:00 (dans 19 jours)" in carte
    ailleurs.get_by_role("link", name=re.compile("^Reprendre")).click()
    expect(champ(ailleurs, VOIE)).to_have_value("15 voie verte")
    assert not Candidature.objects.exists()


def test_links_and_the_back_button_lose_nothing(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    ouvrir(portail, page)
    remplir(page, {**ADRESSE, "Téléphone mobile": "0606060606"})
    suivant(page, "Informations candidature")

    page.go_back()
    expect(champ(page, VOIE)).to_have_value("15 voie verte")
    champ(page, VOIE).fill("16 voie verte")
    page.go_forward()
    page.goto(f"{portail.adresse}{gestes.BASE}identification/")
    expect(champ(page, VOIE)).to_have_value("16 voie verte")

    champ(page, VOIE).fill("17 voie verte")
    page.get_by_role("link", name="Mes inscriptions").first.click()
    expect(page.get_by_role("heading", name="Mes inscriptions")).to_be_visible()
    assert gardee() == "17 voie verte"
    page.go_back()
    expect(champ(page, VOIE)).to_have_value("17 voie verte")
    champ(page, "Complément adresse 1").fill("Bâtiment B")
    expect(etat(page)).to_have_text(GARDE)
    suivant(page, "Informations candidature")
    assert gardee(nom="complement_1") == "Bâtiment B"


def test_two_tabs_of_a_browser_never_overwrite_each_other(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    ouvrir(portail, page)
    seconde = page.context.new_page()
    seconde.goto(page.url)
    champ(seconde, VOIE).fill("2 rue de la seconde page")
    expect(etat(seconde)).to_have_text(GARDE)

    champ(page, VOIE).fill("1 rue de la première page")
    expect(etat(page)).to_contain_text("Cette page n'est plus à jour : elle a été modifiée dans un autre onglet")
    verifier_axe(page)
    champ(page, VOIE).fill("1 rue de la première")
    page.wait_for_timeout(2000)
    assert gardee() == "2 rue de la seconde page"
    bouton(page, "Comparer les deux saisies").click()

    assert "1 rue de la première 2 rue de la seconde page" in texte(page)
    verifier_axe(page)
    page.get_by_role("link", name="Garder l'autre saisie").click()
    expect(champ(page, VOIE)).to_have_value("2 rue de la seconde page")


def test_offline_then_online(portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    ouvrir(portail, page)
    page.context.set_offline(True)
    champ(page, VOIE).fill("15 voie verte")
    expect(etat(page)).to_have_text("Hors connexion : votre saisie sera envoyée dès que possible.")
    bouton(page, "Suivant").click()
    expect(champ(page, VOIE)).to_have_value("15 voie verte")
    assert gardee() == ""

    page.context.set_offline(False)

    expect(etat(page)).to_have_text(GARDE)
    assert gardee() == "15 voie verte"
    remplir(page, {"Code postal": "31000", "Localité": "TOULOUSE", "Téléphone mobile": "0606060606"})
    suivant(page, "Informations candidature")


def test_end_of_session_is_said_and_the_screen_kept(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    ouvrir(portail, page)
    cookie = next(c["value"] for c in page.context.cookies() if c["name"] == "cyclades")
    SessionStore(cookie).delete()

    champ(page, VOIE).fill("15 voie verte")

    expect(etat(page)).to_contain_text("Votre session est terminée")
    expect(champ(page, VOIE)).to_have_value("15 voie verte")
    assert gardee() == ""


def test_double_click_on_enregistrer_makes_one_candidature(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    entrer(portail, page)
    dossiers.brouillon_pret(demo())
    page.goto(f"{portail.adresse}{gestes.BASE}recapitulatif/")

    bouton(page, "Enregistrer").dblclick()

    expect(page.locator("[aria-current=step]")).to_contain_text("N° Inscription")
    assert "Votre inscription a bien été prise en compte le 10/11/2021" in texte(page)
    assert (Candidature.objects.count(), Version.objects.count()) == (1, 1)
    page.go_back()
    page.wait_for_load_state()
    assert (Candidature.objects.count(), Version.objects.count()) == (1, 1)


def test_countdown_then_the_end_without_losing_the_screen(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel("2021-11-29T17:30+01:00"), nouvelle_page()
    page.clock.install()
    ouvrir(portail, page)
    compte = page.locator("#fermeture")
    expect(compte).to_be_hidden()

    # From what the page was told: a busy machine takes a minute to draw it.
    reste = int(compte.get_attribute("data-reste") or 0)
    page.clock.fast_forward((reste - 290) * 1000)
    expect(compte).to_contain_text("Le service ferme dans 5 minutes : enregistrez avant 29/11/2021 à 18:00.")
    verifier_axe(page)
    page.clock.fast_forward(240_000)
    expect(compte).to_contain_text("Le service ferme dans moins d'une minute")
    page.get_by_label("Numéro, rue, voie").evaluate("e => { e.value = '15 voie verte'; }")
    page.clock.fast_forward(60_000)

    expect(compte).to_contain_text("Le service d'inscription est fermé")
    expect(compte).to_contain_text("Rectorat de Toulouse")
    expect(champ(page, VOIE)).to_have_value("15 voie verte")
    verifier_axe(page)


def test_without_javascript_each_step_keeps_the_draft(
    portail_reel: Callable[[str], PortailReel], browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    portail = portail_reel(INSTANT)
    contexte = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = contexte.new_page()
    ouvrir(portail, page)
    remplir(page, {**ADRESSE, "Téléphone mobile": "0606060606"})
    suivant(page, "Informations candidature")
    bouton(page, "Quitter").click()

    assert "Votre saisie est gardée en brouillon. Ce n'est pas une inscription" in texte(page)
    page.get_by_role("link", name=re.compile("^Reprendre")).click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Informations candidature")
    assert gardee() == "15 voie verte"
    contexte.close()


def test_on_a_phone_the_state_of_the_draft_is_seen_and_hides_nothing(
    portail_reel: Callable[[str], PortailReel], browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    portail = portail_reel(INSTANT)
    contexte = browser.new_context(
        **{**browser_context_args, "viewport": {"width": 320, "height": 640}}, has_touch=True
    )
    page = contexte.new_page()
    ouvrir(portail, page)

    champ(page, VOIE).fill("15 voie verte")
    expect(etat(page)).to_have_text(GARDE)
    expect(etat(page)).to_be_in_viewport()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert not page.evaluate(CACHE), page.evaluate("document.activeElement.outerHTML")
    Brouillon.objects.update(revision=F("revision") + 1)  # another device wrote
    champ(page, VOIE).fill("16 voie verte")
    expect(etat(page)).to_contain_text("Cette page n'est plus à jour")
    expect(champ(page, VOIE)).to_be_focused()
    assert not page.evaluate(CACHE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    verifier_axe(page)
    contexte.close()
