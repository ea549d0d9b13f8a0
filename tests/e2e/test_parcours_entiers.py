"""The whole path where the browser helps least: without JavaScript, on a phone, at the closing; then the pupil's."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.services.demo import CODE_ELEVE, ELEVE
from cyclades.common.acteur import acteur
from cyclades.common.clock import maintenant
from justificatifs.models import PieceAttendue
from registrations.models import Brouillon, Candidature, Version
from registrations.services.demo import preinscrire_l_eleve_de_demonstration
from sessions_cfg.models import ServiceInscription
from tests.e2e import etapes
from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel
from tests.e2e.entrees import demo, entrer
from tests.e2e.etapes import (
    INSTANT,
    TITRE_CAP,
    choisir_la_forme,
    choisir_les_options,
    declarer_le_titre,
    enregistrer,
    premiers_onglets,
)
from tests.e2e.gestes import bouton, champ, remplir, repondre, suivant, texte
from tests.registrations import dossiers, gestes

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


@pytest.mark.parametrize(
    "ecran",
    [
        pytest.param({"java_script_enabled": False}, id="sans javascript"),
        pytest.param({"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}, id="telephone"),
    ],
)
def test_guide_example_from_the_first_tab_to_the_number(
    portail_reel: Callable[[str], PortailReel],
    browser: Browser,
    browser_context_args: dict[str, Any],
    ecran: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not ecran.get("java_script_enabled", True):
        monkeypatch.setattr(
            etapes, "verifier_axe", lambda page: None
        )  # axe is a script that waits: it never ends there
    portail = portail_reel(INSTANT)
    contexte = browser.new_context(**{**browser_context_args, **ecran})
    page = contexte.new_page()
    page.set_default_timeout(15_000)

    def tient() -> None:
        largeur = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur, page.url

    entrer(portail, page)
    page.goto(f"{portail.adresse}/inscriptions/nouvelle/")
    for libelle in ("CERTIFICAT D'APTITUDE PROFESSIONNELLE", "CAP 2022", "ACADÉMIE DE TOULOUSE"):
        page.get_by_role("main").get_by_role("link", name=libelle).first.click()
    bouton(page, "Valider").click()
    premiers_onglets(page, "Arts de la broderie")
    tient()
    choisir_la_forme(page)
    tient()
    declarer_le_titre(page, TITRE_CAP)
    suivant(page, "Epreuves")
    tient()
    choisir_les_options(page)
    suivant(page, "Récapitulatif")
    tient()
    assert not Candidature.objects.exists()
    enregistrer(portail, page, "01")
    tient()

    contenu = Version.objects.get().contenu
    options = {e["option"] for e in contenu["epreuves"]}
    assert {"Broderie machine guidée main", "Allemand"} <= options
    contexte.close()


def test_draft_at_the_closing_is_refused_kept_and_says_whom_to_ask(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel("2021-11-29T17:52+01:00"), nouvelle_page()
    entrer(portail, page)
    dossiers.brouillon_pret(demo())
    for onglet in (*gestes.ONGLETS, "recapitulatif"):
        page.goto(f"{portail.adresse}{gestes.BASE}{onglet}/")
        expect(page.locator("#fermeture")).to_contain_text("enregistrez avant 29/11/2021 à 18:00.")
    avant = Brouillon.objects.get().donnees
    service = ServiceInscription.objects.filter(cle=gestes.SERVICE)
    fermeture = service.get().fermeture
    try:
        with acteur("systeme:test"):
            service.update(fermeture=maintenant())  # moved by a responsable while the page is read
        bouton(page, "Enregistrer").click()

        expect(page.get_by_role("heading", name="Ce que vous aviez saisi")).to_be_visible()
        refus = texte(page)
        assert "Votre saisie n'est pas enregistrée : ce n'est pas une inscription." in refus
        assert "Rectorat de Toulouse" in refus
        assert "15 voie verte" in refus
        verifier_axe(page)
        assert not Candidature.objects.exists()
        assert Brouillon.objects.get().donnees == avant
        page.goto(f"{portail.adresse}/inscriptions/")
        assert "le service d'inscription est fermé : vous n'êtes pas inscrit(e)" in texte(page)
        page.get_by_role("link", name="Relire ma saisie").click()
        assert "15 voie verte" in texte(page)
    finally:
        with acteur("systeme:test"):
            service.update(fermeture=fermeture)


def test_pupil_of_the_guide_completes_what_her_school_entered(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail, page = portail_reel(INSTANT), nouvelle_page()
    candidature = preinscrire_l_eleve_de_demonstration()
    assert candidature is not None
    demandes: list[str] = []
    page.on("request", lambda demande: demandes.append(demande.url + (demande.post_data or "")))
    page.goto(f"{portail.adresse}/compte/premiere-connexion/#{ELEVE}/{CODE_ELEVE}")
    expect(champ(page, "Identifiant de connexion")).to_have_value(ELEVE)
    expect(champ(page, "Code de première connexion")).to_have_value(CODE_ELEVE)
    assert page.url == f"{portail.adresse}/compte/premiere-connexion/", "the code stays in no history"
    assert [d for d in demandes if CODE_ELEVE in d] == [], "nor does it reach a log by an address"
    bouton(page, "Continuer").click()
    remplir(page, {"Mot de passe": "Poulain.vert8", "Confirmation du mot de passe": "Poulain.vert8"})
    bouton(page, "Enregistrer et voir mon inscription").click()

    assert "À compléter" in texte(page)
    page.get_by_role("main").get_by_role("link", name="CERTIFICAT D'APTITUDE PROFESSIONNELLE").click()
    page.get_by_role("link", name="Mon inscription").first.click()
    assert "LYC BELLEVUE-TOULOUSE (0310038Y)" in texte(page)
    bouton(page, "Modifier").click()
    expect(champ(page, "Numéro, rue, voie")).to_have_value("15 voie verte")
    remplir(page, {"Téléphone mobile": "0606060606", "Adresse mail": "acculi@candidats.example"})
    suivant(page, "Informations candidature")
    expect(champ(page, "Etablissement")).to_have_attribute("readonly", "")
    verifier_axe(page)
    for question in ("Aménagement de la durée", "au titre du handicap", "par la presse", "collectivités"):
        repondre(page, question, "Non")
    suivant(page, "Qualification présentée")
    expect(champ(page, "Spécialité")).to_have_value("Accompagnant éducatif petite enfance")
    repondre(page, "Dérogation à la forme de passage", "Non")
    suivant(page, "Acquis")
    suivant(page, "Epreuves")
    suivant(page, "Récapitulatif")
    assert texte(page).count("Renseigné par votre établissement") == 7
    verifier_axe(page)
    bouton(page, "Enregistrer").click()

    expect(page.locator("[aria-current=step]")).to_contain_text("N° Inscription")
    assert Candidature.objects.get().etat == "inscrit"
    codes = set(PieceAttendue.objects.values_list("code", flat=True))
    assert {"CINSIG02", "NATIDE04", "PSNATT05"} <= codes
    assert User.objects.get(identifiant=ELEVE).numero_candidat == candidature.compte.numero_candidat
    portail.boite.attendre("acculi@candidats.example", "Inscription enregistrée")
