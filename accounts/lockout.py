"""Sign-in held back after repeated failures: under which key, for how long, and what the person reads.

One identifier from one place waits longer and longer (`ATTENTES`). One place that fails for very many identifiers
is slowed, never shut: a whole lycée signs in behind one address.
"""

import datetime as dt
import ipaddress
import math
from contextlib import AbstractContextManager
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from accounts import navigateur
from accounts.models import User
from accounts.services import limites
from cyclades.common import clock
from cyclades.common.normalisation import adresse_normalisee

# Minutes until the next try, from the fifth failure on; failures are forgotten a day after the last one, at a
# sign-in from that place, and everywhere when a new password is chosen.
ATTENTES = (1, 2, 5, 15, 30, 60)
# Past LIMITE_ECHECS failures within the hour, a place tries one password each so many seconds.
PAS_RALENTI = dt.timedelta(seconds=5)


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


def cle_d_identifiant(identifiant: str, *, navigateur_connu: bool = False) -> str:
    """What stands for an identifier in the table of attempts: a keyed hash.

    The table holds no address, nor a password typed into the wrong field (I-26). Browsers known to be the
    owner's have a key of their own, which nobody else can use up.
    """
    sel = "accounts.lockout.connu" if navigateur_connu else "accounts.lockout"
    return salted_hmac(sel, adresse_normalisee(identifiant), algorithm="sha256").hexdigest()


def cle_d_essai(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The key under which django-axes counts an attempt (`AXES_USERNAME_CALLABLE`)."""
    identifiant = str((credentials or {}).get("username") or request.POST.get("identifiant") or "")
    return cle_d_identifiant(identifiant, navigateur_connu=navigateur.est_connu(request, identifiant))


def _cles(identifiants: tuple[str | None, ...]) -> list[str]:
    return [cle_d_identifiant(i, navigateur_connu=connu) for i in identifiants if i for connu in (False, True)]


def oublier_essais(*identifiants: str | None, adresse_ip: str | None = None) -> None:
    """Forget the failures of these identifiers, from one place or from everywhere."""
    for cle in _cles(identifiants):
        reset(ip=adresse_ip, username=cle)


def oublier_apres_connexion(request: HttpRequest, compte: User) -> None:
    """Forget what failed here for this account, by mail address or by number; not what others tried beside it."""
    for identifiant in compte.identifiants:
        reset(ip=adresse_client(request), username=cle_d_essai(request, {"username": identifiant}))


def effacer_essais(*identifiants: str) -> int:
    """Delete what is kept of the sign-ins of erased accounts, in the caller's transaction; the number of rows."""
    tables = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(table.objects.filter(username__in=_cles(identifiants)).delete()[0] for table in tables)


def attente(echecs: int) -> dt.timedelta:
    """How long the next try must wait after so many failures."""
    rang = echecs - settings.AXES_FAILURE_LIMIT
    return dt.timedelta(minutes=ATTENTES[min(rang, len(ATTENTES) - 1)] if rang >= 0 else 0)


def retenu_jusqu_a(*, cle: str, adresse_ip: str | None) -> dt.datetime | None:
    """The real instant before which this key may not try again from this place; None without any failure."""
    depuis = clock.temps_reel() - dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    bilan = AccessAttempt.objects.filter(username=cle, ip_address=adresse_ip, attempt_time__gt=depuis).aggregate(
        echecs=Sum("failures_since_start"), dernier=Max("attempt_time")
    )
    return bilan["dernier"] + attente(bilan["echecs"]) if bilan["dernier"] else None


class EssaisEspaces(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """django-axes in PostgreSQL, with a wait that grows instead of one length for all (`AXES_HANDLER`)."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        fin = retenu_jusqu_a(cle=cle_d_essai(request, credentials), adresse_ip=adresse_client(request) or None)
        return fin is not None and fin > clock.temps_reel()


def un_essai(request: HttpRequest, identifiant: str) -> AbstractContextManager[None]:
    """One try at a time for this identifier from this place, so that a burst gets no more tries than a queue."""
    cle = cle_d_essai(request, {"username": identifiant})
    return limites.un_par_un("connexion", f"{cle}\x00{adresse_client(request)}")


def a_ete_essaye(request: HttpRequest) -> bool:
    """Was the password of this request compared and found wrong, rather than held back?"""
    return getattr(request, "axes_failures_since_start", None) is not None


def lever(request: HttpRequest) -> None:
    """The password was right after all (the account is not activated): show the page, not the lock."""
    request.axes_locked_out = False  # type: ignore[attr-defined]


def noter_echec(request: HttpRequest) -> None:
    """One more wrong password from this place, whoever it was for."""
    limites.consommer("echecs-ip", adresse_client(request), limite=settings.LIMITE_ECHECS)


def a_ralentir(request: HttpRequest, identifiant: str) -> bool:
    """Must this try wait, because very many passwords failed from its place within the hour?

    One password tried on a great many accounts escapes the count by identifier. A known browser does not wait.
    """
    ou = adresse_client(request)
    if navigateur.est_connu(request, identifiant):
        return False
    if not limites.atteinte("echecs-ip", ou, limite=settings.LIMITE_ECHECS):
        return False
    return not limites.consommer("essais-ip", ou, limite=1, periode=PAS_RALENTI)


def trop_d_essais(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords for this address from this place: until when, or reset the password."""
    maintenant = clock.temps_reel()
    fin = retenu_jusqu_a(cle=cle_d_essai(request), adresse_ip=adresse_client(request) or None) or maintenant
    secondes = max(1, math.ceil((fin - maintenant).total_seconds()))
    # Shown to the minute: the next one, so that whoever tries at the minute that he read gets in.
    montree = (fin + dt.timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)
    contexte = {"fin": montree + clock.decalage()}
    reponse = render(request, "accounts/trop_d_essais.html", contexte, status=429)
    reponse["Retry-After"] = str(secondes)
    return reponse
