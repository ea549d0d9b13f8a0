"""Real races: threads that keep a PostgreSQL connection each, released together, and what takes a guard away.

A race is declared once (`Course`) and played twice: a few rounds in `make test`, `TOURS` in `make faults`.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from cyclades.portail.management.commands.verifier_invariants import violations

PARTICIPANTS = 32
TOURS = int(os.environ.get("TOURS", "2"))
TOURS_LONGS = int(os.environ.get("TOURS", "50"))
# A control is played until it bites, at most so many times.
ESSAIS_TEMOIN = 40
TEMOINS_LONGS = max(2, TOURS_LONGS // 5)
# What a round gives: how often what must never be was seen, and the errors that nobody expected.
Tour = tuple[int, list[object]]


@contextmanager
def connexions() -> Iterator[ThreadPoolExecutor]:
    """Thirty-two threads that keep one connection each."""
    with ThreadPoolExecutor(PARTICIPANTS) as pool:
        yield pool
        barriere = threading.Barrier(PARTICIPANTS)

        def fermer(_: int) -> None:
            barriere.wait(20)
            connections.close_all()

        list(pool.map(fermer, range(PARTICIPANTS)))


def ensemble(pool: ThreadPoolExecutor, actes: Sequence[Callable[[], object]]) -> list[object]:
    """Release every act together; each gives its result or its exception."""
    depart = threading.Barrier(len(actes))

    def faire(acte: Callable[[], object]) -> object:
        connections["default"].ensure_connection()
        depart.wait(20)
        try:
            return acte()
        except Exception as erreur:
            return erreur

    return list(pool.map(faire, actes))


def executer(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def vider() -> None:
    """No candidature left, nor what hangs on one; accounts stay."""
    executer("TRUNCATE registrations_candidature, registrations_brouillon, outbox_message CASCADE")


@contextmanager
def sans_contrainte(table: str, nom: str) -> Iterator[None]:
    """A negative control: this unique constraint or index is gone, in the test database only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [nom])
        contrainte = cursor.fetchone()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [nom])
        index = cursor.fetchone()
    executer(f"ALTER TABLE {table} DROP CONSTRAINT {nom}" if contrainte else f"DROP INDEX {nom}")
    try:
        yield
    finally:
        vider()
        executer(f"ALTER TABLE {table} ADD CONSTRAINT {nom} {contrainte[0]}" if contrainte else index[0])


@contextmanager
def sans_declencheurs(*tables: str) -> Iterator[None]:
    """A negative control: the triggers of these tables sleep, in the test database only."""
    for table in tables:
        executer(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        vider()
        for table in tables:
            executer(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def sans_verrous() -> Iterator[None]:
    """A negative control: the product's own code, its SELECT … FOR UPDATE become plain SELECTs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", lambda lignes, **_: lignes.all())
        yield


@contextmanager
def sans_transaction(*modules: Any) -> Iterator[None]:
    """A negative control: `transaction.atomic` of these modules does nothing, and no row can be locked."""
    rien = SimpleNamespace(atomic=ExitStack)
    with pytest.MonkeyPatch.context() as patch, sans_verrous():
        for module in modules:
            patch.setattr(module, "transaction", rien)
        yield


@contextmanager
def sans(*gardes: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Several guards taken away together."""
    with ExitStack() as pile:
        for garde in gardes:
            pile.enter_context(garde())
        yield


@dataclass(frozen=True)
class Course:
    """A race. `tour` plays one round; `sans_garde` takes away what forbids its violations.

    `temoin`: the round to play without the guard, when it is another one. `sauf`: beginnings of the invariants that
    its rows, made by hand for speed, do not hold from the start.
    """

    nom: str
    tour: Callable[[ThreadPoolExecutor], Tour]
    sans_garde: Callable[[], AbstractContextManager[None]]
    temoin: Callable[[ThreadPoolExecutor], Tour] | None = None
    sauf: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.nom

    def courir(self, pool: ThreadPoolExecutor, tours: int) -> None:
        """`tours` rounds without a violation or an unforeseen error, and every invariant afterwards."""
        fautes, imprevus = 0, []
        for _ in range(tours):
            vues, erreurs = self.tour(pool)
            fautes += vues
            imprevus += erreurs
        print(f"{self.nom} : {tours} tours, {fautes} violation(s), {len(imprevus)} erreur(s) imprévue(s)")  # noqa: T201
        assert (fautes, imprevus) == (0, [])
        fausses = [v for v in violations() if not v.startswith(self.sauf)]
        assert fausses == [], fausses

    def mordre(self, pool: ThreadPoolExecutor, tours: int = 0) -> None:
        """Without its guard, the same race must bite: in one round of many tries, or counted over `tours` rounds."""
        joues = mordus = 0
        with self.sans_garde():
            while joues < (tours or ESSAIS_TEMOIN) and (tours or not mordus):
                mordus += (self.temoin or self.tour)(pool)[0] > 0
                joues += 1
        print(f"{self.nom}, témoin : {mordus} tours mordus sur {joues}")  # noqa: T201
        assert mordus > 0


def imprevus(resultats: Sequence[object], *attendus: type) -> list[object]:
    """The errors among `resultats` that are none of `attendus`."""
    return [r for r in resultats if isinstance(r, Exception) and not isinstance(r, attendus)]
