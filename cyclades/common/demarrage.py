"""What a web process asks before it serves."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from . import clock


def arreter_si_horloge_interdite() -> None:
    """End the process when the database carries a rehearsal clock and these settings are production's.

    A database that does not answer yet is no reason to stop: /readyz says so.
    """
    try:
        clock.decalage()
    except ImproperlyConfigured as erreur:
        raise SystemExit(f"Réglages : {erreur}") from None
    except DatabaseError:
        pass
