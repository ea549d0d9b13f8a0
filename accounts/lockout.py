"""Sign-in held back after repeated failures: under which key, and what the person reads."""

from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from cyclades.common.normalisation import adresse_normalisee


def cle_d_identifiant(identifiant: str) -> str:
    """What stands for an identifier in the table of attempts: a keyed hash.

    The table holds no address, nor a password typed into the wrong field (I-26).
    """
    return salted_hmac("accounts.lockout", adresse_normalisee(identifiant), algorithm="sha256").hexdigest()


def cle_d_essai(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The key under which django-axes counts an attempt (`AXES_USERNAME_CALLABLE`)."""
    identifiant = (credentials or {}).get("username") or request.POST.get("identifiant") or ""
    return cle_d_identifiant(str(identifiant))


def oublier_essais(*identifiants: str | None, adresse_ip: str | None = None) -> None:
    """Forget the failures of these identifiers, from one place or from everywhere."""
    for identifiant in filter(None, identifiants):
        reset(ip=adresse_ip, username=cle_d_identifiant(identifiant))


def effacer_essais(*identifiants: str | None) -> None:
    """Delete the attempts of an erased account, in the caller's transaction."""
    AccessAttempt.objects.filter(username__in=[cle_d_identifiant(i) for i in identifiants if i]).delete()


def trop_d_essais(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords for this address from this place: wait, or reset the password."""
    return render(request, "accounts/trop_d_essais.html", status=429)
