"""What is kept of the lines of a school's file ends: those that became no candidature are erased, and counted."""

import datetime as dt
import logging
import time

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cyclades.common import clock
from registrations.enums import EtatPreinscription, GenreLot
from registrations.models import LignePreinscription, LotPreinscription

journal = logging.getLogger(__name__)
EFFACEE = "Le contenu de cette ligne a été effacé, sa durée de conservation étant passée : importez-la de nouveau."
# Somebody whose line is still open then: nothing is left to do it from.
OUVERTES = (
    EtatPreinscription.A_FAIRE,
    EtatPreinscription.A_DECIDER,
    EtatPreinscription.ECHEC,
    EtatPreinscription.ARRETEE,
)


def terme(lot: LotPreinscription) -> dt.datetime | None:
    """When the lines of this batch are erased; None: never."""
    mois = settings.CONSERVATION_IMPORTS_MOIS
    return lot.cree_le + relativedelta(months=mois) if mois and lot.genre == GenreLot.ELEVES else None


def effacer_echues(*, duree_max: float) -> int:
    """Erase the lines due, one batch a transaction, for about `duree_max` seconds at most; how many lines."""
    if not settings.CONSERVATION_IMPORTS_MOIS:
        return 0
    fin = time.monotonic() + duree_max
    limite = clock.maintenant() - relativedelta(months=settings.CONSERVATION_IMPORTS_MOIS)
    dus = LotPreinscription.objects.filter(genre=GenreLot.ELEVES, efface_le=None, cree_le__lte=limite)
    effacees = 0
    for pk in list(dus.order_by("pk").values_list("pk", flat=True)):
        if time.monotonic() >= fin:
            break
        effacees += _effacer(pk)
    if effacees:
        journal.info("conservation : lignes d'imports d'élèves %s", effacees)
    return effacees


@transaction.atomic
def _effacer(lot_id: int) -> int:
    lot = LotPreinscription.objects.select_for_update(skip_locked=True).filter(pk=lot_id, efface_le=None).first()
    if lot is None:
        return 0
    gardees = LignePreinscription.objects.filter(lot=lot).exclude(Q(brut={}) & Q(donnees={}))
    ouvertes = gardees.filter(etat__in=OUVERTES)
    ouvertes.update(etat=EtatPreinscription.REFUSEE, erreur=EFFACEE, candidature=None, compte=None)
    lot.effacees = gardees.update(brut={}, donnees={}, erreur=EFFACEE)
    lot.efface_le = clock.maintenant()
    lot.save(update_fields=["effacees", "efface_le"])
    return lot.effacees
