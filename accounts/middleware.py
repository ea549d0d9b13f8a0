"""The session ends when nobody is there any more; that of staff opens nothing before its second factor (I-28)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from . import session
from .permissions import second_facteur_manque

# Open to staff who have not shown their second factor: the pages that ask for it, the way out, and what the
# footer offers to everyone. Every other address, named or still to come, is closed to them.
OUVERTES = frozenset(
    {
        "accounts:second_facteur",
        "accounts:second_facteur_commencer",
        "accounts:second_facteur_telephone",
        "accounts:second_facteur_verifier",
        "accounts:second_facteur_secours",
        "accounts:deconnexion",
        "accounts:session",
        "gestion:logout",
        "portail:aide",
        "portail:plan",
        "portail:accessibilite",
        "portail:mentions",
        "portail:donnees",
    }
)


class SessionActiveMiddleware:
    """Ends a session that is over, renews one that is used; `request.session_reste` is what pages announce.

    The address that only asks how long is left renews nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if session.est_connectee(request):
            if session.reste(request).total_seconds() <= 0:
                logout(request)
            else:
                if session.a_prolonger(request) and request.path != reverse("accounts:session"):
                    session.prolonger(request)
                request.session_reste = session.reste(request)  # type: ignore[attr-defined]
        reponse = self.get_response(request)
        restant = getattr(request, "session_reste", None)
        if restant is not None and request.headers.get("HX-Request"):
            reponse["X-Session-Reste"] = str(int(restant.total_seconds()))
        return reponse


class SecondFacteurMiddleware:
    """Sends staff to their second factor before any view runs, and from there back to what they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if settings.DEMO or not session.est_connectee(request):
            return None
        if request.resolver_match is None or request.resolver_match.view_name in OUVERTES:
            return None
        if not second_facteur_manque(request.user):
            return None
        vers = reverse("accounts:second_facteur_verifier")
        if request.method == "GET":
            vers += f"?{urlencode({'next': request.get_full_path()})}"
        return HttpResponseRedirect(vers)
