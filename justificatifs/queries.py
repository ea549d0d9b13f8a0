"""What the pages show of the pieces of a candidature, in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from cyclades.common import clock
from registrations.models import Candidature

from .enums import Mode, Statut
from .fenetres import Fenetre, depot_ouvert, derniere_minute, fenetre_du_groupe, manquantes, titre_du_groupe
from .models import DemandePieces, Depot, GroupePieces, PieceAttendue

TONS = {"": "neutre", "recue": "info", "conforme": "succes", "non_conforme": "erreur"}


@dataclass(frozen=True, slots=True)
class LignePiece:
    """A piece as its owner sees it; `ouverte` says that he may act on it now."""

    piece: PieceAttendue
    depot: Depot | None
    ouverte: bool
    en_ligne: bool

    @property
    def ton(self) -> str:
        return TONS[self.piece.statut]

    @property
    def peut_ajouter(self) -> bool:
        """No file yet, or one that was sent and must be replaced."""
        return self.ouverte and (self.depot is None or self.depot.valide_le is not None)

    @property
    def peut_supprimer(self) -> bool:
        return self.ouverte and self.depot is not None and self.depot.valide_le is None

    @property
    def rouverte_jusqu_a(self) -> dt.datetime | None:
        """Last minute of the piece's own deadline, Paris time, while it is reopened."""
        return derniere_minute(self.piece.echeance_propre) if self.piece.echeance_propre else None


@dataclass(frozen=True, slots=True)
class Famille:
    libelle: str
    lignes: list[LignePiece]


@dataclass(frozen=True, slots=True)
class GroupeAffiche:
    """`a_transmettre`: files added and not sent yet. `manquantes`: obligatory pieces without a file."""

    groupe: GroupePieces
    fenetre: Fenetre
    titre: str
    familles: list[Famille]
    manquantes: list[PieceAttendue]
    a_transmettre: int
    ouvert: bool
    url_transmettre: str

    @property
    def peut_transmettre(self) -> bool:
        return self.a_transmettre > 0 and self.ouvert


@dataclass(frozen=True, slots=True)
class DossierPieces:
    """Everything asked of a candidature. `conformes` / `total` count the pieces asked now."""

    demande: DemandePieces | None
    groupes: list[GroupeAffiche]
    total: int
    conformes: int

    @property
    def non_transmises(self) -> bool:
        """Are files waiting for « J'ai fourni toutes mes pièces »?"""
        return any(g.a_transmettre for g in self.groupes)


def dossier(candidature: Candidature) -> DossierPieces:
    """The pieces of `candidature`, by group then by family; four queries whatever their number."""
    instant = clock.maintenant()
    pieces = list(PieceAttendue.objects.filter(candidature=candidature, retiree_le=None).order_by("ordre", "pk"))
    courants = {
        d.piece_id: d for d in Depot.objects.filter(piece__candidature=candidature, supprime_le=None).order_by("pk")
    }
    groupes = GroupePieces.objects.filter(candidature=candidature).order_by("mode", "pk")
    affiches = [
        _groupe_affiche(groupe, candidature, [p for p in pieces if p.groupe_id == groupe.pk], courants, instant)
        for groupe in groupes
    ]
    return DossierPieces(
        demande=DemandePieces.objects.filter(candidature=candidature).first(),
        groupes=[g for g in affiches if g.familles],
        total=len(pieces),
        conformes=sum(p.statut == Statut.CONFORME for p in pieces),
    )


def _groupe_affiche(
    groupe: GroupePieces,
    candidature: Candidature,
    pieces: list[PieceAttendue],
    courants: dict[int, Depot],
    instant: dt.datetime,
) -> GroupeAffiche:
    fenetre = fenetre_du_groupe(groupe, candidature.service)
    inscrit = candidature.etat == "inscrit"
    lignes = [
        LignePiece(
            piece=p,
            depot=courants.get(p.pk),
            en_ligne=groupe.mode == Mode.EN_LIGNE,
            ouverte=inscrit and depot_ouvert(p, groupe, fenetre, instant),
        )
        for p in pieces
    ]
    en_attente = {ligne.piece.pk for ligne in lignes if ligne.depot is not None and ligne.depot.valide_le is None}
    return GroupeAffiche(
        groupe=groupe,
        fenetre=fenetre,
        titre=titre_du_groupe(groupe.mode, fenetre),
        familles=_par_famille(lignes),
        manquantes=manquantes(groupe, pieces, en_attente, instant),
        a_transmettre=len(en_attente),
        ouvert=any(ligne.ouverte for ligne in lignes),
        url_transmettre=reverse("justificatifs:transmettre", args=[candidature.numeros, groupe.pk]),
    )


def _par_famille(lignes: Iterable[LignePiece]) -> list[Famille]:
    """Families in the order of their first piece."""
    ordre: dict[str, int] = {}
    for ligne in lignes:
        ordre.setdefault(ligne.piece.famille_libelle, len(ordre))
    triees = sorted(lignes, key=lambda ligne: ordre[ligne.piece.famille_libelle])
    return [
        Famille(libelle=libelle, lignes=list(membres))
        for libelle, membres in groupby(triees, key=lambda ligne: ligne.piece.famille_libelle)
    ]


def pieces_non_transmises(candidature: Candidature) -> bool:
    """Are there files that the candidate added and has not sent? For the pages of the candidature."""
    return Depot.objects.filter(
        piece__candidature=candidature, piece__retiree_le=None, supprime_le=None, valide_le=None
    ).exists()
