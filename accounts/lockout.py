"""Sign-in held back after repeated failures: under which key, and what the person reads."""

import datetime as dt
import ipaddress
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from cyclades.common import clock
from cyclades.common.normalisation import adresse_normalisee


def adresse_client(request: HttpRequest) -> str:
    """The address of the person's own network, as the nearest of our front servers saw it.

    `MANDATAIRES` front servers each add the address of who spoke to them to X-Forwarded-For: what stands
    further left was written by the client and proves nothing. An IPv6 client counts by its /64, of which
    he has every address. (`AXES_CLIENT_IP_CALLABLE`; ipware would believe the left-most address.)
    """
    vues = [a.strip() for a in request.headers.get("X-Forwarded-For", "").split(",")]
    combien = settings.MANDATAIRES
    brute = vues[-combien] if 0 < combien <= len(vues) else request.META.get("REMOTE_ADDR", "")
    try:
        ip = ipaddress.ip_address(brute)
    except ValueError:
        return str(request.META.get("REMOTE_ADDR") or "")
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)


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


def effacer_essais(*identifiants: str) -> int:
    """Delete what is kept of the sign-ins of erased accounts, in the caller's transaction; the number of rows."""
    cles = [cle_d_identifiant(identifiant) for identifiant in identifiants]
    tables = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(table.objects.filter(username__in=cles).delete()[0] for table in tables)


def trop_d_essais(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords for this address from this place: until when, or reset the password."""
    dernier = AccessAttempt.objects.filter(
        username=cle_d_essai(request), ip_address=adresse_client(request) or None
    ).aggregate(quand=Max("attempt_time"))["quand"]
    duree = dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    fin = (dernier or clock.temps_reel()) + duree + clock.decalage()
    return render(request, "accounts/trop_d_essais.html", {"fin": fin}, status=429)
