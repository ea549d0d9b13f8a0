"""Erasing the accounts that nobody activated within 48 hours (I-03, I-04)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError, QuerySet

from accounts.models import User
from cyclades.common.errors import sqlstate
from cyclades.outbox.services import battre

from .creation import limite_activation
from .effacement import Bilan, effacer_comptes, en_mots

journal = logging.getLogger(__name__)

LOT = 100
# Somebody else holds a row (a mail being sent): lock_timeout, deadlock.
PASSAGERS = ("55P03", "40P01")


@dataclass
class Passage:
    """What a sweep did: accounts erased, accounts left, what went with them.

    Not `fini`: time was short, and the accounts beyond id `dernier` remain to be seen.
    """

    effaces: int = 0
    ecartes: int = 0
    fini: bool = False
    dernier: int = 0
    bilan: Bilan = field(default_factory=Bilan)

    def dire(self, quoi: str) -> None:
        """One log line, numbers only; nothing when there was nothing to do."""
        if self.effaces or self.ecartes:
            avec = f" ; avec eux : {en_mots(self.bilan)}" if self.effaces else ""
            journal.info("%s effacé(s) : %s, écarté(s) : %s%s", quoi, self.effaces, self.ecartes, avec)


def purger_non_actives(
    *, apres: int = 0, duree_max: float = 60.0, monotone: Callable[[], float] = time.monotonic
) -> Passage:
    """Erase the accounts not activated 48 hours after their creation, by the portal's clock; see `balayer`."""
    passage = balayer(_non_actives, apres=apres, duree_max=duree_max, monotone=monotone)
    passage.dire("purge : comptes non activés")
    battre("purge")
    return passage


def _non_actives() -> QuerySet[User]:
    return User.objects.filter(active_le=None, is_staff=False, cree_le__lte=limite_activation())


def balayer(
    a_effacer: Callable[[], QuerySet[User]],
    *,
    apres: int = 0,
    duree_max: float = 60.0,
    monotone: Callable[[], float] = time.monotonic,
) -> Passage:
    """Erase every account of `a_effacer()` beyond id `apres`, in batches of one transaction each.

    Past `duree_max` seconds it stops after the batch that it was at.

    A row that another transaction holds (an activation, a sign-in) is left for the next sweep; a row that cannot
    be erased is logged by its id and does not stop the others. Killed in the middle, it leaves whole batches.
    """
    debut, passage = monotone(), Passage(dernier=apres)
    while True:
        passage.fini = _effacer_lot(a_effacer(), passage) < LOT
        if passage.fini or monotone() - debut > duree_max:
            return passage


def _effacer_lot(a_effacer: QuerySet[User], passage: Passage) -> int:
    """Erase one batch beyond `passage.dernier`; the number of accounts found.

    The lock rechecks the conditions: an account activated meanwhile is no longer selected. The batch goes in
    one piece; when something refuses, account by account.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A mail that is being sent holds its row: the next sweep will find it, this one has others to erase.
            cursor.execute("SET LOCAL lock_timeout = '1s'")
        suivants = a_effacer.filter(pk__gt=passage.dernier).order_by("pk")
        comptes = list(suivants.select_for_update(skip_locked=True, of=("self",))[:LOT])
        if not comptes:
            return 0
        if not _effacer(comptes, passage, seul=len(comptes) == 1) and len(comptes) > 1:
            for compte in comptes:
                _effacer([compte], passage, seul=True)
    passage.dernier = comptes[-1].pk
    return len(comptes)


def _effacer(comptes: list[User], passage: Passage, *, seul: bool) -> bool:
    try:
        with transaction.atomic():
            passage.bilan += effacer_comptes(*comptes)
    except (DatabaseError, ProtectedError) as erreur:
        if seul:
            passage.ecartes += 1
            if isinstance(erreur, DatabaseError) and sqlstate(erreur) in PASSAGERS:
                journal.info("compte n° %s occupé, laissé au prochain passage", comptes[0].pk)
            else:
                journal.error("compte n° %s non effacé : %s", comptes[0].pk, type(erreur).__name__)
        return False
    passage.effaces += len(comptes)
    return True
