"""One-time links: signed, so that nothing is stored; the instant of creation ties each to one account."""

import datetime as dt

from django.core import signing

from .models import ChangementAdresse, User

_EPOQUE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ACTIVATION = "accounts.activation"
_ADRESSE = "accounts.changement-adresse"


class JetonInvalide(Exception):
    """The link was altered, cut or is not one of ours."""


def _signer(sel: str, cle: int, instant: dt.datetime) -> str:
    microsecondes = (instant - _EPOQUE) // dt.timedelta(microseconds=1)
    return signing.Signer(sep=".", salt=sel).sign(f"{cle}-{microsecondes}")


def _lire(sel: str, jeton: str) -> tuple[int, dt.datetime]:
    try:
        cle, _, microsecondes = signing.Signer(sep=".", salt=sel).unsign(jeton).partition("-")
        return int(cle), _EPOQUE + dt.timedelta(microseconds=int(microsecondes))
    except (signing.BadSignature, ValueError, OverflowError, UnicodeError):
        raise JetonInvalide from None


def jeton_activation(compte: User) -> str:
    """The activation token of an account: the same at each sending, so that every link stays valid."""
    return _signer(_ACTIVATION, compte.pk, compte.cree_le)


def lire_jeton_activation(jeton: str) -> tuple[int, dt.datetime]:
    """(account id, creation instant); raises JetonInvalide."""
    return _lire(_ACTIVATION, jeton)


def jeton_changement(changement: ChangementAdresse) -> str:
    """The token that confirms a new mail address from the new mailbox."""
    return _signer(_ADRESSE, changement.pk, changement.cree_le)


def lire_jeton_changement(jeton: str) -> tuple[int, dt.datetime]:
    """(id of the change, its instant); raises JetonInvalide."""
    return _lire(_ADRESSE, jeton)
