"""Signing in, and why it was refused; new passwords."""

import enum
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from accounts.lockout import oublier_essais
from accounts.models import User
from accounts.validators import normaliser_mot_de_passe
from cyclades.common.normalisation import adresse_normalisee
from cyclades.outbox.services import post

from .activation import renvoyer_activation
from .creation import limite_activation


class Refus(enum.Enum):
    """Why the right or wrong password does not open a session."""

    INCONNU = "inconnu"
    NON_ACTIVE = "non_active"
    CODE_PERIME = "code_perime"  # of a papillon: used, replaced or too old


def compte_de(identifiant: str) -> User | None:
    """The account of a mail address, a N° candidat or a papillon login."""
    cle = adresse_normalisee(identifiant)
    champ = "numero_candidat" if cle.isdecimal() and len(cle) == 11 else "identifiant"
    compte = User.objects.filter(**{champ: cle}).first()
    return compte or (_eleve_a_l_adresse(cle) if "@" in cle else None)


def _eleve_a_l_adresse(cle: str) -> User | None:
    """The pupil whose confirmed address this is: the login of the papillon stays his identifier."""
    siens = User.objects.filter(adresses__adresse_normalisee=cle).exclude(identifiant__contains="@")
    compte = siens.first()
    return compte if compte is not None and adresse_normalisee(compte.email) == cle else None


def raison_du_refus(*, identifiant: str, mot_de_passe: str, adresse_ip: str) -> tuple[Refus, User | None]:
    """Why `authenticate` said no; the account is given only when the password is right.

    Takes as long whether the account exists or not. A right password does not count as a failure.
    """
    compte = compte_de(identifiant)
    mot_de_passe = normaliser_mot_de_passe(mot_de_passe)
    if compte is None:
        make_password(mot_de_passe)
        return Refus.INCONNU, None
    if not compte.check_password(mot_de_passe):
        return Refus.INCONNU, None
    if compte.active_le is not None or compte.cree_le <= limite_activation():
        return Refus.INCONNU, None
    oublier_essais(identifiant, adresse_ip=adresse_ip)
    return Refus.NON_ACTIVE, compte


def demander_nouveau_mot_de_passe(*, identifiant: str) -> None:
    """Post the mail that lets the owner choose another password; says nothing of whether it exists.

    An account that waits for its activation receives that mail again.
    """
    compte = compte_de(identifiant)
    if compte is None or not compte.email:
        return
    if compte.is_active:
        with transaction.atomic():
            post("compte.mot_de_passe_oublie", ids={"compte": compte.pk}, cle=f"mot-de-passe:{compte.pk}:{uuid4()}")
    elif compte.active_le is None:
        renvoyer_activation(compte_id=compte.pk)


def jeton_mot_de_passe(compte: User) -> str:
    """Token of a password reset: dies with the password, the address or the next sign-in."""
    return default_token_generator.make_token(compte)


def compte_du_jeton(*, compte_id: int, jeton: str) -> User | None:
    """The active account that this reset token belongs to, or None."""
    compte = User.objects.filter(pk=compte_id, is_active=True).first()
    return compte if compte is not None and default_token_generator.check_token(compte, jeton) else None


def changer_mot_de_passe(*, compte_id: int, mot_de_passe: str) -> User:
    """Set a password that the form has accepted, and tell the owner; every other session ends (I-28)."""
    empreinte = make_password(normaliser_mot_de_passe(mot_de_passe))
    with transaction.atomic():
        compte = User.objects.select_for_update().get(pk=compte_id)
        ecrire_mot_de_passe(compte, empreinte)
    return compte


def choisir_mot_de_passe(*, compte_id: int, jeton: str, mot_de_passe: str) -> User | None:
    """As `changer_mot_de_passe`, by the link of the mail; None when the link serves no more.

    The token is checked again under the lock of the account: of two who use it at once, one is served.
    """
    empreinte = make_password(normaliser_mot_de_passe(mot_de_passe))
    with transaction.atomic():
        compte = User.objects.select_for_update().filter(pk=compte_id, is_active=True).first()
        if compte is None or not default_token_generator.check_token(compte, jeton):
            return None
        ecrire_mot_de_passe(compte, empreinte)
    oublier_essais(*compte.identifiants)
    return compte


def ecrire_mot_de_passe(compte: User, empreinte: str) -> None:
    """In the caller's transaction, which holds the account's lock; its owner is told, where a mail can tell him."""
    compte.password = empreinte
    compte.save(update_fields=["password"])
    if compte.email:
        post("compte.mot_de_passe_change", ids={"compte": compte.pk}, cle=f"change:{compte.pk}:{uuid4()}")
