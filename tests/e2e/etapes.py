"""The steps of the guide, one function each, as a candidate or a gestionnaire does them."""

import io
import re

import pikepdf
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel, lien_du_mail
from tests.e2e.gestes import bouton, champ, choisir, remplir, repondre, suivant, texte

INSTANT = "2021-11-10T13:00+01:00"
ADRESSE = "accrall@candidats.example"
MOT_DE_PASSE = "Broderie.2022"
TITRE_CAP = "CERTIFICAT D'APTITUDE PROFESSIONNELLE Titulaire d'un autre CAP"


def creer_le_compte(portail: PortailReel, page: Page) -> None:
    page.goto(portail.adresse + "/")
    verifier_axe(page)
    page.get_by_role("link", name="Créer mon compte").first.click()
    verifier_axe(page)
    choisir(page, "Civilité", "Monsieur")
    remplir(
        page,
        {
            "Nom de famille": "ACCRALL",
            "Confirmation du nom de naissance": "ACCRALL",
            "Prénoms": "Dack",
            "Date de naissance": "28/11/2004",
            "Confirmation date de naissance": "28/11/2004",
        },
    )
    choisir(page, "Pays de naissance", "FRANCE (DONT OUTRE-MER)")
    choisir(page, "Département, DOM ou COM de naissance", "014 - CALVADOS")
    remplir(
        page,
        {
            "Commune de naissance": "MAY-SUR-ORNE",
            "Adresse mail": ADRESSE,
            "Confirmation de l'adresse mail": ADRESSE,
            "Mot de passe": MOT_DE_PASSE,
            "Confirmation du mot de passe": MOT_DE_PASSE,
        },
    )
    bouton(page, "Créer le compte").click()
    expect(page.get_by_role("heading", name="Confirmation de réception de mail")).to_be_visible()
    verifier_axe(page)


def creer_et_activer(portail: PortailReel, page: Page) -> None:
    creer_le_compte(portail, page)
    mail = portail.boite.attendre(ADRESSE, "[CYCLADES] Activer mon compte")
    page.goto(lien_du_mail(mail, "/compte/activer/"))
    verifier_axe(page)
    bouton(page, "Activer mon compte").click()
    page.get_by_role("main").get_by_role("link", name="Se connecter").click()
    remplir(page, {"Identifiant de connexion": ADRESSE, "Mot de passe": MOT_DE_PASSE})
    bouton(page, "Se connecter").click()
    expect(page.get_by_role("heading", name="Mes inscriptions")).to_be_visible()
    assert re.search(r"N°\s?[Cc]andidat\s*:\s*021\d{8}", texte(page))
    assert "Vous n'avez aucune candidature active." in texte(page)
    verifier_axe(page)


def ouvrir_l_inscription(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Ajouter une nouvelle candidature")).click()
    for libelle in ("CERTIFICAT D'APTITUDE PROFESSIONNELLE", "CAP 2022", "ACADÉMIE DE TOULOUSE"):
        page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(libelle))).first.click()
    attendu = "Les inscriptions sont ouvertes du 01 novembre 2021 08:00 au 29 novembre 2021 18:00 (heure de Paris)."
    assert attendu in texte(page)
    verifier_axe(page)
    bouton(page, "Valider").click()


def premiers_onglets(page: Page, specialite: str) -> None:
    expect(page.locator("[aria-current=step]")).to_contain_text("Identification")
    assert "ACADÉMIE DE TOULOUSE - CERTIFICAT D'APTITUDE PROFESSIONNELLE - JUIN 2022" in texte(page)
    verifier_axe(page)
    remplir(
        page,
        {
            "Numéro, rue, voie": "15 voie verte",
            "Code postal": "31000",
            "Localité": "TOULOUSE",
            "Téléphone mobile": "0606060606",
        },
    )
    suivant(page, "Informations candidature")
    verifier_axe(page)
    choisir(page, "Catégorie du candidat", "INDIVIDUEL SALARIE")
    repondre(page, "Aménagement de la durée de formation", "Non")
    choisir(page, "Etablissement", re.compile("INDIV TOULOUSE"))
    repondre(page, "Demande d'aménagement(s) d'épreuves au titre du handicap", "Non")
    repondre(page, "publication par la presse", "Non")
    repondre(page, "collectivités territoriales", "Non")
    suivant(page, "Qualification présentée")
    verifier_axe(page)
    choisir(page, "Spécialité", specialite)


def choisir_la_forme(page: Page) -> None:
    choisir(page, "Forme de passage", "Globale")
    repondre(page, "Dérogation à la forme de passage", "Non")
    suivant(page, "Acquis")
    verifier_axe(page)


def declarer_le_titre(page: Page, titre: str) -> None:
    page.get_by_label(re.compile("J'ai obtenu un CAP ou un BEP d'une autre spécialité")).check()
    case = page.get_by_label(titre, exact=False).first
    if not case.is_visible():
        bouton(page, "Mettre à jour").click()
        case.wait_for(state="attached")
    if not case.is_visible():
        page.locator("details", has=case).get_by_text("Les autres titres", exact=True).click()
    case.check()
    annee = champ(page, "Année").first
    if not annee.is_visible():
        bouton(page, "Mettre à jour").click()
    annee.fill("2020") if annee.evaluate("e => e.tagName") == "INPUT" else annee.select_option("2020")
    choisir(page, "Académie", re.compile(r"^(ACADÉMIE DE )?TOULOUSE$", re.IGNORECASE))


def choisir_les_options(page: Page) -> None:
    """The guide's own: embroidery machine guided by hand, German."""
    for select in page.get_by_label(re.compile("Option")).all():
        propositions = select.locator("option").all_inner_texts()
        for voulu in ("Broderie machine guidée main", "Allemand"):
            if voulu in propositions:
                select.select_option(label=voulu)


def enregistrer(portail: PortailReel, page: Page, version: str) -> None:
    assert "la candidature n'est pas encore enregistrée" in texte(page)
    verifier_axe(page)
    bouton(page, "Enregistrer").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("N° Inscription")
    contenu = texte(page)
    assert "Votre inscription a bien été prise en compte le 10/11/2021" in contenu
    assert f"Version {version}" in contenu or version == "01"
    assert "29/11/2021 à 18:00" in contenu
    verifier_axe(page)


def telecharger_la_confirmation(page: Page) -> PdfReader:
    """Wait for the PDF without reloading, then take it."""
    lien = page.get_by_role("link", name=re.compile(r"Visualiser.imprimer|Confirmation d.inscription")).first
    expect(lien).to_be_visible(timeout=20_000)
    reponse = page.request.get(page.evaluate("u => new URL(u, location).href", lien.get_attribute("href")))
    assert reponse.ok
    assert reponse.headers["content-type"] == "application/pdf"
    assert reponse.headers["x-content-type-options"] == "nosniff"
    with pikepdf.open(io.BytesIO(reponse.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
    return PdfReader(io.BytesIO(reponse.body()))


def en_texte(pdf: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(p.extract_text() for p in pdf.pages))


def image_jpeg() -> bytes:
    flux = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(flux, "JPEG")
    return flux.getvalue()


def deposer(page: Page, piece: re.Pattern[str], fichier: dict[str, object]) -> None:
    ligne = page.locator("li, article, section, tr, div", has_text=piece).filter(has=page.get_by_text("Ajouter")).last
    ligne.get_by_role("link", name=re.compile("Ajouter")).click()
    page.locator("input[type=file]").set_input_files(fichier)  # type: ignore[arg-type]
    verifier_axe(page)
    page.get_by_role("main").get_by_role("button", name=re.compile("Ajouter|Envoyer|Déposer")).first.click()


def connexion_du_personnel(portail: PortailReel, page: Page, adresse: str) -> Page:
    page.goto(portail.adresse + "/compte/connexion/")
    remplir(page, {"Identifiant de connexion": adresse, "Mot de passe": "Demo.2027!"})
    bouton(page, "Se connecter").click()
    page.wait_for_url(re.compile("/gestion/"))
    return page
