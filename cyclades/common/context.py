"""What every page needs to know about the portal itself."""

from django.conf import settings
from django.http import HttpRequest

from . import clock


def portail(request: HttpRequest) -> dict[str, object]:
    """Demo and rehearsal banners, the operator's name for the footer, when the session ends without activity."""
    repetition = clock.maintenant() if settings.DEMO and clock.decalage() else None
    reste = getattr(request, "session_reste", None)
    return {
        "DEMO": settings.DEMO,
        "EXPLOITANT": settings.EXPLOITANT,
        "REPETITION": repetition,
        "SESSION_RESTE": int(reste.total_seconds()) if reste else 0,
        "SESSION_FIN": clock.maintenant() + reste if reste else None,
    }
