"""Browsers in which an account has already been signed in: failures made elsewhere never hold them back (I-29).

A classmate behind the same address can try wrong passwords for somebody, or for everybody: whoever signed in
from this browser before, or has just chosen a password through the mail, is counted apart. The cookie names
nobody: keyed hashes of identifiers, signed.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import User
from cyclades.common.normalisation import adresse_normalisee

DUREE = 180 * 24 * 3600
# A family's computer: two identifiers (three for a pupil) for each of the last eight accounts or so.
MARQUES_MAX = 16


def _signature() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="accounts.navigateur")


def _cookie() -> str:
    return f"{settings.SESSION_COOKIE_NAME}-connu"


def _marque(identifiant: str) -> str:
    return salted_hmac("accounts.navigateur", adresse_normalisee(identifiant), algorithm="sha256").hexdigest()[:20]


def _marques(request: HttpRequest) -> list[str]:
    try:
        return _signature().unsign(request.COOKIES.get(_cookie(), ""), max_age=DUREE).split("-")
    except signing.BadSignature:
        return []


def est_connu(request: HttpRequest, identifiant: str) -> bool:
    """Has the account of this identifier been signed in from this browser, within six months?"""
    return _cookie() in request.COOKIES and _marque(identifiant) in _marques(request)


def reconnaitre(request: HttpRequest, reponse: HttpResponse, compte: User) -> None:
    """Remember that this browser is one of the owner's: he knew the password, or opened the mail."""
    siennes = [_marque(i) for i in compte.identifiants]
    marques = [*siennes, *(m for m in _marques(request) if m not in siennes)][:MARQUES_MAX]
    reponse.set_cookie(
        _cookie(),
        _signature().sign("-".join(marques)),
        max_age=DUREE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
