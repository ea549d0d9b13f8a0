"""What is asked follows the last saved version, and what was given stays."""

import pytest

from justificatifs.enums import Statut
from justificatifs.models import Depot, GroupePieces
from justificatifs.services.decisions import confirmer_dossier, decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.enums import Recevabilite
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db

AUTRE = dossiers.DIPLOME | {"obligatoire": True}


def _demandees(candidature: Candidature) -> list[str]:
    return list(candidature.pieces.filter(retiree_le=None).order_by("ordre").values_list("cle", flat=True))


def _donner(candidature: Candidature, *cles: str) -> None:
    for cle in cles:
        deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(cle), f"{cle}.pdf"))


def _verrouiller(candidature: Candidature) -> int:
    return verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)


def test_first_save_asks_the_pieces_of_the_version() -> None:
    candidature = dossiers.candidature()
    assert _demandees(candidature) == ["confirmation", "identite"]
    assert candidature.demande_pieces.version == 1
    assert GroupePieces.objects.get(candidature=candidature).mode == "EN_LIGNE"
    assert dossiers.piece(candidature, "confirmation").raison == dossiers.CONFIRMATION["raison"]


def test_change_adds_retires_and_keeps() -> None:
    candidature = dossiers.candidature(pieces=[dossiers.CONFIRMATION, dossiers.IDENTITE])
    _donner(candidature, "identite", "confirmation")
    dossiers.enregistrer(candidature, [dossiers.CONFIRMATION, AUTRE])
    assert _demandees(candidature) == ["confirmation", "acquis_dispense"]
    assert candidature.pieces.count() == 3
    assert Depot.objects.filter(piece__candidature=candidature, supprime_le=None).count() == 2
    candidature.demande_pieces.refresh_from_db()
    assert candidature.demande_pieces.version == 2


def test_same_list_leaves_revision_and_demand_alone() -> None:
    candidature = dossiers.candidature()
    avant = list(candidature.pieces.order_by("pk").values_list("revision", flat=True))
    dossiers.enregistrer(candidature, dossiers.DEUX)
    assert list(candidature.pieces.order_by("pk").values_list("revision", flat=True)) == avant
    candidature.demande_pieces.refresh_from_db()
    assert candidature.demande_pieces.version == 1


def test_retired_piece_that_comes_back_is_the_same_row() -> None:
    candidature = dossiers.candidature()
    avant = dossiers.piece(candidature, "identite").pk
    dossiers.enregistrer(candidature, [dossiers.CONFIRMATION])
    dossiers.enregistrer(candidature, dossiers.DEUX)
    assert dossiers.piece(candidature, "identite").pk == avant
    assert _demandees(candidature) == ["confirmation", "identite"]


def test_change_after_the_lock_reopens_confirmation_and_new_pieces_only() -> None:
    candidature = dossiers.candidature()
    _donner(candidature, "confirmation", "identite")
    _verrouiller(candidature)
    for cle in ("confirmation", "identite"):
        piece = dossiers.piece(candidature, cle)
        decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=personnel("16"))
    dossiers.enregistrer(candidature, [*dossiers.DEUX, AUTRE])
    etats = {p.cle: (p.statut, p.rouverte_le is not None) for p in candidature.pieces.order_by("pk")}
    assert etats == {
        "confirmation": ("", True),
        "identite": ("conforme", False),
        "acquis_dispense": ("", True),
    }
    _donner_de_nouveau(candidature)
    assert _verrouiller(candidature) == 2


def test_save_that_changes_nothing_keeps_what_was_signed_and_the_complete_file() -> None:
    candidature = dossiers.candidature()
    _donner(candidature, "confirmation", "identite")
    _verrouiller(candidature)
    agent = personnel("16")
    for cle in ("confirmation", "identite"):
        piece = dossiers.piece(candidature, cle)
        decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=agent)
    confirmer_dossier(candidature_id=candidature.pk, par=agent)

    dossiers.enregistrer(candidature, dossiers.DEUX, identique=True)

    candidature.refresh_from_db()
    assert candidature.version_courante == 2
    assert set(candidature.pieces.values_list("statut", "rouverte_le")) == {("conforme", None)}
    assert candidature.recevabilite == Recevabilite.CONFORME


def _donner_de_nouveau(candidature: Candidature) -> None:
    for cle in ("confirmation", "acquis_dispense"):
        deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(f"{cle} v2"), f"{cle}.pdf"))
