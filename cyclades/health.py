"""Health for supervisors: is the process up, can it serve, and does the work behind go on."""

import datetime as dt
import os
import tempfile
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cyclades.common import clock

# Past these the operator is told: the relay beats every 15 seconds, the purge runs every 5 minutes (I-04).
RETARDS = {"relais": dt.timedelta(minutes=1), "purge": dt.timedelta(minutes=15)}
_JAMAIS_ACTIVES = """
SELECT EXISTS (SELECT 1 FROM accounts_user WHERE active_le IS NULL AND NOT is_staff
                 AND cree_le < cyclades_maintenant() - make_interval(hours => %s, mins => 15))
"""


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"etat": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, 503 otherwise; `degrade` (still 200) when what works behind does not.

    Without Redis or relay everything is recorded and waits in PostgreSQL: no page fails. `relais` and `purge` are
    false when their last sign of life is too old, null when there never was one; `purge` is false too while an
    account is kept longer than it may be.
    """
    base, stockage, file_d_attente = _base(), _stockage(), _redis()
    travaux = _travaux() if base else dict.fromkeys(RETARDS)
    pret = base and stockage
    sain = file_d_attente and False not in travaux.values()
    etat = "indisponible" if not pret else "ok" if sain else "degrade"
    corps = {"etat": etat, "base": base, "stockage": stockage, "redis": file_d_attente, **travaux}
    return JsonResponse(corps, status=200 if pret else 503)


def _travaux() -> dict[str, bool | None]:
    """For each periodic work: is it on time? None: it never ran."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nom, le FROM outbox_battement")
            derniers = dict(cursor.fetchall())
            cursor.execute(_JAMAIS_ACTIVES, [settings.ACTIVATION_HEURES])
            oublies = cursor.fetchone()[0]
    except (DatabaseError, InterfaceError):
        return dict.fromkeys(RETARDS)
    instant = clock.temps_reel()
    a_l_heure = {nom: instant - derniers[nom] <= RETARDS[nom] if nom in derniers else None for nom in RETARDS}
    return {**a_l_heure, "purge": False} if oublies else a_l_heure


def _base() -> bool:
    """PostgreSQL answers, migrated, with a clock that these settings allow."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT decalage = interval '0' FROM cyclades_horloge")
            ligne = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return False
    return ligne is not None and (bool(ligne[0]) or clock.reglable())


def _stockage() -> bool:
    """The private store takes a file and keeps it."""
    try:
        depot = Path(settings.DEPOT_PRIVE)
        depot.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=depot, prefix=".sonde-") as sonde:
            sonde.write(b"sonde")
            sonde.flush()
            os.fsync(sonde.fileno())
    except OSError:
        return False
    return True


def _redis() -> bool:
    """Redis answers within half a second."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
