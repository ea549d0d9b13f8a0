"""What the candidate still has to do about his pieces, told on « Mes inscriptions » and « Mes activités »."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cyclades.common.acteur import acteur
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
    assert "Une pièce est à fournir de nouveau" in lire()
    _donner(candidature, "identite", "nouvelle")
    assert avancements([candidature])[candidature.pk].etape is Etape.NON_TRANSMISES
    assert avancements([candidature])[candidature.pk].echeance is not None
    _verrouiller(candidature)
    _decider(candidature, "identite", Statut.CONFORME)
    assert _etape(candidature) is Etape.CONFORMES
    assert "Toutes vos pièces obligatoires sont conformes." in lire()


def _refuser(candidature: Candidature) -> dt.datetime:
    """Everything sent, the identity refused; its deadline, excluded."""
    for cle in ("confirmation", "identite"):
        _donner(candidature, cle)
    _verrouiller(candidature)
    _decider(candidature, "identite", Statut.NON_CONFORME)
    echeance = dossiers.piece(candidature, "identite").echeance_propre
    assert echeance is not None
    return echeance


def test_refused_piece_not_replaced_is_not_said_to_be_checked(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature()
    echeance = _refuser(candidature)

    horloge((echeance - dt.timedelta(seconds=1)).isoformat())
    assert _etape(candidature) is Etape.A_REMPLACER
    horloge(echeance.isoformat())
    trop_tard = avancements([candidature])[candidature.pk]

    assert (trop_tard.etape, trop_tard.echeance) == (Etape.NON_REMPLACEES, echeance)


def test_piece_not_obligatory_and_not_replaced_does_not_stop_the_file(horloge: Callable[[str], None]) -> None:
    cle_diplome = str(dossiers.DIPLOME["cle"])
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature(pieces=[*dossiers.DEUX, dossiers.DIPLOME])
    for cle in ("confirmation", "identite", cle_diplome):
        _donner(candidature, cle)
    _verrouiller(candidature)
    _decider(candidature, cle_diplome, Statut.NON_CONFORME)
    echeance = dossiers.piece(candidature, cle_diplome).echeance_propre
    assert echeance is not None
    assert _etape(candidature) is Etape.A_REMPLACER

    horloge(echeance.isoformat())

    assert _etape(candidature) is Etape.TRANSMISES


def test_new_file_never_sent_is_too_late_at_its_own_deadline(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature()
    echeance = _refuser(candidature)
    _donner(candidature, "identite", "nouvelle")

    horloge(echeance.isoformat())

    assert _etape(candidature) is Etape.NON_REMPLACEES


def test_piece_refused_in_an_open_group_can_be_given_until_the_group_closes(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature()
    _decider(candidature, "identite", Statut.NON_CONFORME)
    echeance = dossiers.piece(candidature, "identite").echeance_propre
    assert echeance is not None
    assert echeance < candidature.service.pieces_fermeture

    horloge(echeance.isoformat())
    encore = avancements([candidature])[candidature.pk]

    assert (encore.etape, encore.echeance) == (Etape.A_REMPLACER, candidature.service.pieces_fermeture)


def test_group_with_dates_of_its_own_is_the_one_told(client: Client, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature()
    with acteur("gestionnaire:1"):
        GroupePieces.objects.filter(candidature=candidature).update(limite="2022-01-15T12:00+01:00")
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")

    page = client.get(reverse("portail:activites", args=[candidature.numeros])).content.decode()

    assert "<strong>avant le 15/01/2022 à 12:00</strong>" in page


def test_nothing_asked_is_nothing_to_do() -> None:
    assert _etape(dossiers.candidature(pieces=[])) is Etape.RIEN


def test_same_query_for_one_and_three(django_assert_num_queries: Any) -> None:
    toutes = [dossiers.candidature() for _ in range(3)]
    for lot in (toutes[:1], toutes):
        with django_assert_num_queries(1):
            avancements(lot)
