"""What was posted after the session's end is kept, and given back to the same person once signed in again.

Nothing secret is kept, nor any file. A cookie that names nobody (a keyed hash of the account) says whose form
it was; it goes away at sign-out. What is kept waits an hour at most in the visitor's own session.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from cyclades.common import clock

CLE = "reprise"
DUREE = 3600
CHAMPS_MAX, TAILLE_MAX = 300, 100_000
_SECRETS = re.compile(r"(mot_de_passe|(^|-)(actuel|nouveau|confirmation)$|password|jeton|code_totp)")
_ECARTES = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class Reprise:
    """A form to be sent again: its address and its fields, in order."""

    chemin: str
    champs: tuple[tuple[str, str], ...]


def marque_de(compte_id: object) -> str:
    """What stands for an account in a cookie or a table of sessions: a keyed hash that names nobody."""
    return salted_hmac("accounts.reprise", str(compte_id), algorithm="sha256").hexdigest()


def _cookie() -> str:
    return f"{settings.SESSION_COOKIE_NAME}-qui"


def marquer(reponse: HttpResponse, compte: AbstractBaseUser) -> None:
    """Remember in this browser whose forms are being filled in, until it closes or the person signs out."""
    reponse.set_cookie(
        _cookie(), marque_de(compte.pk), httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def oublier(reponse: HttpResponse) -> None:
    """At sign-out."""
    reponse.delete_cookie(_cookie(), samesite="Lax")


def lire(request: HttpRequest) -> Reprise | None:
    """The fields posted, or None when there is none, when one is secret, or when they are too much to keep."""
    champs = tuple(
        (nom, str(valeur)) for nom, valeurs in request.POST.lists() if nom not in _ECARTES for valeur in valeurs
    )
    if not champs or len(champs) > CHAMPS_MAX or any(_SECRETS.search(nom) for nom, _ in champs):
        return None
    if any("\x00" in texte for champ in champs for texte in champ):
        return None
    if sum(len(nom) + len(valeur) for nom, valeur in champs) > TAILLE_MAX:
        return None
    return Reprise(request.path, champs)


def garder(request: HttpRequest) -> bool:
    """Keep what a visitor whose session is over has just posted; False when nothing is kept."""
    marque = request.COOKIES.get(_cookie(), "")
    reprise = lire(request) if request.method == "POST" and marque else None
    if reprise is None:
        return False
    request.session[CLE] = {
        "marque": marque,
        "chemin": reprise.chemin,
        "champs": [list(c) for c in reprise.champs],
        "quand": clock.temps_reel().timestamp(),
    }
    return True


def a_reprendre(request: HttpRequest, compte: AbstractBaseUser) -> Reprise | None:
    """What this very person posted within the hour; anything else is forgotten."""
    garde = request.session.get(CLE)
    if not garde:
        return None
    sienne = constant_time_compare(garde["marque"], marque_de(compte.pk))
    if not sienne or clock.temps_reel().timestamp() - garde["quand"] > DUREE:
        abandonner(request)
        return None
    return Reprise(garde["chemin"], tuple((nom, valeur) for nom, valeur in garde["champs"]))


def abandonner(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(CLE, None)
