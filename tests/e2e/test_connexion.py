"""Wrong passwords, a new one by mail, two browsers; then what the real processes wrote in their logs (I-26)."""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel, lien_du_mail
from tests.e2e.etapes import INSTANT
from tests.e2e.gestes import bouton, remplir, texte

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]
DACK, NOUVEAU = "dack.accrall@demo.example", "Serin.jaune7"
CANARIS = ("dack.accrall", "accrall", NOUVEAU, "Perroquet.vert8", "Demo.2027!", "CANARINOM")


def se_connecter(page: Page, secret: str) -> None:
    remplir(page, {"Identifiant de connexion": DACK, "Mot de passe": secret})
    bouton(page, "Se connecter").click()


def envoyer_brut(portail: PortailReel, octets: bytes) -> None:
    """A request that no browser sends: the server's own log must not repeat it."""
    adresse = urlsplit(portail.adresse)
    with socket.create_connection((str(adresse.hostname), int(adresse.port or 80)), timeout=10) as prise:
        prise.sendall(octets)
        prise.recv(2000)


def test_forgotten_password_lets_the_owner_in_at_once_and_logs_tell_nobody(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page, autre = portail_reel(INSTANT), nouvelle_page(), nouvelle_page()
    autre.goto(portail.adresse + "/compte/connexion/")
    se_connecter(autre, "Demo.2027!")
    expect(autre.get_by_role("heading", name="Mes inscriptions")).to_be_visible()

    page.goto(portail.adresse + "/compte/connexion/")
    for _ in range(5):
        se_connecter(page, "Perroquet.vert8")
    assert "Connexion suspendue jusqu'à" in texte(page)
    verifier_axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="Mot de passe oublié").click()
    remplir(page, {"Identifiant de connexion": DACK})
    bouton(page, "Recevoir le mail").click()
    lien = lien_du_mail(portail.boite.attendre(DACK, "Choisir un nouveau mot de passe"), "choisir")
    page.goto(lien)
    remplir(page, {"Mot de passe": "accrall", "Confirmation du mot de passe": "accrall"})
    bouton(page, "Enregistrer le mot de passe").click()
    assert "Il manque au mot de passe une majuscule et un caractère spécial." in texte(page)
    verifier_axe(page)
    remplir(page, {"Mot de passe": NOUVEAU, "Confirmation du mot de passe": NOUVEAU})
    bouton(page, "Enregistrer le mot de passe").click()
    se_connecter(page, NOUVEAU)
    expect(page.get_by_role("heading", name="Mes inscriptions")).to_be_visible()

    autre.reload()
    expect(autre.get_by_role("heading", name="Veuillez vous identifier")).to_be_visible()
    portail.boite.attendre(DACK, "Votre mot de passe a été modifié")
    page.goto(lien)
    assert "Ce lien n'est plus valable" in texte(page)

    envoyer_brut(portail, b"GET /compte/activer/CANARINOM HTTP/9\r\nHost: CANARINOM\r\n\r\n")
    envoyer_brut(portail, b"GET /" + b"CANARINOM" * 2000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    envoyer_brut(portail, b"GET / HTTP/1.1\r\nHost: x\r\nX-CANARINOM CANARINOM\r\n\r\n")
    journaux = {nom: (portail.var / f"{nom}.log").read_text() for nom in ("web", "relais", "travailleur")}
    jeton = lien.rstrip("/").rpartition("/")[2]
    for nom, journal in journaux.items():
        assert [c for c in (*CANARIS, jeton) if c.casefold() in journal.casefold()] == [], nom
    assert "compte/connexion/" in journaux["web"], "the requests are told, by their route"
    assert "mails" in journaux["travailleur"]
