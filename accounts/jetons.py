"""One-time links: signed, so that nothing is stored; the instant of creation ties each to one account."""

import datetime as dt
from dataclasses import dataclass

from django.core import signing

from .models import ChangementAdresse, StaffProfile, User

_EPOQUE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ACTIVATION = "accounts.activation"
_ADRESSE = "accounts.changement-adresse"
_RETABLIR = "accounts.retablir-adresse"
_INVITATION = "accounts.invitation"


class JetonInvalide(Exception):
    """The link was altered, cut or is not one of ours."""


@dataclass(frozen=True)
class LienActivation:
    """What an activation link says: the account, its creation, and which of its addresses the mail went to."""

    compte_id: int
    cree_le: dt.datetime
    corrections: int = 0


def _signer(sel: str, cle: int, instant: dt.datetime, *suite: int) -> str:
    microsecondes = (instant - _EPOQUE) // dt.timedelta(microseconds=1)
    return signing.Signer(sep=".", salt=sel).sign("-".join(map(str, (cle, microsecondes, *suite))))


def _lire(sel: str, jeton: str) -> tuple[int, dt.datetime, list[int]]:
    try:
        cle, microsecondes, *suite = map(int, signing.Signer(sep=".", salt=sel).unsign(jeton).split("-"))
        return cle, _EPOQUE + dt.timedelta(microseconds=microsecondes), suite
    except (signing.BadSignature, ValueError, OverflowError, UnicodeError):
        raise JetonInvalide from None


def jeton_activation(compte: User) -> str:
    """The activation token of an account: the same at each sending, so that every link stays valid.

    Until the address is corrected: the links that went to the wrong one are then worth nothing.
    """
    return _signer(_ACTIVATION, compte.pk, compte.cree_le, compte.corrections)


def lire_jeton_activation(jeton: str) -> LienActivation:
    """Raises JetonInvalide."""
    compte_id, cree_le, suite = _lire(_ACTIVATION, jeton)
    if len(suite) > 1:
        raise JetonInvalide
    return LienActivation(compte_id, cree_le, *suite)


def jeton_changement(changement: ChangementAdresse) -> str:
    """The token that confirms a new mail address from the new mailbox."""
    return _signer(_ADRESSE, changement.pk, changement.cree_le)


def lire_jeton_changement(jeton: str) -> tuple[int, dt.datetime]:
    """(id of the change, its instant); raises JetonInvalide."""
    changement_id, cree_le, _ = _lire(_ADRESSE, jeton)
    return changement_id, cree_le


def jeton_retablissement(changement: ChangementAdresse) -> str:
    """The token that lets the old mailbox undo a change; another salt: confirming does not give it."""
    return _signer(_RETABLIR, changement.pk, changement.cree_le)


def lire_jeton_retablissement(jeton: str) -> tuple[int, dt.datetime]:
    """(id of the change, its instant); raises JetonInvalide."""
    changement_id, cree_le, _ = _lire(_RETABLIR, jeton)
    return changement_id, cree_le


def jeton_invitation(membre: StaffProfile) -> str:
    """The token by which a member of staff chooses a first password; void once used, or once another is sent."""
    return _signer(_INVITATION, membre.user_id, membre.invite_le or _EPOQUE)


def lire_jeton_invitation(jeton: str) -> tuple[int, dt.datetime]:
    """(account id, instant of the invitation); raises JetonInvalide."""
    compte_id, invite_le, _ = _lire(_INVITATION, jeton)
    return compte_id, invite_le
