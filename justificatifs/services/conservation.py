"""Pieces are erased when their time is over, identity papers first; what is kept says what kind, when and by whom.

The time runs from the end of the session: the day on which a responsable archived it, or six months after its month
when nobody did. Rows are erased by lots, each in its transaction, and their files after the commit.
"""

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Iterator

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from cyclades.common import clock
from cyclades.common.acteur import acteur
from justificatifs.models import Depot, Preuve

from .rapprochement import retirer_si_libre

journal = logging.getLogger(__name__)

ACTEUR = "systeme:conservation"
IDENTITE = ("IDENTITE", "NATIONALITE")  # families of pieces; a proof of rectification is treated as one
MOIS_SANS_ARCHIVE = 6
PAR_LOT = 100

Dues = QuerySet[Depot] | QuerySet[Preuve]


def effacer_echues(*, duree_max: float) -> Counter[str]:
    """Erase what is due, for about `duree_max` seconds at most; how many files, by kind. Done again, does nothing."""
    fin = time.monotonic() + duree_max
    bilan = Counter[str]()
    for genre, dues in _echues(clock.maintenant()):
        while time.monotonic() < fin and (faites := _effacer_lot(dues)):
            bilan[genre] += faites
    if bilan:
        journal.info("conservation : %s", ", ".join(f"{genre} {nombre}" for genre, nombre in bilan.items()))
    return bilan


def _echues(instant: dt.datetime) -> Iterator[tuple[str, Dues]]:
    identite, autres = settings.CONSERVATION_IDENTITE_MOIS, settings.CONSERVATION_PIECES_MOIS
    depots = Depot.objects.filter(efface_le=None)
    if identite:
        finies = _finies("piece__candidature__session__", instant, identite)
        yield "pièces d'identité", depots.filter(finies, piece__famille__in=IDENTITE)
        finies = _finies("rectification__candidature__session__", instant, identite)
        yield "preuves de rectification", Preuve.objects.filter(finies, efface_le=None)
    if autres:
        yield "autres pièces", depots.filter(_finies("piece__candidature__session__", instant, autres))


def _finies(session: str, instant: dt.datetime, mois: int) -> Q:
    """The session ended `mois` months before `instant`."""
    limite = instant - relativedelta(months=mois)
    sans_archive = (limite - relativedelta(months=MOIS_SANS_ARCHIVE)).date()
    return Q(**{f"{session}archivee_le__lte": limite}) | Q(
        **{f"{session}archivee_le": None, f"{session}mois__lte": sans_archive}
    )


def _effacer_lot(dues: Dues) -> int:
    instant = clock.maintenant()
    with transaction.atomic(durable=True), acteur(ACTEUR), connection.cursor() as cursor:
        prises = list(dues.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:PAR_LOT])
        cursor.execute("SELECT set_config('cyclades.effacement', %s, true)", [ACTEUR])
        dues.model._default_manager.filter(pk__in=[ligne.pk for ligne in prises]).update(
            nom="", anomalie="", efface_le=instant, efface_par=ACTEUR
        )
    for nom in sorted({ligne.fichier for ligne in prises}):
        retirer_si_libre(nom)
    return len(prises)
