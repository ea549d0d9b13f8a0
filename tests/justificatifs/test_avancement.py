"""What the candidate still has to do about his pieces, told on « Mes inscriptions » and « Mes activités »."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from justificatifs.enums import Etape, Statut
from justificatifs.models import GroupePieces
from justificatifs.queries import avancements
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db


def _etape(candidature: Candidature) -> Etape:
    return avancements([candidature])[candidature.pk].etape


def _donner(candidature: Candidature, cle: str, texte: str = "") -> None:
    deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(texte or cle), f"{cle}.pdf"))


def _verrouiller(candidature: Candidature) -> None:
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)


def _decider(candidature: Candidature, cle: str, statut: Statut) -> None:
    piece = dossiers.piece(candidature, cle)
    decider(piece_id=piece.pk, revision=piece.revision, statut=statut, par=personnel("16"), information="x")


def test_each_step_of_the_way_is_told(client: Client) -> None:
    candidature = dossiers.candidature()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")

    def lire() -> str:
        return client.get(reverse("portail:activites", args=[candidature.numeros])).content.decode()

    assert _etape(candidature) is Etape.A_DEPOSER
    _donner(candidature, "confirmation")
    assert _etape(candidature) is Etape.A_DEPOSER
    _donner(candidature, "identite")
    assert _etape(candidature) is Etape.NON_TRANSMISES
    assert "Vos fichiers sont ajoutés, mais ils ne sont pas encore envoyés." in lire()
    _verrouiller(candidature)
    assert _etape(candidature) is Etape.TRANSMISES
    assert "Vos pièces sont envoyées" in lire()
    _decider(candidature, "confirmation", Statut.CONFORME)
    _decider(candidature, "identite", Statut.NON_CONFORME)
    assert _etape(candidature) is Etape.A_REMPLACER
    assert "Une pièce est à déposer de nouveau" in lire()
    _donner(candidature, "identite", "nouvelle")
    assert avancements([candidature])[candidature.pk].etape is Etape.NON_TRANSMISES
    assert avancements([candidature])[candidature.pk].echeance is not None
    _verrouiller(candidature)
    _decider(candidature, "identite", Statut.CONFORME)
    assert _etape(candidature) is Etape.CONFORMES
    assert "Toutes vos pièces sont conformes." in lire()


def test_nothing_asked_is_nothing_to_do() -> None:
    assert _etape(dossiers.candidature(pieces=[])) is Etape.RIEN


def test_same_query_for_one_and_three(django_assert_num_queries: Any) -> None:
    toutes = [dossiers.candidature() for _ in range(3)]
    for lot in (toutes[:1], toutes):
        with django_assert_num_queries(1):
            avancements(lot)
