"""The guide's pupil (chapter 8), end to end on real parts: a school's file, her papillon, her browser, *Inscrit*."""

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services.demo import ELEVE
from accounts.services.effacement import effacer_comptes
from accounts.services.scolaires import creer_compte_scolaire
from registrations.imports import colonnes
from registrations.models import Candidature
from tests.documents.papillons import CODE
from tests.documents.papillons import texte as texte_du_pdf
from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel
from tests.e2e.etapes import INSTANT, connexion_du_personnel, en_texte, enregistrer, telecharger_la_confirmation
from tests.e2e.gestes import bouton, champ, remplir, repondre, suivant, texte
from tests.registrations.eleves_csv import etat_civil, fichier

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]
SANS_ADRESSE = {"adresse": "", "code_postal": "", "localite": ""}
ADRESSE, MOT_DE_PASSE = "acculi@eleves.example", "Poulain.vert8"
CLASSE: list[dict[str, str]] = [
    {},
    {"nom": "BELAIR", "prenoms": "Inès", "date_naissance": "14/03/2004", **SANS_ADRESSE},
    {"prenoms": "Noé"},  # had an account last year
]


def televerser(page: Page, octets: bytes, action: str) -> None:
    page.locator("input[type=file]").set_input_files({"name": "DIV1.csv", "mimeType": "text/csv", "buffer": octets})
    bouton(page, action).click()


def attendre(page: Page, mots: str) -> None:
    """« Actualiser » until the worker is done, as a person does."""
    for _ in range(60):
        if mots in texte(page):
            return verifier_axe(page)
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"« {mots} » ne vient pas : {texte(page)}")


def importer(portail: PortailReel, page: Page) -> None:
    """Two wrong files first; then the class, one of whom is known."""
    page.goto(f"{portail.adresse}/gestion/registrations/lotpreinscription/")
    page.get_by_role("link", name="Importer des élèves").click()
    verifier_axe(page)
    titres = [nom for nom in colonnes.NOMS if nom != "prenoms"]
    televerser(page, fichier(CLASSE, titres=titres), "Importer les lignes justes")
    assert "Il manque la colonne prenoms." in texte(page)
    verifier_axe(page)
    faux = {"nom": "CASTEL", "date_naissance": "31/02/2005"}
    televerser(page, fichier([*CLASSE, faux]), "Contrôler sans rien écrire")
    expect(page.get_by_role("alert")).to_contain_text("4 lignes, dont 3 justes et 1 refusée")
    faute = page.get_by_role("row").filter(has_text="date_naissance")
    expect(faute).to_contain_text("La date du 31/02/2005 n'existe pas.")
    verifier_axe(page)
    televerser(page, fichier(CLASSE), "Contrôler sans rien écrire")
    expect(page.get_by_role("status").filter(has_text="Contrôle")).to_contain_text(
        "2 comptes à créer, 1 compte existant à décider"
    )
    verifier_axe(page)
    assert not Candidature.objects.exists()
    televerser(page, fichier(CLASSE), "Importer les lignes justes")
    attendre(page, "Terminé, 1 à décider")
    page.get_by_role("link", name="1 à décider").click()
    verifier_axe(page)
    question = page.get_by_role("group", name=re.compile("ACCAME Noé"))
    question.get_by_label("Rattacher à ce compte").check()
    bouton(page, "Enregistrer ces décisions").click()
    attendre(page, "Terminé")
    assert Candidature.objects.filter(etat="a_completer", classe="DIV1").count() == 3


def corriger(portail: PortailReel, page: Page) -> None:
    """One of them is of another class: her line again, read beside what was entered, decided."""
    page.goto(f"{portail.adresse}/gestion/registrations/lotpreinscription/importer/")
    seule = fichier([{**CLASSE[1], "classe": "DIV2"}])
    televerser(page, seule, "Contrôler sans rien écrire")
    expect(page.get_by_role("row").filter(has_text="BELAIR Inès")).to_contain_text("classe : DIV1 → DIV2")
    verifier_axe(page)
    televerser(page, seule, "Importer les lignes justes")
    attendre(page, "Terminé, 1 à décider")
    page.get_by_role("link", name="1 à décider").click()
    verifier_axe(page)
    page.get_by_role("group", name=re.compile("BELAIR Inès")).get_by_label("Corriger la préinscription").check()
    bouton(page, "Enregistrer ces décisions").click()
    attendre(page, "Terminé")
    assert Candidature.objects.get(compte__identifiant="ines.belair").classe == "DIV2"


def tirer_les_papillons(portail: PortailReel, page: Page) -> dict[str, str]:
    """The class's PDF, read as printed: login → code."""
    page.goto(f"{portail.adresse}/gestion/")
    page.get_by_role("main").get_by_role("link", name="Papillons de connexion").first.click()
    page.get_by_role("link", name=re.compile("^DIV1")).click()
    verifier_axe(page)
    page.get_by_role("link", name="Éditer les papillons manquants (2)").click()
    verifier_axe(page)
    bouton(page, "Éditer les papillons").click()
    attendre(page, "Prêts.")
    lien = page.get_by_role("link", name="Télécharger les papillons (PDF)").get_attribute("href")
    reponse = page.request.get(page.evaluate("u => new URL(u, location).href", lien))
    assert reponse.headers["content-type"] == "application/pdf"
    papier = texte_du_pdf(reponse.body())
    logins = re.findall(r"Votre identifiant\s+(\S+)", papier)
    return dict(zip(logins, CODE.findall(papier), strict=True))


def entrer(portail: PortailReel, page: Page, code: str) -> None:
    """First sign-in: the code, an own password, an address."""
    page.goto(f"{portail.adresse}/compte/premiere-connexion/")
    verifier_axe(page)
    remplir(page, {"Identifiant de connexion": ELEVE, "Code de première connexion": code.lower()})
    bouton(page, "Continuer").click()
    expect(page.get_by_text("Acculi ACCAME")).to_be_visible()
    verifier_axe(page)
    remplir(
        page,
        {
            "Mot de passe": MOT_DE_PASSE,
            "Confirmation du mot de passe": MOT_DE_PASSE,
            "Adresse mail": ADRESSE,
            "Confirmation de l'adresse mail": ADRESSE,
        },
    )
    bouton(page, "Enregistrer et voir mon inscription").click()
    expect(page.get_by_role("heading", name="Mes inscriptions")).to_be_visible()
    portail.boite.attendre(ADRESSE, "[CYCLADES]")


def completer(page: Page) -> None:
    """Every tab, where only what the school did not give is typed."""
    bouton(page, "Modifier").click()
    expect(champ(page, "Numéro, rue, voie")).to_have_value("15 voie verte")
    verifier_axe(page)
    remplir(page, {"Téléphone mobile": "0606060606", "Adresse mail": ADRESSE})
    suivant(page, "Informations candidature")
    expect(champ(page, "Catégorie du candidat")).to_have_value("SCOLAIRE")
    expect(champ(page, "Etablissement")).to_have_value("LYC BELLEVUE-TOULOUSE (0310038Y)")
    verifier_axe(page)
    for question in ("Aménagement de la durée", "au titre du handicap", "la presse", "collectivités territoriales"):
        repondre(page, question, "Non")
    suivant(page, "Qualification présentée")
    expect(champ(page, "Spécialité")).to_have_value("Accompagnant éducatif petite enfance")
    expect(champ(page, "Spécialité")).not_to_be_editable()
    verifier_axe(page)
    repondre(page, "Dérogation à la forme de passage", "Non")
    suivant(page, "Acquis")
    verifier_axe(page)
    suivant(page, "Epreuves")
    verifier_axe(page)
    suivant(page, "Récapitulatif")


def test_pupil_of_a_school_s_file_signs_in_with_her_papillon_and_is_inscrit(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail = portail_reel(INSTANT)
    with transaction.atomic():
        effacer_comptes(User.objects.get(identifiant=ELEVE))  # here, the import makes her account
        creer_compte_scolaire(etat_civil=etat_civil(prenoms="Noé"))
    chef = connexion_du_personnel(portail, nouvelle_page(), "responsable.toulouse@demo.example")
    importer(portail, chef)
    corriger(portail, chef)
    codes = tirer_les_papillons(portail, chef)
    assert list(codes) == [ELEVE, "noe.accame"]

    page = nouvelle_page()
    entrer(portail, page, codes[ELEVE])
    verifier_axe(page)
    assert "À compléter" in texte(page)
    assert "Accompagnant éducatif petite enfance" in texte(page)
    page.get_by_role("link", name=re.compile("CERTIFICAT D'APTITUDE")).first.click()
    verifier_axe(page)
    page.get_by_role("link", name=re.compile("Mon inscription")).first.click()
    assert "Elle ne compte pas tant que vous n'avez pas parcouru les onglets" in texte(page)
    assert "Classe : DIV1" in texte(page)
    verifier_axe(page)
    completer(page)
    enregistrer(portail, page, "01")
    numeros = re.search(r"/inscriptions/(\d{11}-\d{3})/", page.url)
    assert numeros is not None
    assert Candidature.objects.get(compte__identifiant=ELEVE).etat == "inscrit"

    lu = en_texte(telecharger_la_confirmation(page))
    pieces = ("CINSIG02", "NATIDE04", "PSNATT05")
    for attendu in ("ACCAME", "LYC BELLEVUE-TOULOUSE", "SCOLAIRE", "candidats en établissement", *pieces):
        assert attendu in lu, attendu
    page.goto(f"{portail.adresse}/justificatifs/{numeros.group(1)}/")
    assert [piece for piece in pieces if piece not in texte(page)] == []
    verifier_axe(page)
    page.goto(f"{portail.adresse}/inscriptions/")
    expect(page.get_by_role("link", name=re.compile("désinscrire"))).to_have_count(0)
    page.goto(f"{portail.adresse}/inscriptions/{numeros.group(1)}/desinscrire/")
    assert "lui seul peut le demander" in texte(page)
    expect(bouton(page, "OK : me désinscrire")).to_have_count(0)
    verifier_axe(page)

    seconde = nouvelle_page()
    seconde.goto(f"{portail.adresse}/compte/premiere-connexion/")
    remplir(seconde, {"Identifiant de connexion": ELEVE, "Code de première connexion": codes[ELEVE]})
    bouton(seconde, "Continuer").click()
    assert "Ce code n'est plus valable" in texte(seconde)
    chef.goto(f"{portail.adresse}/gestion/documents/editionpapillons/")
    chef.get_by_role("link", name=re.compile("^DIV1")).click()
    expect(chef.get_by_role("row").filter(has_text="ACCAME Acculi")).to_contain_text("Connecté le 10/11/2021")
