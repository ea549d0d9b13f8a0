"""Health for supervisors: is the process up, and can it serve."""

import os
import tempfile
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cyclades.common import clock


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"etat": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, 503 otherwise; `degrade` (still 200) when only Redis is away.

    Without Redis everything is recorded and waits in PostgreSQL: no page fails.
    """
    base, stockage, file_d_attente = _base(), _stockage(), _redis()
    pret = base and stockage
    etat = "indisponible" if not pret else "ok" if file_d_attente else "degrade"
    corps = {"etat": etat, "base": base, "stockage": stockage, "redis": file_d_attente}
    return JsonResponse(corps, status=200 if pret else 503)


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
