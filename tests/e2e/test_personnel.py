"""Staff in a real browser: from the first superviseur's command to a session with its second factor, in 320 pixels."""

import os
import re
from base64 import b32decode
from collections.abc import Callable
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel, lien_du_mail
from tests.e2e.gestes import bouton, champ

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]
ADRESSE, MOT_DE_PASSE = "cheffe@rectorat.example", "Jument.grise7"


def regarder(page: Page, nom: str) -> None:
    """axe, no overflow, and an image when CAPTURES names a folder."""
    verifier_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, nom
    if os.environ.get("CAPTURES"):
        page.screenshot(path=f"{os.environ['CAPTURES']}/{nom}.png", full_page=True)


def test_first_superviseur_registers_a_phone_then_signs_in_with_it_and_with_a_recovery_code(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(""), nouvelle_page()
    erreurs: list[str] = []
    page.on("console", lambda m: erreurs.append(m.text) if m.type == "error" else None)
    page.set_viewport_size({"width": 320, "height": 720})

    portail.manage("creer_superviseur", ADRESSE, "--nom", "La cheffe")
    page.goto(lien_du_mail(portail.boite.attendre(ADRESSE, "Votre accès à l'espace de gestion"), "/compte/invitation/"))
    champ(page, "Mot de passe").fill(MOT_DE_PASSE)
    champ(page, "Confirmation").fill(MOT_DE_PASSE)
    bouton(page, "Enregistrer le mot de passe").click()
    _se_connecter(page)
    page.get_by_role("link", name="Ma connexion").click()
    bouton(page, "Commencer").click()
    expect(page.get_by_role("img", name=re.compile("Code QR"))).to_be_visible()
    assert page.evaluate("document.querySelector('.qr img').naturalWidth") > 100
    cle = b32decode(str(page.locator(".cle").inner_text()).replace(" ", ""))
    champ(page, "Code à 6 chiffres").fill("000000")
    bouton(page, "Enregistrer ce téléphone").click()
    expect(page.locator("#resume-erreurs")).to_be_focused()
    regarder(page, "telephone-erreur")
    page.wait_for_timeout(1100)  # one second after a wrong code
    champ(page, "Code à 6 chiffres").fill(_code(cle))
    bouton(page, "Enregistrer ce téléphone").click()

    codes = page.locator(".codes-de-secours li").all_inner_texts()
    assert len(codes) == 10
    regarder(page, "codes")
    with page.expect_download() as recu:
        page.get_by_role("link", name="Télécharger (texte)").click()
    assert recu.value.suggested_filename == "codes-de-secours-cyclades.txt"
    lignes = Path(recu.value.path()).read_text(encoding="utf-8").splitlines()
    assert [ligne for ligne in lignes if ligne in codes] == codes
    page.get_by_role("link", name="J'ai noté mes codes, continuer").click()
    expect(page).to_have_url(re.compile("/gestion/$"))
    assert portail.boite.attendre(ADRESSE, "Un téléphone est enregistré")

    bouton(page, "Se déconnecter").click()
    page.goto(portail.adresse + "/compte/connexion/")
    _se_connecter(page)
    expect(page.get_by_role("heading", name="Confirmer ma connexion")).to_be_visible()
    page.get_by_role("link", name="Je n'ai plus mon téléphone").click()
    champ(page, "Code de secours").fill(codes[0])
    bouton(page, "Continuer").click()
    expect(page).to_have_url(re.compile("/gestion/$"))
    page.get_by_role("link", name="Ma connexion").click()
    expect(page.get_by_text("9 encore valables")).to_be_visible()
    assert erreurs == []


def _se_connecter(page: Page) -> None:
    champ(page, "Identifiant de connexion").fill(ADRESSE)
    champ(page, "Mot de passe").fill(MOT_DE_PASSE)
    bouton(page, "Se connecter").click()


def _code(cle: bytes) -> str:
    return f"{TOTP(cle).token():06d}"
