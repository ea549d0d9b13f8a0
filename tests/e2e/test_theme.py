"""The theme in a real browser: every component and public page, with axe, keyboard, phone, zoom and no JavaScript."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import verifier_axe
from tests.portail.test_pages_publiques import SANS_BASE

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

PAGES = (*SANS_BASE, "/galerie/", "/rien/")
LARGEURS = {"bureau": 1280, "zoom 200 %": 640, "téléphone": 320}


@pytest.fixture(scope="module")
def serveur() -> Iterator[str]:
    """The gallery and the pages that need no database, served from this process."""
    with override_settings(ROOT_URLCONF="tests.common.galerie", DEBUG=False):
        fil = LiveServerThread("127.0.0.1", StaticFilesHandler)
        fil.daemon = True
        fil.start()
        fil.is_ready.wait()
        assert fil.error is None
        yield f"http://127.0.0.1:{fil.port}"
        fil.terminate()


@pytest.fixture
def page_propre(nouvelle_page: Callable[[], Page]) -> Iterator[Page]:
    """A page whose console must stay empty: the CSP refuses nothing, no script fails."""
    page = nouvelle_page()
    messages: list[str] = []
    page.on("console", lambda m: messages.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: messages.append(str(e)))
    yield page
    assert [m for m in messages if "404 (Not Found)" not in m] == []


def _deborde(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("adresse", PAGES)
def test_page_has_no_axe_violation_and_fits_every_width(serveur: str, page_propre: Page, adresse: str) -> None:
    for nom, largeur in LARGEURS.items():
        page_propre.set_viewport_size({"width": largeur, "height": 800})
        page_propre.goto(serveur + adresse)
        assert not _deborde(page_propre), f"{adresse} déborde : {nom}"
        verifier_axe(page_propre)


def test_refused_form_focuses_its_summary_and_leads_to_the_fields(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/galerie/")
    page_propre.get_by_label("Date de naissance").fill("31/02/2004")
    page_propre.get_by_role("button", name="Suivant").click()

    expect(page_propre.locator("#resume-erreurs")).to_be_focused()
    assert page_propre.title().startswith("Erreur : ")
    page_propre.get_by_role("link", name="La date du 31/02/2004 n'existe pas.").click()
    expect(page_propre.get_by_label("Date de naissance")).to_be_focused()
    expect(page_propre.get_by_label("Date de naissance")).to_have_value("31/02/2004")
    for largeur in LARGEURS.values():
        page_propre.set_viewport_size({"width": largeur, "height": 800})
        assert not _deborde(page_propre)
        verifier_axe(page_propre)


def test_password_can_be_shown(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/galerie/")
    champ = page_propre.locator("#id_secret")
    bouton = page_propre.get_by_role("button", name="Afficher : Mot de passe")
    bouton.click()
    expect(champ).to_have_attribute("type", "text")
    expect(bouton).to_have_attribute("aria-pressed", "true")
    bouton.click()
    expect(champ).to_have_attribute("type", "password")


def test_field_shows_when_its_condition_holds(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/galerie/")
    ville = page_propre.get_by_label("Ville de naissance")
    expect(ville).to_be_hidden()
    page_propre.get_by_label("Pays de naissance").select_option("ALLEMAGNE")
    expect(ville).to_be_visible()


def test_mistyped_domain_is_suggested(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/galerie/")
    champ = page_propre.locator("#id_courriel")
    champ.fill("dack@gmial.com")
    champ.blur()
    page_propre.get_by_role("button", name="dack@gmail.com").click()
    expect(champ).to_have_value("dack@gmail.com")
    champ.fill("dack@ac-toulouse.fr")
    champ.blur()
    expect(page_propre.locator(".suggestion")).to_have_count(0)


def test_keyboard_reaches_the_content_first(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/aide/")
    page_propre.keyboard.press("Tab")
    lien = page_propre.get_by_role("link", name="Aller au contenu")
    expect(lien).to_be_focused()
    expect(lien).to_be_in_viewport()
    page_propre.keyboard.press("Enter")
    expect(page_propre.locator("#contenu")).to_be_focused()


def test_focus_is_always_visible_and_follows_the_reading_order(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/galerie/")
    vus: list[float] = []
    for _ in range(18):
        page_propre.keyboard.press("Tab")
        style, rang = page_propre.evaluate(
            """() => { const e = document.activeElement;
                const tous = [...document.querySelectorAll("*")];
                const s = getComputedStyle(e), t = getComputedStyle(e, "::after");
                return [s.outlineStyle + t.outlineStyle, tous.indexOf(e)]; }"""
        )
        assert "solid" in style
        vus.append(rang)
    assert vus == sorted(vus)


def test_page_works_without_javascript(serveur: str, browser: Browser) -> None:
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = contexte.new_page()
    page.goto(serveur + "/galerie/")
    expect(page.get_by_label("Ville de naissance")).to_be_visible()
    assert page.locator(".bascule:visible").count() == 0
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("alert")).to_contain_text("erreurs sont à corriger")
    expect(page.locator("#resume-erreurs")).to_be_focused()
    contexte.close()


def test_print_leaves_only_the_content(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/galerie/")
    page_propre.emulate_media(media="print")
    expect(page_propre.locator(".menu")).to_be_hidden()
    expect(page_propre.locator(".actions").first).to_be_hidden()
    expect(page_propre.get_by_role("heading", name="Galerie des composants")).to_be_visible()


def test_axe_bites_on_a_field_without_label(serveur: str, page_propre: Page) -> None:
    page_propre.goto(serveur + "/aide/")
    page_propre.evaluate("document.querySelector('main').append(document.createElement('input'))")
    with pytest.raises(AssertionError, match="label"):
        verifier_axe(page_propre)
