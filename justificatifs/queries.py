"""What the pages show of the pieces of a candidature, in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import BaseExpression
from django.urls import reverse

from cyclades.common import clock
from registrations.models import Candidature
from sessions_cfg.models import ServiceInscription

from .enums import STATUTS_ACQUIS, Analyse, Etape, Mode, Statut
from .fenetres import Fenetre, depot_ouvert, derniere_minute, fenetre_du_groupe, manquantes, titre_du_groupe
from .models import DemandePieces, Depot, GroupePieces, PieceAttendue, Preuve, Revue
from .permissions import peut_etre_remis

TONS = {"": "neutre", "recue": "info", "conforme": "succes", "non_conforme": "erreur"}


@dataclass(frozen=True, slots=True)
class LignePiece:
    """A piece as its owner sees it; `ouverte` says that he may act on it now.

    `infecte` is the last file, when the antivirus took it back and nothing has replaced it.
    """

    piece: PieceAttendue
    depot: Depot | None
    ouverte: bool
    en_ligne: bool
    infecte: Depot | None = None

    @property
    def ton(self) -> str:
        return TONS[self.piece.statut]

    @property
    def remis(self) -> bool:
        """Can the file be opened again? Not before the antivirus has said that it is clean."""
        return self.depot is not None and peut_etre_remis(self.depot)

    @property
    def peut_ajouter(self) -> bool:
        """No file yet, or one that was sent and must be replaced."""
        return self.ouverte and (self.depot is None or self.depot.valide_le is not None)

    @property
    def peut_supprimer(self) -> bool:
        return self.ouverte and self.depot is not None and self.depot.valide_le is None

    @property
    def a_transmettre(self) -> bool:
        """A file added and not sent, of a piece that did not come otherwise meanwhile."""
        return self.depot is not None and self.depot.valide_le is None and self.piece.statut not in STATUTS_ACQUIS

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
    montres = Depot.objects.filter(Q(supprime_le=None) | Q(analyse=Analyse.INFECTE), piece__candidature=candidature)
    # The current file of a piece hides whatever was taken back before it.
    courants = {d.piece_id: d for d in montres.order_by(F("supprime_le").asc(nulls_last=True), "pk")}
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
            depot=_sain(courants.get(p.pk)),
            infecte=_infecte(courants.get(p.pk)),
            en_ligne=groupe.mode == Mode.EN_LIGNE,
            ouverte=inscrit and depot_ouvert(p, groupe, fenetre, instant),
        )
        for p in pieces
    ]
    en_attente = {ligne.piece.pk for ligne in lignes if ligne.a_transmettre}
    return GroupeAffiche(
        groupe=groupe,
        fenetre=fenetre,
        titre=titre_du_groupe(groupe.mode, fenetre),
        familles=_par_famille(lignes),
        manquantes=manquantes(groupe, fenetre, pieces, en_attente, instant),
        a_transmettre=len(en_attente),
        ouvert=any(ligne.ouverte for ligne in lignes),
        url_transmettre=reverse("justificatifs:transmettre", args=[candidature.numeros, groupe.pk]),
    )


def _sain(depot: Depot | None) -> Depot | None:
    return depot if depot is not None and depot.supprime_le is None else None


def _infecte(depot: Depot | None) -> Depot | None:
    return depot if depot is not None and depot.supprime_le is not None else None


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


@dataclass(frozen=True, slots=True)
class Avancement:
    """Where a candidature stands with its pieces; `echeance` (excluded) is that of reopened pieces, if any.

    `groupe` is that of the pieces the stage is about, None when nothing is asked; `conformes` of the `total`
    pieces asked now are *Conforme*. `reponses` are those to the caller's questions, {} when nothing is asked.
    """

    etape: Etape
    echeance: dt.datetime | None = None
    groupe: GroupePieces | None = None
    total: int = 0
    conformes: int = 0
    reponses: Mapping[str, Any] = field(default_factory=dict)


def avec_transmission(pieces: QuerySet[PieceAttendue]) -> QuerySet[PieceAttendue]:
    """With `transmise_le` (when the current file was sent) and `en_attente` (a file not sent yet)."""
    courant = Depot.objects.filter(piece=OuterRef("pk"), supprime_le=None).order_by()
    return pieces.annotate(
        transmise_le=Subquery(courant.values("valide_le")[:1], output_field=DateTimeField()),
        en_attente=Exists(courant.filter(valide_le=None).exclude(piece__statut__in=STATUTS_ACQUIS)),
    )


def avancements(candidatures: Iterable[Candidature], **annotations: BaseExpression) -> dict[int, Avancement]:
    """What each candidature's owner has to do about his pieces, by id; their services are loaded.

    One query whatever their number; `annotations` let a page ask another app's question of the same rows.
    """
    services = {c.pk: c.service for c in candidatures}
    pieces: dict[int, list[Any]] = {pk: [] for pk in services}
    demandees = PieceAttendue.objects.filter(candidature__in=pieces.keys(), retiree_le=None).order_by("ordre", "pk")
    for piece in avec_transmission(demandees.select_related("groupe").annotate(**annotations)):
        pieces[piece.candidature_id].append(piece)
    instant = clock.maintenant()
    return {
        pk: Avancement(
            *_etape(membres, services[pk], instant),
            total=len(membres),
            conformes=sum(p.statut == Statut.CONFORME for p in membres),
            reponses={nom: getattr(membres[0], nom) for nom in annotations} if membres else {},
        )
        for pk, membres in pieces.items()
    }


def _etape(
    pieces: list[Any], service: ServiceInscription, instant: dt.datetime
) -> tuple[Etape, dt.datetime | None, GroupePieces | None]:
    """`pieces` carry the annotations of `avec_transmission` and their group.

    Reopened pieces come first, the nearest deadline leading: to fill, then to send, then too late.
    """
    if not pieces:
        return Etape.RIEN, None, None
    rouvertes = sorted(((_fin(p, service), p) for p in pieces if p.echeance_propre), key=lambda paire: paire[0])
    for etape, concernees in (
        (Etape.A_REMPLACER, [(fin, p) for fin, p in rouvertes if instant < fin and not p.en_attente]),
        (Etape.NON_TRANSMISES, [(fin, p) for fin, p in rouvertes if instant < fin]),
        (Etape.NON_REMPLACEES, [(fin, p) for fin, p in rouvertes if p.obligatoire]),
    ):
        if concernees:
            fin, piece = concernees[0]
            return etape, fin, piece.groupe
    obligatoires = [p for p in pieces if p.obligatoire]
    attendues = [p for p in obligatoires if p.statut not in STATUTS_ACQUIS and p.transmise_le is None]
    ajoutees = [p for p in pieces if p.en_attente]
    if obligatoires and all(p.statut == Statut.CONFORME for p in obligatoires) and not ajoutees:
        return Etape.CONFORMES, None, pieces[0].groupe
    if not attendues and not ajoutees:
        return Etape.TRANSMISES, None, pieces[0].groupe
    if all(p.en_attente for p in attendues):
        return Etape.NON_TRANSMISES, None, ajoutees[0].groupe
    return Etape.A_DEPOSER, None, attendues[0].groupe


def _fin(piece: PieceAttendue, service: ServiceInscription) -> dt.datetime:
    """When a reopened piece closes, excluded: its own deadline, or that of its group while it is not locked."""
    assert piece.echeance_propre is not None  # noqa: S101  reopened
    if piece.groupe.verrouille_le is not None:
        return piece.echeance_propre
    return max(piece.echeance_propre, fenetre_du_groupe(piece.groupe, service).limite)


def donnees_de(compte_id: int) -> dict[str, Any]:
    """The pieces asked of the person, the files given and the decisions, ready for JSON; removed files too."""
    depots: dict[int, list[dict[str, Any]]] = {}
    for d in Depot.objects.filter(piece__candidature__compte=compte_id).order_by("pk"):
        depots.setdefault(d.piece_id, []).append(
            {
                "fichier": d.nom,
                "taille": d.taille,
                "sha256": d.sha256,
                "depose_le": d.depose_le,
                "transmis_le": d.valide_le,
                "retire_le": d.supprime_le,
                "efface_le": d.efface_le,
            }
        )
    decisions: dict[int, list[dict[str, Any]]] = {}
    for r in Revue.objects.filter(piece__candidature__compte=compte_id).order_by("quand", "pk"):
        decision = {"quand": r.quand, "decision": r.vers, "information": r.information}
        decisions.setdefault(r.piece_id, []).append(decision)
    pieces = PieceAttendue.objects.filter(candidature__compte=compte_id).select_related("candidature")
    return {
        "pieces": [
            {
                "candidature": p.candidature.numero,
                "piece": str(p),
                "raison": p.raison,
                "statut": p.get_statut_display(),
                "fichiers": depots.get(p.pk, []),
                "decisions": decisions.get(p.pk, []),
            }
            for p in pieces.order_by("candidature__numero", "ordre", "pk")
        ],
        "preuves": list(
            Preuve.objects.filter(rectification__candidature__compte=compte_id)
            .order_by("pk")
            .values("rectification__libelle", "nom", "taille", "sha256", "depose_le", "efface_le")
        ),
    }
