"""The only ways to a piece, a group or a file from a request (I-23, I-24, I-16)."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from accounts.permissions import academies_visibles
from registrations.models import Candidature

from .enums import Analyse
from .models import Depot, GroupePieces, PieceAttendue, Preuve


def piece_de(candidature: Candidature, pk: int) -> PieceAttendue:
    """The piece `pk` still asked of `candidature`, or Http404."""
    piece = PieceAttendue.objects.filter(candidature=candidature, retiree_le=None, pk=pk).first()
    if piece is None:
        raise Http404
    piece.candidature = candidature
    groupe = GroupePieces.objects.get(pk=piece.groupe_id)
    groupe.candidature = candidature
    piece.groupe = groupe
    return piece


def groupe_de(candidature: Candidature, pk: int) -> GroupePieces:
    """The group `pk` of `candidature`, or Http404."""
    groupe = GroupePieces.objects.filter(candidature=candidature, pk=pk).first()
    if groupe is None:
        raise Http404
    groupe.candidature = candidature
    return groupe


def depot_de(candidature: Candidature, pk: int) -> Depot:
    """The current file `pk` of `candidature`, or Http404; a file taken back is gone for its owner."""
    depot = (
        Depot.objects.filter(piece__candidature=candidature, supprime_le=None, pk=pk).select_related("piece").first()
    )
    if depot is None:
        raise Http404
    return depot


def pieces_visibles(user: User) -> QuerySet[PieceAttendue]:
    """The pieces of the académies of this member of staff."""
    return PieceAttendue.objects.filter(candidature__academie__in=academies_visibles(user))


def depot_visible(user: User, piece_pk: int, pk: int) -> Depot:
    """The file `pk` of the piece, among those this member of staff may open, or Http404.

    A file that the candidate took back before sending it was never sent to anyone.
    """
    depot = (
        Depot.objects.filter(pk=pk, piece=piece_pk, piece__in=pieces_visibles(user), valide_le__isnull=False)
        .select_related("piece")
        .first()
    )
    if depot is None:
        raise Http404
    return depot


def preuve_visible(user: User, pk: int) -> Preuve:
    """The proof of a request of this person's académies, once it may leave the portal, or Http404."""
    preuve = (
        Preuve.objects.filter(pk=pk, rectification__candidature__academie__in=academies_visibles(user))
        .select_related("rectification__candidature")
        .first()
    )
    if preuve is None or not peut_etre_remis(preuve):
        raise Http404
    return preuve


def peut_etre_remis(depot: Depot | Preuve) -> bool:
    """May the bytes leave the portal? Still kept and whole; scanned clean, or in a demonstration not scanned (I-16)."""
    if depot.efface_le is not None or depot.anomalie:
        return False
    return depot.analyse == Analyse.SAIN or (depot.analyse == Analyse.NON_ANALYSE and settings.DEMO)
