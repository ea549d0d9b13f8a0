"""The portal's clock: the only module that reads the time.

In rehearsal (`CYCLADES_HORLOGE`) the portal's clock is the machine's plus an offset kept in the
one-row table `cyclades_horloge`; the SQL function `cyclades_maintenant()` reads the same row, so
Python and the database agree. Sessions, TOTP, leases and Celery keep real time (decision 7).
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
INTERDITE = (
    "Cette base porte une horloge de répétition, interdite en production : « manage.py regler_horloge » "
    "avec les réglages de démonstration la remet à l'heure."
)
_decalage: dt.timedelta | None = None


def _lire_decalage() -> dt.timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT decalage FROM cyclades_horloge")
        ligne = cursor.fetchone()
    return ligne[0] if ligne else dt.timedelta(0)


def decalage() -> dt.timedelta:
    """Offset of the portal's clock, read from the database once per process; production refuses any but zero."""
    global _decalage
    if _decalage is None:
        lu = _lire_decalage()
        if lu and not reglable():
            raise ImproperlyConfigured(INTERDITE)
        _decalage = lu
    return _decalage


def oublier_decalage() -> None:
    """Read the offset again at the next call (after `regler`, and in tests)."""
    global _decalage
    _decalage = None


def reglable() -> bool:
    """May the portal's clock differ from the machine's? Never with production settings."""
    return bool(settings.HORLOGE_REGLABLE)


def supposer_decalage(suppose: dt.timedelta) -> None:
    """Take the offset as known, without asking the database (a process that has none)."""
    global _decalage
    _decalage = suppose


def regler(nouveau: dt.timedelta) -> None:
    """Set the rehearsal offset, in the database and in this process; production refuses any but zero."""
    if nouveau and not reglable():
        raise ImproperlyConfigured(INTERDITE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cyclades_horloge SET decalage = make_interval(secs => %s)", [nouveau.total_seconds()])
    oublier_decalage()


def maintenant() -> dt.datetime:
    """The portal's present instant, aware, in UTC."""
    return timezone.now() + decalage()


def temps_reel() -> dt.datetime:
    """The machine's present instant, aware, in UTC: leases, retries, sessions."""
    return timezone.now()


def aujourd_hui(fuseau: str | ZoneInfo = PARIS) -> dt.date:
    """The portal's present date in `fuseau`."""
    zone = ZoneInfo(fuseau) if isinstance(fuseau, str) else fuseau
    return maintenant().astimezone(zone).date()
