"""Error pages: what happened, what to do, in French, with nothing of the failure's inside.

They are drawn without the request's context: neither session nor database, which may be what failed.
"""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from accounts import reprise


def _page(gabarit: str, statut: int, **contexte: object) -> HttpResponse:
    """Never kept by a cache: what refuses a request early comes before the middleware that says so elsewhere."""
    page = HttpResponse(render_to_string(gabarit, {"EXPLOITANT": settings.EXPLOITANT, **contexte}), status=statut)
    add_never_cache_headers(page)
    return page


def csrf_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are refused: say so, and give back what was typed.

    Signing in elsewhere changes the token of the forms. Only for a page that the browser says is ours
    (Origin): anything typed on another site goes nowhere.
    """
    saisie = reprise.lire(request) if _vient_d_ici(request) else None
    return _page("403_csrf.html", 403, reprise=saisie, jeton=get_token(request) if saisie else "")


def _vient_d_ici(request: HttpRequest) -> bool:
    try:
        return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return False


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
