"""How often something may be done: counters in PostgreSQL, under keyed hashes (decision 10, I-29)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from accounts.models import Compteur
from cyclades.common import clock

HEURE = dt.timedelta(hours=1)
# What is counted per account, by its id, and per identifier: erased with the account.
PAR_COMPTE = ("renvoi", "correction", "modifier")
PAR_IDENTIFIANT = ("oubli",)


def _cle(quoi: str, qui: str) -> str:
    return salted_hmac("accounts.limites", f"{quoi}\x00{qui}", algorithm="sha256").hexdigest()


def _fenetre(periode: dt.timedelta) -> dt.datetime:
    secondes = int(periode.total_seconds())
    return dt.datetime.fromtimestamp(int(clock.temps_reel().timestamp()) // secondes * secondes, dt.UTC)


def consommer(quoi: str, qui: str, *, limite: int, periode: dt.timedelta = HEURE) -> bool:
    """Count one more `quoi` for `qui` (an IP address, an account) in this window of real time.

    False when it is one too many. Call it outside of the transaction that it protects: a refusal
    that rolls back must still be counted.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_compteur AS c (cle, fenetre, nombre) VALUES (%s, %s, 1)"
            " ON CONFLICT (cle, fenetre) DO UPDATE SET nombre = LEAST(c.nombre + 1, 1000000) RETURNING nombre",
            [_cle(quoi, qui), _fenetre(periode)],
        )
        return bool(cursor.fetchone()[0] <= limite)


def atteinte(quoi: str, qui: str, *, limite: int, periode: dt.timedelta = HEURE) -> bool:
    """Has `qui` used up its `limite` of `quoi`? Counts nothing."""
    return Compteur.objects.filter(cle=_cle(quoi, qui), fenetre=_fenetre(periode), nombre__gte=limite).exists()


@contextmanager
def un_par_un(quoi: str, qui: str) -> Iterator[None]:
    """One at a time does `quoi` for `qui`, over every process; those who wait see what the one before wrote.

    In a transaction of its own. Raises OperationalError when it waits longer than `lock_timeout`.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_cle(quoi, qui)])
        yield


def oublier(*, comptes: Iterable[int], identifiants: Iterable[str]) -> int:
    """Delete the counters of these accounts, in the caller's transaction; the number of rows."""
    cles = [_cle(quoi, str(compte)) for compte in comptes for quoi in PAR_COMPTE]
    cles += [_cle(quoi, identifiant) for identifiant in identifiants for quoi in PAR_IDENTIFIANT]
    return Compteur.objects.filter(cle__in=cles).delete()[0]


def oublier_anciens() -> int:
    """Delete the counters of past windows; the number of rows."""
    return Compteur.objects.filter(fenetre__lt=clock.temps_reel() - dt.timedelta(days=1)).delete()[0]
