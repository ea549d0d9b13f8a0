"""Pieces asked or refused once the window is over, and a file declared whole that no longer is."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus
from justificatifs.enums import Statut
from justificatifs.models import GroupePieces, PieceAttendue
from justificatifs.services.decisions import confirmer_dossier, decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature, Journal
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db
AUTRE = dossiers.DIPLOME | {"obligatoire": True}


def _donner(candidature: Candidature, *cles: str) -> None:
    for cle in cles:
        deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(cle), f"{cle}.pdf"))


def _fenetre_passee(candidature: Candidature) -> None:
    """Two days after the end of the service's window."""
    clock.regler(candidature.service.pieces_fermeture + dt.timedelta(days=2) - clock.temps_reel())


def _decider(piece: PieceAttendue, statut: Statut, par: User) -> None:
    piece.refresh_from_db()
    decider(piece_id=piece.pk, revision=piece.revision, statut=statut, par=par, information="Illisible.")


def test_piece_asked_after_the_window_of_a_group_never_sent_can_be_given_online(client: Client) -> None:
    candidature = dossiers.candidature()
    _fenetre_passee(candidature)

    dossiers.enregistrer(candidature, [*dossiers.DEUX, AUTRE])
    nouvelle = dossiers.piece(candidature, "acquis_dispense")
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    page = client.get(reverse("justificatifs:liste", args=[candidature.numeros])).content.decode()
    deposer(piece=nouvelle, fichier=envoi(pdf(), "diplome.pdf"))

    assert page.count("A déposer en ligne entre le") == 2
    assert page.count(">Ajouter") == 1
    assert verrouiller(groupe=nouvelle.groupe, par=candidature.compte) == 1
    assert dossiers.piece(candidature, "confirmation").groupe.verrouille_le is None
    with pytest.raises(Refus):
        deposer(piece=dossiers.piece(candidature, "identite"), fichier=envoi(pdf("tard"), "tard.pdf"))


def test_later_change_leaves_that_piece_in_its_own_group() -> None:
    candidature = dossiers.candidature()
    _fenetre_passee(candidature)
    dossiers.enregistrer(candidature, [*dossiers.DEUX, AUTRE])
    groupe = dossiers.piece(candidature, "acquis_dispense").groupe_id

    dossiers.enregistrer(candidature, [*dossiers.DEUX, AUTRE | {"libelle": "Diplôme"}])

    assert dossiers.piece(candidature, "acquis_dispense").groupe_id == groupe


def test_refused_piece_can_be_sent_again_after_the_window_of_a_group_never_sent() -> None:
    candidature = dossiers.candidature()
    piece = dossiers.piece(candidature, "identite")
    _fenetre_passee(candidature)
    _decider(piece, Statut.NON_CONFORME, personnel("16"))
    _donner(candidature, "identite")

    assert verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte) == 1

    piece = dossiers.piece(candidature, "identite")
    assert (piece.statut, piece.rouverte_le) == ("", None)
    assert piece.groupe.verrouille_le is not None
    assert dossiers.piece(candidature, "confirmation").groupe.verrouille_le is None


def test_nothing_reopened_nothing_is_sent_after_the_window() -> None:
    candidature = dossiers.candidature()
    _donner(candidature, "identite", "confirmation")
    _fenetre_passee(candidature)

    with pytest.raises(Refus) as refus:
        verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)

    assert refus.value.code == "CY011"


def test_piece_that_becomes_obligatory_in_a_locked_group_reopens() -> None:
    candidature = dossiers.candidature(pieces=[*dossiers.DEUX, dossiers.DIPLOME])
    _donner(candidature, "identite", "confirmation")
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)

    dossiers.enregistrer(candidature, [*dossiers.DEUX, AUTRE])

    _donner(candidature, "acquis_dispense", "confirmation")
    assert verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte) == 2


@pytest.mark.parametrize("cause", ["changement", "refus"])
def test_conforme_is_taken_back_when_the_file_is_no_longer_whole(cause: str) -> None:
    agent, candidature = personnel("16"), dossiers.candidature()
    _donner(candidature, "identite", "confirmation")
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    for piece in candidature.pieces.order_by("pk"):
        _decider(piece, Statut.CONFORME, agent)
    assert confirmer_dossier(candidature_id=candidature.pk, par=agent)

    if cause == "changement":
        dossiers.enregistrer(Candidature.objects.get(pk=candidature.pk), dossiers.DEUX)
    else:
        _decider(dossiers.piece(candidature, "identite"), Statut.NON_CONFORME, agent)

    candidature.refresh_from_db()
    assert candidature.recevabilite == "en_cours"
    ligne = Journal.objects.filter(candidature=candidature)[0]
    assert (ligne.action, ligne.de, ligne.vers) == ("conformité reprise", "conforme", "en_cours")
    assert ligne.acteur == ("systeme:pieces" if cause == "changement" else f"gestionnaire:{agent.pk}")


def test_file_left_unsent_past_its_own_deadline_does_not_hold_the_others_back() -> None:
    agent, candidature = personnel("16"), dossiers.candidature()
    _donner(candidature, "identite", "confirmation")
    groupe = GroupePieces.objects.get(candidature=candidature)
    verrouiller(groupe=groupe, par=candidature.compte)
    _decider(dossiers.piece(candidature, "identite"), Statut.NON_CONFORME, agent)
    deposer(piece=dossiers.piece(candidature, "identite"), fichier=envoi(pdf("deux"), "deux.pdf"))
    clock.regler(dt.timedelta(days=10))
    _decider(dossiers.piece(candidature, "confirmation"), Statut.NON_CONFORME, agent)
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf("trois"), "trois.pdf"))

    assert verrouiller(groupe=groupe, par=candidature.compte) == 1
