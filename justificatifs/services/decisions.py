"""What the gestionnaire does with a piece: open its file, record its reception, decide."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from cyclades.outbox.services import post
from justificatifs.enums import Statut
from justificatifs.fenetres import echeance_par_defaut, fin_de_journee
from justificatifs.models import Consultation, Depot, GroupePieces, PieceAttendue, Revue
from registrations.enums import Recevabilite
from registrations.services.office import prendre, reprendre_conformite


class DecisionConcurrente(Exception):
    """Someone else changed the piece since the page was opened (I-18); nothing was written."""

    def __init__(self, piece_id: int) -> None:
        super().__init__(piece_id)
        self.piece_id = piece_id


def decider(
    *,
    piece_id: int,
    revision: int,
    statut: Statut,
    par: User,
    date_reception: dt.date | None = None,
    information: str = "",
    dernier_jour: dt.date | None = None,
) -> PieceAttendue:
    """Give a piece its status, in the name of `par`; `revision` is the one that was on the page.

    *Reçue* records `date_reception` (today by default). *Non conforme* reopens the piece alone until the
    end of `dernier_jour`, Paris time (seven days ahead by default), and mails the candidate; the last
    *Conforme* of the file mails him too. Raises DecisionConcurrente, Refus.
    """
    aujourd_hui = clock.aujourd_hui()
    if statut == Statut.AUCUN:
        raise Refus("Choisissez un statut.", code="statut")
    if date_reception is not None and date_reception > aujourd_hui:
        raise Refus("La date de réception ne peut pas être dans le futur.", champ="date_reception", code="date")
    fin = dernier_jour or echeance_par_defaut(aujourd_hui)
    if statut == Statut.NON_CONFORME and fin < aujourd_hui:
        raise Refus("La nouvelle date limite ne peut pas être passée.", champ="dernier_jour", code="date")
    try:
        with refus_traduits(), acteur(nom_d_acteur(par)):
            candidature_id = PieceAttendue.objects.only("candidature_id").get(pk=piece_id).candidature_id
            # A decision that may take CONFORME back: account, candidature, group, the order of every other act.
            candidature = prendre(candidature_id) if statut != Statut.CONFORME else None
            _prendre_dossiers([candidature_id])
            piece = PieceAttendue.objects.get(pk=piece_id)
            if piece.revision != revision:
                raise DecisionConcurrente(piece_id)
            decidee = _ecrire(
                piece,
                statut=statut,
                par=par,
                date_reception=date_reception or piece.date_reception or aujourd_hui,
                information=information if statut == Statut.NON_CONFORME else "",
                echeance=fin_de_journee(fin) if statut == Statut.NON_CONFORME else None,
            )
            if candidature is not None and candidature.recevabilite == Recevabilite.CONFORME and piece.obligatoire:
                reprendre_conformite(candidature=candidature, acteur=nom_d_acteur(par), motif=str(decidee))
            return decidee
    except Refus as refus:
        if refus.code == "CY009":
            raise DecisionConcurrente(piece_id) from refus
        raise


def marquer_recues(*, pieces: Sequence[PieceAttendue], par: User) -> int:
    """Mark *Reçue*, today, those of `pieces` that have no status and are ready; the number marked."""
    faites = 0
    with acteur(nom_d_acteur(par)):
        aujourd_hui = clock.aujourd_hui()
        _prendre_dossiers([p.candidature_id for p in pieces])
        prises = PieceAttendue.objects.select_for_update(skip_locked=True).filter(
            pk__in=[p.pk for p in pieces], statut="", rouverte_le=None, retiree_le=None
        )
        for piece in prises.order_by("pk"):
            if not _envoi_en_cours(piece):
                _ecrire(piece, statut=Statut.RECUE, par=par, date_reception=aujourd_hui, information="", echeance=None)
                faites += 1
    return faites


def _prendre_dossiers(candidatures: Sequence[int]) -> None:
    """Lock the groups of these candidatures before any of their pieces, as the candidate's acts do.

    Two decisions on two pieces of a file then follow one another, so that the last one sees the file whole;
    and a deposit comes before a decision, which sees it, or after, when it is refused.
    """
    groupes = GroupePieces.objects.select_for_update(no_key=True).filter(candidature__in=set(candidatures))
    list(groupes.order_by("pk").values_list("pk"))


def noter_regard(*, depot: Depot, par: User, depuis: dt.timedelta) -> bool:
    """As `noter_consultation`, once for all the pages that are looked at within `depuis`; was it recorded now?"""
    instant = clock.maintenant()
    if Consultation.objects.filter(depot=depot, auteur=par, quand__gt=instant - depuis).exists():
        return False
    Consultation.objects.create(depot=depot, auteur=par, quand=instant)
    return True


def noter_consultation(*, depot: Depot, par: User) -> None:
    """Record that `par` opened the file, before it is given (I-27)."""
    Consultation.objects.create(depot=depot, auteur=par, quand=clock.maintenant())


def _ecrire(
    piece: PieceAttendue,
    *,
    statut: Statut,
    par: User,
    date_reception: dt.date,
    information: str,
    echeance: dt.datetime | None,
) -> PieceAttendue:
    """Write the decision, its journal line and what must be told; the database checks the revision."""
    if piece.retiree_le is not None:
        raise Refus("Cette pièce n'est plus demandée.", code="retiree")
    if _envoi_en_cours(piece):
        raise Refus(
            "Le candidat n'a pas encore transmis ce fichier : attendez qu'il l'ait validé.", code="non_transmise"
        )
    instant = clock.maintenant()
    depot = Depot.objects.filter(piece=piece, supprime_le=None).first()
    avant = piece.statut
    piece.statut, piece.date_reception, piece.information = statut, date_reception, information
    piece.rouverte_le, piece.echeance_propre = (instant, echeance) if echeance else (None, None)
    piece.revision += 1
    with transaction.atomic():
        piece.save()
        revue = Revue.objects.create(
            piece=piece,
            depot=depot,
            auteur=par,
            de=avant,
            vers=statut,
            date_reception=date_reception,
            information=information,
            quand=instant,
        )
        _annoncer(piece, revue)
    return piece


def _envoi_en_cours(piece: PieceAttendue) -> bool:
    """Has the candidate put a file there that he has not sent? It is still his to change."""
    return Depot.objects.filter(piece=piece, supprime_le=None, valide_le=None).exists()


def _annoncer(piece: PieceAttendue, revue: Revue) -> None:
    if piece.statut == Statut.NON_CONFORME:
        post("pieces.non_conforme", ids={"revue": revue.pk}, cle=f"pieces.non_conforme:{revue.pk}")
    elif piece.statut == Statut.CONFORME and dossier_conforme(piece.candidature_id):
        post(
            "pieces.dossier_conforme",
            ids={"candidature": piece.candidature_id},
            cle=f"pieces.dossier_conforme:{revue.pk}",
        )


def dossier_conforme(candidature_id: int) -> bool:
    """Are all obligatory pieces asked of the candidature *Conforme*? (And is there one at all.)"""
    obligatoires = list(
        PieceAttendue.objects.filter(candidature=candidature_id, retiree_le=None, obligatoire=True)
        .order_by("pk")
        .values_list("statut", flat=True)
    )
    return bool(obligatoires) and all(s == Statut.CONFORME for s in obligatoires)
