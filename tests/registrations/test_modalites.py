"""What an académie asks to accept: ticked once, kept with the version, asked again when its text changes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cyclades.common.acteur import acteur
from documents.kinds.commun import Emission
from documents.kinds.confirmation import construire
from registrations import lecture
from registrations.checks import MODALITES_CHANGEES
from registrations.models import Version
from registrations.services.erreurs import SaisieIncomplete
from registrations.services.saving import enregistrer
from registrations.wizard.parcours import Parcours
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat

from . import dossiers, gestes, robot

pytestmark = pytest.mark.django_db
PHRASES = ["L'inscription est un acte personnel.", "Aucune modification après la fin des inscriptions."]
INFORMATIONS = f"{gestes.BASE}informations/"


@pytest.fixture(autouse=True)
def au_guichet(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    demander(*PHRASES)


@pytest.fixture
def candidat(client: Client) -> Client:
    client.force_login(compte_candidat(), backend="accounts.backends.IdentifiantBackend")
    return client


def demander(*phrases: str) -> None:
    """What Toulouse asks to accept from now on."""
    with acteur("systeme:test"):
        ServiceInscription.objects.filter(cle=gestes.SERVICE).update(modalites=list(phrases))


def a_cocher(page: Any) -> str:
    """The value of the box of the page."""
    (valeur,) = robot.lire(page)["modalites"].valeurs
    return valeur


def texte(reponse: Any) -> str:
    return str(reponse.content.decode()).replace("&#x27;", "'")


def inscrire(client: Client) -> str:
    gestes.ouvrir(client)
    gestes.remplir(client, "identification")
    return gestes.inscrire(client, informations={"modalites": [a_cocher(client.get(INFORMATIONS))]})


def test_modalites_are_read_in_full_and_refusing_them_blocks_the_tab(candidat: Client) -> None:
    gestes.ouvrir(candidat)
    gestes.remplir(candidat, "identification")
    page = candidat.get(INFORMATIONS)

    refus = gestes.remplir(candidat, "informations")

    assert all(f"<li>{phrase}</li>" in texte(page) for phrase in PHRASES)
    assert refus.status_code == 422
    phrase = "Lisez les modalités de l'académie, puis cochez « J'ai lu ces modalités et je les accepte »."
    assert texte(refus).count(phrase) == 2  # in the summary, and beside the box
    assert candidat.get(f"{gestes.BASE}qualification/").headers["Location"] == INFORMATIONS
    assert gestes.remplir(candidat, "informations", modalites=[a_cocher(page)]).status_code == 302


def test_accepted_modalites_are_kept_and_shown_on_screen_and_on_paper(candidat: Client) -> None:
    adresse = inscrire(candidat)

    version = Version.objects.get()
    assert version.contenu["informations"]["modalites"] == PHRASES
    page = texte(candidat.get(f"{adresse}recapitulatif/"))
    assert all(f"Modalité de l'académie : {phrase}" in page for phrase in PHRASES)
    papier = construire(
        version.contenu,
        Emission(
            numero_inscription=1,
            version=1,
            emis_le=version.cree_le,
            code="AAAABBBBCCCCDDDD",
            adresse_verification="",
        ),
        [],
    )
    assert [(ligne.libelle, ligne.valeur) for ligne in papier.informations.lignes[-2:]] == [
        (f"Modalité de l'académie : {phrase}", "Acceptée") for phrase in PHRASES
    ]


def test_changed_modalites_are_asked_again_at_the_next_modification(candidat: Client) -> None:
    adresse = inscrire(candidat)
    demander("Une seule phrase désormais.")
    candidat.post(f"{adresse}modifier/")

    recap = candidat.get(f"{adresse}recapitulatif/")
    assert recap.headers["Location"] == f"{adresse}informations/?verifier"
    page = candidat.get(recap.headers["Location"])
    assert MODALITES_CHANGEES in texte(page)
    assert not robot.lire(page)["modalites"].posees
    assert gestes.remplir(candidat, "informations", adresse, modalites=["0" * 16]).status_code == 422

    assert gestes.remplir(candidat, "informations", adresse, modalites=[a_cocher(page)]).status_code == 302
    gestes.enregistrer(candidat, adresse)
    derniere = Version.objects.get(numero=2)
    assert derniere.contenu["informations"]["modalites"] == ["Une seule phrase désormais."]
    assert {"libelle": "Modalités de l'académie acceptées"}.items() <= derniere.differences[0].items()


def test_unchanged_modalites_are_not_asked_again(candidat: Client) -> None:
    adresse = inscrire(candidat)
    candidat.post(f"{adresse}modifier/")

    assert candidat.get(f"{adresse}recapitulatif/").status_code == 200
    assert robot.lire(candidat.get(f"{adresse}informations/"))["modalites"].posees


def test_saving_judges_the_acceptance_again() -> None:
    demander()
    compte = compte_candidat()
    parcours = Parcours(compte=compte, brouillon=dossiers.brouillon_pret(compte))
    assert parcours.a_reprendre() == []
    saisie = parcours.saisie()
    parcours.service.modalites = PHRASES

    with pytest.raises(SaisieIncomplete) as refus:
        enregistrer(
            compte=compte,
            brouillon=parcours.brouillon,
            revision=parcours.brouillon.revision,
            cle=parcours.brouillon.cle_formulaire,
            saisie=saisie,
            contexte=parcours.contexte,
        )

    assert refus.value.erreurs == {"modalites": [MODALITES_CHANGEES]}
    assert not Version.objects.exists()


def test_service_without_modalites_asks_nothing_and_old_versions_are_read(candidat: Client) -> None:
    demander()
    gestes.ouvrir(candidat)
    gestes.remplir(candidat, "identification")
    assert "modalites" not in robot.lire(candidat.get(INFORMATIONS))
    gestes.inscrire(candidat)

    contenu = Version.objects.get().contenu
    assert contenu["informations"].pop("modalites") == []
    assert not [libelle for libelle, _ in lecture.blocs(contenu)[2].paires if libelle.startswith("Modalité")]
