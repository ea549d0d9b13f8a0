"""What the gestionnaire does with a piece: open its file, record its reception, decide."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from justificatifs.echeances import attendues_par_courrier, completes
from justificatifs.enums import STATUTS_ACQUIS, Mode, Statut
from justificatifs.fenetres import depot_ouvert, echeance_par_defaut, fenetre_du_groupe, fin_de_journee
from justificatifs.models import Consultation, Depot, GroupePieces, PieceAttendue, Revue
from justificatifs.permissions import peut_etre_remis
from registrations.enums import Recevabilite
from registrations.models import Candidature
from registrations.services.office import declarer_conforme, prendre, reprendre_conformite
from sessions_cfg import periodes

from .annonces import Tranche, annoncer

# What a decision replaces in a piece, and gives back when it is taken back.
RENDUS = ("statut", "information", "date_reception", "rouverte_le", "echeance_propre")
SANS_FICHIER = (
    "Aucun fichier n'a été transmis pour cette pièce. Si elle est arrivée autrement, marquez-la d'abord « Reçue »."
)


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
    end of `dernier_jour`, Paris time (seven days ahead by default); no status at all reopens it likewise,
    `information` saying why. The candidate is told of each decision with those of the same half hour.
    Raises DecisionConcurrente, Refus.
    """
    aujourd_hui = clock.aujourd_hui()
    rouvre = statut in (Statut.NON_CONFORME, Statut.AUCUN)
    if rouvre and not information:
        raise Refus("Indiquez au candidat ce qui ne va pas.", champ="information", code="information")
    if date_reception is not None and date_reception > aujourd_hui:
        raise Refus("La date de réception ne peut pas être dans le futur.", champ="date_reception", code="date")
    fin = dernier_jour or echeance_par_defaut(aujourd_hui)
    if rouvre and fin < aujourd_hui:
        raise Refus("La nouvelle date limite ne peut pas être passée.", champ="dernier_jour", code="date")
    try:
        with refus_traduits(), acteur(nom_d_acteur(par)):
            candidature_id = PieceAttendue.objects.only("candidature_id").get(pk=piece_id).candidature_id
            # A decision that may take CONFORME back: account, candidature, group, the order of every other act.
            candidature = prendre(candidature_id) if statut != Statut.CONFORME else None
            prendre_dossiers([candidature_id])
            piece = PieceAttendue.objects.get(pk=piece_id)
            if piece.revision != revision:
                raise DecisionConcurrente(piece_id)
            decidee = _ecrire(
                piece,
                statut=statut,
                par=par,
                date_reception=(date_reception or piece.date_reception or aujourd_hui) if statut else None,
                information=information if rouvre else "",
                echeance=fin_de_journee(fin) if rouvre else None,
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
        prendre_dossiers([p.candidature_id for p in pieces])
        prises = PieceAttendue.objects.select_for_update(skip_locked=True).filter(
            pk__in=[p.pk for p in pieces], statut="", rouverte_le=None, retiree_le=None
        )
        for piece in prises.order_by("pk"):
            if not envoi_en_cours(piece):
                _ecrire(piece, statut=Statut.RECUE, par=par, date_reception=aujourd_hui, information="", echeance=None)
                faites += 1
    return faites


def recevoir(*, candidature_id: int, pieces: Collection[int], par: User, date_reception: dt.date) -> int:
    """Mark *Reçue* those of `pieces` that the candidature still awaits by post; the number marked.

    `date_reception` is a day where the service is. The caller has scoped the candidature to the académies of `par`.
    Raises Refus (the date, or others hold the file).
    """
    with refus_traduits(), acteur(nom_d_acteur(par)):
        prendre_dossiers([candidature_id])
        candidature = Candidature.objects.select_related("service").get(pk=candidature_id)
        verifier_reception(candidature, date_reception)
        arrivees = attendues_par_courrier().filter(candidature=candidature_id, pk__in=pieces)
        prises = [p for p in arrivees.select_related("groupe", "candidature__service") if not envoi_en_cours(p)]
        for piece in prises:
            _ecrire(piece, statut=Statut.RECUE, par=par, date_reception=date_reception, information="", echeance=None)
    return len(prises)


def verifier_reception(candidature: Candidature, jour: dt.date) -> None:
    """A letter comes after the registration, and not tomorrow. Raises Refus."""
    fuseau = candidature.service.fuseau
    if jour > periodes.local(clock.maintenant(), fuseau).date():
        raise Refus("La date de réception ne peut pas être dans le futur.", champ="date_reception", code="date")
    inscription = periodes.local(candidature.cree_le, fuseau).date()
    if jour < inscription:
        phrase = f"La date de réception ne peut pas précéder l'inscription, qui est du {inscription:%d/%m/%Y}."
        raise Refus(phrase, champ="date_reception", code="date")


def confirmer_dossier(*, candidature_id: int, par: User) -> bool:
    """« Dossier complet », confirmed: recevabilité CONFORME and a mail; False when it is not, or no longer, complete.

    The caller has scoped the candidature to the académies of `par`. Raises `Refus` when others hold the file.
    """

    def complet() -> bool:
        prendre_dossiers([candidature_id])
        return completes(Candidature.objects.filter(pk=candidature_id)).exists()

    with refus_traduits():
        return declarer_conforme(candidature_id=candidature_id, par=par, complet=complet)


def prendre_dossiers(candidatures: Sequence[int]) -> None:
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
    date_reception: dt.date | None,
    information: str,
    echeance: dt.datetime | None,
) -> PieceAttendue:
    """Write the decision, its journal line and what must be told; the database checks the revision."""
    if piece.retiree_le is not None:
        raise Refus("Cette pièce n'est plus demandée.", code="retiree")
    if envoi_en_cours(piece):
        raise Refus(
            "Le candidat n'a pas encore transmis ce fichier : attendez qu'il l'ait validé.", code="non_transmise"
        )
    instant = clock.maintenant()
    depot = Depot.objects.filter(piece=piece, supprime_le=None, valide_le__isnull=False).first()
    if statut == Statut.CONFORME and depot is None and not _jugee_sur_papier(piece):
        raise Refus(SANS_FICHIER, code="sans_fichier")
    if statut == Statut.CONFORME and depot is not None and not peut_etre_remis(depot):
        raise Refus("L'antivirus n'a pas encore reconnu ce fichier sain : attendez son verdict.", code="analyse")
    avant = {champ: getattr(piece, champ) for champ in RENDUS}
    piece.statut, piece.date_reception, piece.information = statut, date_reception, information
    piece.rouverte_le, piece.echeance_propre = (instant, echeance) if echeance else (None, None)
    piece.revision += 1
    with transaction.atomic():
        piece.save()
        revue = Revue.objects.create(
            piece=piece,
            depot=depot,
            auteur=par,
            de=avant["statut"],
            vers=statut,
            date_reception=date_reception,
            information=information,
            echeance=echeance,
            avant={champ: valeur if valeur is None else str(valeur) for champ, valeur in avant.items()},
            quand=instant,
        )
        annoncer(piece.candidature_id, revue)
    return piece


def envoi_en_cours(piece: PieceAttendue) -> bool:
    """Has the candidate put a file there that he may still send? Once his time is over, staff decide without it."""
    if not Depot.objects.filter(piece=piece, supprime_le=None, valide_le=None).exists():
        return False
    fenetre = fenetre_du_groupe(piece.groupe, piece.candidature.service)
    return depot_ouvert(piece, piece.groupe, fenetre, clock.maintenant())


def _jugee_sur_papier(piece: PieceAttendue) -> bool:
    """Did it come otherwise than by a file: returned by post, or a reception that somebody recorded?"""
    return piece.groupe.mode != Mode.EN_LIGNE or piece.statut in STATUTS_ACQUIS


def a_complete_le_dossier(candidature_id: int, tranche: Tranche) -> bool:
    """Is the file whole, by a decision of that half hour and none since?"""
    conformes = Revue.objects.filter(piece__candidature=candidature_id, vers=Statut.CONFORME, reprise=False)
    derniere = conformes.order_by("-quand", "-pk").first()
    return derniere is not None and tranche.debut <= derniere.quand < tranche.fin and dossier_conforme(candidature_id)


def dossier_conforme(candidature_id: int) -> bool:
    """Are all obligatory pieces asked of the candidature *Conforme*? (And is there one at all.)"""
    obligatoires = list(
        PieceAttendue.objects.filter(candidature=candidature_id, retiree_le=None, obligatoire=True)
        .order_by("pk")
        .values_list("statut", flat=True)
    )
    return bool(obligatoires) and all(s == Statut.CONFORME for s in obligatoires)
