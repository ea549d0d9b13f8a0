"""The account pages in a real browser: creation with suggestions, mistakes, activation, sign-in, change, deletion."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel, lien_du_mail
from tests.e2e.etapes import ADRESSE, INSTANT, MOT_DE_PASSE, creer_et_activer
from tests.e2e.gestes import bouton, champ, choisir, remplir, texte

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


def capturer(page: Page, nom: str) -> None:
    """Keep an image of the page when CAPTURES names a folder."""
    if os.environ.get("CAPTURES"):
        page.screenshot(path=f"{os.environ['CAPTURES']}/{nom}.png", full_page=True)


def demander_une_adresse(page: Page, nouvelle: str) -> None:
    """Fill in « Adresse mail » on « Modifier mon compte »."""
    adresse = page.locator("form[action='/compte/modifier/adresse/']")
    champ(adresse, "Adresse mail").fill(nouvelle)
    champ(adresse, "Confirmation de l'adresse mail").fill(nouvelle)
    champ(adresse, "Mot de passe actuel").fill(MOT_DE_PASSE)
    bouton(page, "Changer d'adresse mail").click()


def test_account_pages_at_phone_width_with_mistakes_and_suggestions(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    erreurs: list[str] = []
    page.on("console", lambda m: erreurs.append(m.text) if m.type == "error" else None)
    page.set_viewport_size({"width": 320, "height": 720})

    page.goto(portail.adresse + "/compte/creer/")
    bouton(page, "Créer le compte").click()
    expect(page.locator("#resume-erreurs")).to_be_focused()
    verifier_axe(page)
    capturer(page, "creer-erreurs-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    choisir(page, "Pays de naissance", "BELGIQUE")
    expect(champ(page, "Ville de naissance")).to_be_visible()
    expect(champ(page, "Commune de naissance")).to_be_hidden()
    choisir(page, "Pays de naissance", "FRANCE (DONT OUTRE-MER)")
    expect(champ(page, "Ville de naissance")).to_be_hidden()
    choisir(page, "Département, DOM ou COM de naissance", "014 - CALVADOS")
    demandes: list[str] = []
    page.on("request", lambda r: demandes.append(r.url))
    commune = champ(page, "Commune de naissance")
    commune.press_sequentially("maizieres", delay=30)
    expect(page.get_by_role("option", name="MAIZIÈRES")).to_be_visible()
    expect(commune).to_have_attribute("aria-expanded", "true")
    verifier_axe(page)
    capturer(page, "creer-communes-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    commune.press("ArrowDown")
    commune.press("Enter")
    expect(commune).to_have_value("MAIZIÈRES")
    expect(page.get_by_role("listbox")).to_be_hidden()
    commune.fill("may su")
    page.get_by_role("option", name="MAY-SUR-ORNE").click()
    expect(commune).to_have_value("MAY-SUR-ORNE")
    commune.fill("may")
    expect(page.get_by_role("option", name="MAY-SUR-ORNE")).to_be_visible()
    commune.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(commune).to_have_value("may")
    assert all(set(re.findall(r"[?&](\w+)=", u)) == {"departement_naissance", "commune_naissance"} for u in demandes)
    libre = champ(page, "Nom de ce département")
    expect(libre).to_be_hidden()
    commune.fill("saint")
    expect(page.get_by_role("listbox")).to_be_visible()
    choisir(page, "Département, DOM ou COM de naissance", "Mon département n'est pas dans la liste")
    expect(libre).to_be_visible()
    expect(page.locator("#communes-proposees")).to_be_hidden()
    choisir(page, "Pays de naissance", "BELGIQUE")
    expect(libre).to_be_hidden()
    choisir(page, "Pays de naissance", "FRANCE (DONT OUTRE-MER)")
    expect(libre).to_be_visible()
    champ(page, "Adresse mail").fill("dack@gmial.com")
    champ(page, "Adresse mail").blur()
    page.get_by_role("button", name="dack@gmail.com").click()
    expect(champ(page, "Adresse mail")).to_have_value("dack@gmail.com")
    assert erreurs == []


def test_account_from_sign_in_to_deletion(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    creer_et_activer(portail, page)

    page.get_by_role("link", name="Modifier mon compte").click()
    verifier_axe(page)
    capturer(page, "modifier")
    remplir(page, {"Prénoms": "Dak"})
    bouton(page, "Enregistrer mes informations").click()
    assert "Vos informations sont enregistrées." in texte(page)

    demander_une_adresse(page, "faute@candidats.example")
    bouton(page, "Garder mon adresse actuelle").click()
    assert "Votre adresse mail ne change pas." in texte(page)
    demander_une_adresse(page, "nouvelle@candidats.example")
    assert "Un changement attend votre confirmation" in texte(page)
    verifier_axe(page)
    mail = portail.boite.attendre("nouvelle@candidats.example", "Confirmer ma nouvelle adresse mail")
    page.goto(lien_du_mail(mail, "/compte/adresse/confirmer/"))
    verifier_axe(page)
    bouton(page, "Confirmer ma nouvelle adresse").click()
    portail.boite.attendre(ADRESSE, "Votre adresse mail a été modifiée")

    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(portail.adresse + "/compte/connexion/")
    verifier_axe(page)
    capturer(page, "connexion")
    page.get_by_role("link", name="Mot de passe oublié, réinitialisation du mot de passe").click()
    verifier_axe(page)
    remplir(page, {"Identifiant de connexion": "nouvelle@candidats.example"})
    bouton(page, "Recevoir le mail").click()
    mail = portail.boite.attendre("nouvelle@candidats.example", "Choisir un nouveau mot de passe")
    page.goto(lien_du_mail(mail, "/compte/mot-de-passe/choisir/"))
    verifier_axe(page)
    remplir(page, {"Mot de passe": "Poulain.vert8", "Confirmation du mot de passe": "Poulain.vert8"})
    bouton(page, "Enregistrer le mot de passe").click()
    remplir(page, {"Identifiant de connexion": "nouvelle@candidats.example", "Mot de passe": "Poulain.vert8"})
    bouton(page, "Se connecter").click()

    page.get_by_role("link", name="Modifier mon compte").click()
    page.get_by_role("link", name="Supprimer", exact=True).click()
    verifier_axe(page)
    capturer(page, "supprimer")
    remplir(page, {"Mot de passe actuel": "Poulain.vert8"})
    bouton(page, "Supprimer").click()
    expect(page).to_have_title("Compte supprimé – Cyclades")
    portail.boite.attendre("nouvelle@candidats.example", "Votre compte est supprimé")
    page.goto(portail.adresse + "/inscriptions/")
    expect(page).to_have_url(re.compile(r"/compte/connexion/"))


def test_old_mailbox_takes_the_account_back_without_javascript(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page], browser: Browser
) -> None:
    """Somebody who knows the password moves the account to a mailbox of their own."""
    portail, voleur = portail_reel(INSTANT), nouvelle_page()
    creer_et_activer(portail, voleur)
    voleur.get_by_role("link", name="Modifier mon compte").click()
    demander_une_adresse(voleur, "voleur@candidats.example")
    mail = portail.boite.attendre("voleur@candidats.example", "Confirmer ma nouvelle adresse mail")
    voleur.goto(lien_du_mail(mail, "/compte/adresse/confirmer/"))
    bouton(voleur, "Confirmer ma nouvelle adresse").click()

    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    mail = portail.boite.attendre(ADRESSE, "Votre adresse mail a été modifiée")
    page.goto(lien_du_mail(mail, "/compte/adresse/retablir/"))
    bouton(page, "Rétablir mon adresse").click()
    assert "Votre adresse mail est rétablie." in texte(page)
    remplir(page, {"Mot de passe": "Poulain.vert8", "Confirmation du mot de passe": "Poulain.vert8"})
    bouton(page, "Enregistrer le mot de passe").click()
    remplir(page, {"Identifiant de connexion": ADRESSE, "Mot de passe": "Poulain.vert8"})
    bouton(page, "Se connecter").click()

    expect(page).to_have_url(re.compile(r"/inscriptions/$"))
    portail.boite.attendre("voleur@candidats.example", "Le changement d'adresse mail a été annulé")
    voleur.goto(portail.adresse + "/inscriptions/")
    expect(voleur).to_have_url(re.compile(r"/compte/connexion/"))


def test_creation_without_javascript_asks_which_commune(
    portail_reel: Callable[[str], PortailReel], browser: Browser
) -> None:
    portail = portail_reel(INSTANT)
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = contexte.new_page()
    page.goto(portail.adresse + "/compte/creer/")
    choisir(page, "Civilité", "Madame")
    remplir(
        page,
        {
            "Nom de famille": "ÉTÉ-D'OR",
            "Confirmation du nom de naissance": "ÉTÉ-D'OR",
            "Prénoms": "Zoé",
            "Date de naissance": "28/11/2004",
            "Confirmation date de naissance": "28/11/2004",
            "Commune de naissance": "may",
            "Adresse mail": "zoe@candidats.example",
            "Confirmation de l'adresse mail": "zoe@candidats.example",
            "Mot de passe": MOT_DE_PASSE,
            "Confirmation du mot de passe": MOT_DE_PASSE,
        },
    )
    choisir(page, "Pays de naissance", "FRANCE (DONT OUTRE-MER)")
    choisir(page, "Département, DOM ou COM de naissance", "014 - CALVADOS")
    bouton(page, "Créer le compte").click()

    page.get_by_label("MAY-SUR-ORNE", exact=True).check()
    capturer(page, "creer-sans-javascript")
    remplir(page, {"Mot de passe": MOT_DE_PASSE, "Confirmation du mot de passe": MOT_DE_PASSE})
    bouton(page, "Créer le compte").click()
    expect(page.get_by_role("heading", name="Confirmation de réception de mail")).to_be_visible()
    contexte.close()
