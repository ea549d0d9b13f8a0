"""Error pages: what happened, what to do, in French, with nothing of the failure's inside.

They are drawn without the request's context: neither session nor database, which may be what failed.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _page(gabarit: str, statut: int) -> HttpResponse:
    return HttpResponse(render_to_string(gabarit, {"EXPLOITANT": settings.EXPLOITANT}), status=statut)


def csrf_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are refused: say so, lose nothing that was a draft."""
    return _page("403_csrf.html", 403)


def demande_illisible(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Malformed, too large, or with a forged host or cookie."""
    return _page("400.html", 400)


def acces_refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("403.html", 403)


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("404.html", 404)


def trop_de_demandes(request: HttpRequest) -> HttpResponse:
    """For views that limit a rate themselves."""
    return _page("429.html", 429)


def difficulte(request: HttpRequest) -> HttpResponse:
    """A defect; the logs have the rest."""
    return _page("500.html", 500)
