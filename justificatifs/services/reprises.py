"""Take back a decision just made: for a minute, before anything is said of it to the candidate."""

from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from justificatifs.enums import STATUTS_ACQUIS, Statut
from justificatifs.models import PieceAttendue, Revue
from registrations.enums import Recevabilite
from registrations.services.office import prendre, reprendre_conformite

from .annonces import REPENTIR, Tranche, en_vigueur, redire
from .decisions import DecisionConcurrente, envoi_en_cours, prendre_dossiers


def a_reprendre(piece: PieceAttendue, par: User) -> Revue | None:
    """The decision on `piece` that `par` may still take back now, if there is one."""
    derniere = Revue.objects.filter(piece=piece).order_by("-pk").first()
    if derniere is None or derniere.reprise or derniere.avant is None or derniere.auteur_id != par.pk:
        return None
    return derniere if clock.maintenant() < derniere.quand + REPENTIR else None


def reprendre(*, piece_id: int, revision: int, par: User) -> PieceAttendue:
    """Give the piece back what it was before the last decision of `par`, less than a minute old.

    The journal keeps both. Raises DecisionConcurrente when the page was not up to date, Refus when the minute
    is over, or when the candidate has already put another file there.
    """
    with refus_traduits(), acteur(nom_d_acteur(par)):
        candidature = prendre(PieceAttendue.objects.only("candidature_id").get(pk=piece_id).candidature_id)
        prendre_dossiers([candidature.pk])
        piece = PieceAttendue.objects.get(pk=piece_id)
        if piece.revision != revision:
            raise DecisionConcurrente(piece_id)
        decision = a_reprendre(piece, par)
        if decision is None or decision.avant is None:
            raise Refus("Cette décision ne se reprend plus : prenez-en une autre.", code="minute")
        if envoi_en_cours(piece):
            raise Refus("Le candidat a déjà ajouté un autre fichier : prenez une autre décision.", code="remplacee")
        if decision.avant["statut"] not in STATUTS_ACQUIS and _orpheline(piece, decision):
            phrase = "Le candidat a transmis ses pièces entre-temps, sans celle-ci : prenez une autre décision."
            raise Refus(phrase, code="transmises")
        _rendre(piece, decision.avant)
        reprise = Revue.objects.create(
            piece=piece,
            depot=decision.depot,
            auteur=par,
            de=decision.vers,
            vers=piece.statut,
            date_reception=piece.date_reception,
            information=piece.information,
            echeance=piece.echeance_propre,
            reprise=True,
            quand=clock.maintenant(),
        )
        _redire(piece, decision, reprise)
        conforme = candidature.recevabilite == Recevabilite.CONFORME
        if conforme and piece.obligatoire and piece.statut != Statut.CONFORME:
            reprendre_conformite(candidature=candidature, acteur=nom_d_acteur(par), motif=str(piece))
        return piece


def _orpheline(piece: PieceAttendue, decision: Revue) -> bool:
    """Was its group sent without it since it was decided? Given back, it could no longer be deposited (I-15)."""
    verrou = piece.groupe.verrouille_le
    return verrou is not None and verrou >= decision.quand and not piece.depots.filter(supprime_le=None).exists()


def _rendre(piece: PieceAttendue, avant: dict[str, Any]) -> None:
    piece.statut, piece.information = avant["statut"], avant["information"]
    piece.date_reception = parse_date(avant["date_reception"]) if avant["date_reception"] else None
    for champ in ("rouverte_le", "echeance_propre"):
        setattr(piece, champ, parse_datetime(avant[champ]) if avant[champ] else None)
    piece.revision += 1
    piece.save()


def _redire(piece: PieceAttendue, decision: Revue, reprise: Revue) -> None:
    """The decision that holds again, when the mail that had it to say left without it in the meantime."""
    tenue = en_vigueur(Revue.objects.filter(piece=piece).order_by("pk"))
    if tenue is not None and decision.quand < Tranche.de(tenue.quand).envoi <= reprise.quand:
        redire(piece.candidature_id, tenue)
