"""« 4 cas se présentent » (guide, chapter 12): what « Mes justificatifs » says of a piece, in the guide's words."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from justificatifs.enums import Statut
from justificatifs.models import GroupePieces
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db
NOM = "2145028115_1-v2_juin_2022_document_inscription_20211103.pdf"


@pytest.fixture
def candidature(horloge: Callable[[str], None]) -> Candidature:
    """The guide's own piece, sent on the 10th of November 2021 at 15:35."""
    horloge("2021-11-10T15:35+01:00")
    candidature = dossiers.candidature(
        service=dossiers.service_ouvert(
            pieces_ouverture="2021-11-03T00:00+01:00", pieces_fermeture="2021-12-07T00:00+01:00"
        ),
        pieces=[dossiers.CONFIRMATION],
    )
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), NOM))
    return candidature


def _transmise(candidature: Candidature) -> Candidature:
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    return candidature


def _decider(candidature: Candidature, statut: Statut) -> None:
    piece = dossiers.piece(candidature, "confirmation")
    decider(
        piece_id=piece.pk, revision=piece.revision, statut=statut, par=personnel("16"), information="Pièce illisible"
    )


def _texte(candidature: Candidature) -> str:
    """The page as it reads, without its markup."""
    client = Client()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    page = client.get(reverse("justificatifs:liste", args=[candidature.numeros])).content.decode()
    principal = page.partition("<main")[2].partition("</main>")[0].replace("&#x27;", "'")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", principal))


def test_before_the_lock_the_guide_s_own_sentences_are_there(candidature: Candidature) -> None:
    texte = _texte(candidature)
    for phrase in (
        "Demande de pièces justificatives Version 1",
        "Pièces justificatives conformes : 0 / 1",
        "A déposer en ligne entre le mercredi 03 novembre 2021 et le lundi 06 décembre 2021 23:59 (heure/Paris)",
        "CINSIG01 : Confirmation d'inscription signée",
        f"{NOM} Déposé le 10/11/2021 15:35 (heure/Paris)",
        "vous validez que vous avez fourni toutes vos pièces, vous ne pourrez plus les modifier "
        "et vos pièces pourront être étudiées.",
        "J'ai fourni toutes mes pièces",
        "Rafraîchir",
    ):
        assert phrase in texte, phrase


def test_first_case_no_status_while_it_was_not_checked(candidature: Candidature) -> None:
    texte = _texte(_transmise(candidature))
    assert f"{NOM} Déposé le 10/11/2021 15:35 (heure/Paris) Validé le 10/11/2021 15:35 (heure/Paris)" in texte
    assert "Statut" not in texte


def test_second_case_received(candidature: Candidature) -> None:
    _decider(_transmise(candidature), Statut.RECUE)
    texte = _texte(candidature)
    assert "Statut : Reçue Date de réception 10/11/2021" in texte
    assert "Information du gestionnaire" not in texte
    assert "Ajouter" not in texte


def test_third_case_not_conforming_with_what_is_wrong_and_the_way_back(candidature: Candidature) -> None:
    _decider(_transmise(candidature), Statut.NON_CONFORME)
    texte = _texte(candidature)
    assert (
        "Statut : Non conforme Date de réception 10/11/2021 Information du gestionnaire Pièce illisible "
        "Déposez un nouveau fichier pour cette pièce jusqu'au mercredi 17 novembre 2021 23:59 (heure/Paris), "
        "puis cliquez de nouveau sur « J'ai fourni toutes mes pièces ». Ajouter"
    ) in texte


def test_fourth_case_conforming_nothing_to_do(candidature: Candidature) -> None:
    _decider(_transmise(candidature), Statut.CONFORME)
    texte = _texte(candidature)
    assert "Pièces justificatives conformes : 1 / 1" in texte
    assert "Statut : Conforme Date de réception 10/11/2021" in texte
    assert "Ajouter" not in texte
    assert "Envoyez" not in texte
