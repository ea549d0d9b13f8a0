"""What several account pages need."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import reprise
from accounts.lockout import adresse_client
from accounts.models import User
from accounts.services import second_facteur

EN_ATTENTE = "compte_en_attente"


def adresse_ip(request: HttpRequest) -> str:
    """The client's address, by the same rule as the lockout."""
    return adresse_client(request)


def trop(request: HttpRequest) -> HttpResponse:
    """Too many requests: wait."""
    return render(request, "429.html", status=429)


def moi(request: HttpRequest) -> User:
    """The signed-in person (behind login_required)."""
    return cast(User, request.user)


def connexion_requise(vue: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """As Django's `login_required`; what is posted once the session is over is kept, to be taken up again."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return vue(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path(), reverse("accounts:connexion"))
        if reprise.garder(request):
            messages.warning(
                request, "Votre session s'est arrêtée. Votre saisie est gardée : connectez-vous pour la reprendre."
            )
        else:
            messages.warning(request, "Votre session s'est arrêtée : connectez-vous pour continuer.")
        return redirect_to_login(reverse("portail:inscriptions"), reverse("accounts:connexion"))

    return gardee


def suite(request: HttpRequest, compte: User) -> str:
    """Where to go once signed in: `next` when it is ours, else the person's own space."""
    demandee = request.POST.get("next") or request.GET.get("next") or ""
    # A path only: `redirect` would look « abc » up among the names of URLs, and fail.
    if demandee.startswith("/") and url_has_allowed_host_and_scheme(demandee, None, require_https=request.is_secure()):
        return demandee
    return resolve_url("gestion:index" if compte.is_staff else "portail:inscriptions")


def apres_mot_de_passe(request: HttpRequest, compte: User) -> str:
    """Where the right password leads: staff go by their second factor first, then to `suite`."""
    vers = suite(request, compte)
    if not second_facteur.est_a_demander(compte):
        return vers
    return f"{reverse('accounts:second_facteur_verifier')}?{urlencode({'next': vers})}"
