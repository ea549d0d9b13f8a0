"""The end of the session: how long is left, staying signed in, taking up again what was typed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import reprise
from accounts import session as sessions

from .communs import connexion_requise, moi


@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """Seconds left, 0 when signed out; POST starts the time without activity again."""
    if not request.user.is_authenticated:
        return JsonResponse({"reste": 0})
    if request.method == "POST":
        sessions.prolonger(request)
    return JsonResponse({"reste": max(0, int(sessions.reste(request).total_seconds()))})


@connexion_requise
@require_http_methods(["GET", "POST"])
def reprendre(request: HttpRequest) -> HttpResponse:
    """What was posted after the session's end, to be sent again by its button; POST forgets it."""
    if request.method == "POST":
        reprise.abandonner(request)
        messages.info(request, "La saisie gardée est effacée.")
        return redirect("portail:inscriptions")
    gardee = reprise.a_reprendre(request, moi(request))
    if gardee is None:
        return redirect("portail:inscriptions")
    return render(request, "accounts/reprendre.html", {"reprise": gardee})
