"""The session ends when nobody is there any more."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from . import session


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
