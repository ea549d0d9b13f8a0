"""Erasing the accounts that nobody activated within 48 hours (I-03, I-04)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError, QuerySet

from accounts.models import User
from cyclades.outbox.services import battre

from .creation import limite_activation
from .effacement import Bilan, effacer_comptes, en_mots

journal = logging.getLogger(__name__)

LOT = 100


@dataclass
class Passage:
    """What a sweep did: accounts erased, accounts left, what went with them; not `fini`: time was short."""

    effaces: int = 0
    ecartes: int = 0
    fini: bool = False
    bilan: Bilan = field(default_factory=Bilan)

    def dire(self, quoi: str) -> None:
        """One log line, numbers only; nothing when there was nothing to do."""
        if self.effaces or self.ecartes:
            avec = f" ; avec eux : {en_mots(self.bilan)}" if self.effaces else ""
            journal.info("%s effacé(s) : %s, écarté(s) : %s%s", quoi, self.effaces, self.ecartes, avec)


def purger_non_actives(*, duree_max: float = 60.0, monotone: Callable[[], float] = time.monotonic) -> tuple[int, bool]:
    """Erase the accounts not activated 48 hours after their creation, by the portal's clock.

    Returns (number erased, whether all was done); see `balayer`.
    """
    passage = balayer(_non_actives, duree_max=duree_max, monotone=monotone)
    passage.dire("purge : comptes non activés")
    battre("purge")
    return passage.effaces, passage.fini


def _non_actives() -> QuerySet[User]:
    return User.objects.filter(active_le=None, is_staff=False, cree_le__lte=limite_activation())


def balayer(
    a_effacer: Callable[[], QuerySet[User]],
    *,
    duree_max: float = 60.0,
    monotone: Callable[[], float] = time.monotonic,
) -> Passage:
    """Erase every account of `a_effacer()`, in batches of one transaction each, for `duree_max` seconds at most.

    A row that another transaction holds (an activation, a sign-in) is left for the next sweep; a row that cannot
    be erased is logged by its id and does not stop the others. Killed in the middle, it leaves whole batches.
    """
    debut, passage, dernier = monotone(), Passage(), 0
    while True:
        trouves, dernier = _effacer_lot(a_effacer(), dernier, passage)
        passage.fini = trouves < LOT
        if passage.fini or monotone() - debut > duree_max:
            return passage


def _effacer_lot(a_effacer: QuerySet[User], apres: int, passage: Passage) -> tuple[int, int]:
    """Erase one batch beyond id `apres`: (found, last id seen).

    The lock rechecks the conditions: an account activated meanwhile is no longer selected. The batch goes in
    one piece; when something refuses, account by account.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A mail that is being sent holds its row: the next sweep will find it, this one has others to erase.
            cursor.execute("SET LOCAL lock_timeout = '1s'")
        comptes = list(
            a_effacer.select_for_update(skip_locked=True, of=("self",)).filter(pk__gt=apres).order_by("pk")[:LOT]
        )
        if not comptes:
            return 0, apres
        if not _effacer(comptes, passage, seul=len(comptes) == 1) and len(comptes) > 1:
            for compte in comptes:
                _effacer([compte], passage, seul=True)
    return len(comptes), comptes[-1].pk


def _effacer(comptes: list[User], passage: Passage, *, seul: bool) -> bool:
    try:
        with transaction.atomic():
            passage.bilan += effacer_comptes(*comptes)
    except (DatabaseError, ProtectedError) as erreur:
        if seul:
            passage.ecartes += 1
            journal.error("compte n° %s non effacé : %s", comptes[0].pk, type(erreur).__name__)
        return False
    passage.effaces += len(comptes)
    return True
