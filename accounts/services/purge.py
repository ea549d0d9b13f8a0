"""Erasing the accounts that nobody activated within 48 hours (I-03, I-04)."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from accounts.models import User
from cyclades.outbox.services import battre

from .creation import limite_activation
from .effacement import effacer_compte

journal = logging.getLogger(__name__)

LOT = 100


def purger_non_actives(*, duree_max: float = 60.0, monotone: Callable[[], float] = time.monotonic) -> tuple[int, bool]:
    """Erase the accounts not activated 48 hours after their creation, by the portal's clock.

    Works in batches, one transaction each, until none is left or `duree_max` seconds have passed.
    A row that another transaction holds (an activation) is left for the next sweep; a row that cannot be
    erased is logged by its id and does not stop the others. Returns (number erased, whether all was done).
    """
    debut, effaces, ecartes, dernier = monotone(), 0, 0, 0
    while True:
        trouves, faits, dernier = _purger_lot(dernier)
        effaces, ecartes = effaces + faits, ecartes + trouves - faits
        fini = trouves < LOT
        if fini or monotone() - debut > duree_max:
            break
    if effaces or ecartes:
        journal.info("purge: %s compte(s) non activé(s) effacé(s), %s écarté(s)", effaces, ecartes)
    battre("purge")
    return effaces, fini


def _purger_lot(apres: int) -> tuple[int, int, int]:
    """Erase one batch beyond id `apres`: (found, erased, last id seen).

    The lock rechecks the conditions: an account activated meanwhile is no longer selected.
    """
    faits, dernier = 0, apres
    with transaction.atomic():
        comptes = list(
            User.objects.select_for_update(skip_locked=True)
            .filter(active_le=None, is_staff=False, cree_le__lte=limite_activation(), pk__gt=apres)
            .order_by("pk")[:LOT]
        )
        for compte in comptes:
            dernier = compte.pk
            try:
                with transaction.atomic():
                    effacer_compte(compte)
                faits += 1
            except (DatabaseError, ProtectedError) as erreur:
                journal.error("purge: compte n° %s non effacé : %s", dernier, type(erreur).__name__)
    return len(comptes), faits, dernier
