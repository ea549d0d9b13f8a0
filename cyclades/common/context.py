"""What every page needs to know about the portal itself."""

from django.conf import settings
from django.http import HttpRequest

from . import clock


def portail(request: HttpRequest) -> dict[str, object]:
    """Demo and rehearsal banners, and the operator's name for the footer."""
    repetition = clock.maintenant() if settings.DEMO and clock.decalage() else None
    return {"DEMO": settings.DEMO, "EXPLOITANT": settings.EXPLOITANT, "REPETITION": repetition}
