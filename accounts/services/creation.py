"""Creating an account: one transaction for the account, its civil status, its address and the mail."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.models import AdresseConnue, CandidateProfile, User
from accounts.validators import normaliser_mot_de_passe
from cyclades.common import clock
from cyclades.common.errors import contrainte
from cyclades.common.normalisation import adresse_normalisee
from cyclades.outbox.services import post
from sessions_cfg.models import Departement, Pays

from .effacement import effacer_comptes

_UNICITES = ("accounts_user_identifiant", "accounts_adresseconnue_adresse")


@dataclass(frozen=True)
class EtatCivil:
    """Civil status as on the identity document.

    `commune_libre`: the place of birth was typed by hand, to be checked by staff; `departement_libre` then names the
    département when the list does not hold it.
    """

    civilite: str
    nom_naissance: str
    nom_usage: str
    prenoms: str
    date_naissance: dt.date
    pays_naissance: Pays
    departement_naissance: Departement | None = None
    departement_libre: str = ""
    commune_naissance: str = ""
    commune_code: str = ""
    commune_libre: bool = False
    ville_naissance: str = ""

    def champs(self) -> dict[str, object]:
        """The fields of CandidateProfile."""
        return {nom: getattr(self, nom) for nom in self.__dataclass_fields__}


class AdressePrise(Exception):
    """« Cette adresse mail existe déjà dans l'application Cyclades » (I-01)."""


def est_conflit_d_adresse(erreur: IntegrityError) -> bool:
    """Did this error come from the uniqueness of addresses?"""
    return contrainte(erreur).startswith(_UNICITES)


def adresse_prise(adresse: str, *, sauf_compte: int | None = None) -> bool:
    """Is the address known already, by an account or a candidature's contact, without regard to case?

    An account never activated whose 48 hours are over no longer counts, even before the purge.
    """
    cle = adresse_normalisee(adresse)
    connues = AdresseConnue.objects.filter(adresse_normalisee=cle)
    connues = connues.exclude(compte__active_le=None, compte__is_staff=False, compte__cree_le__lte=limite_activation())
    if sauf_compte is not None:
        connues = connues.exclude(compte_id=sauf_compte)
    return connues.exists()


def limite_activation() -> dt.datetime:
    """An account created at or before this instant of the portal's clock can no longer be activated."""
    return clock.maintenant() - dt.timedelta(hours=settings.ACTIVATION_HEURES)


def fin_activation(compte: User) -> dt.datetime:
    """The instant from which this account can no longer be activated (UTC): 48 hours after its creation."""
    return compte.cree_le + dt.timedelta(hours=settings.ACTIVATION_HEURES)


def creer_compte(*, adresse: str, mot_de_passe: str, etat_civil: EtatCivil) -> User:
    """Create an account to be activated within 48 hours of the portal's clock, and post its mail.

    The caller has checked the form. Raises AdressePrise when the address is known: uniqueness is the
    database's, so two requests at the same instant make one account.
    """
    hache = make_password(normaliser_mot_de_passe(mot_de_passe))
    cle = adresse_normalisee(adresse)
    try:
        with transaction.atomic():
            effacer_perime(cle)
            compte = User.objects.create(identifiant=cle, email=adresse, password=hache, cree_le=clock.maintenant())
            AdresseConnue.objects.create(adresse_normalisee=cle, compte=compte)
            CandidateProfile.objects.create(user=compte, **etat_civil.champs())
            poster_activation(compte)
    except IntegrityError as erreur:
        if est_conflit_d_adresse(erreur):
            raise AdressePrise from erreur
        raise
    return compte


def poster_activation(compte: User) -> None:
    """Post the mail « Activer mon compte », in the caller's transaction."""
    post("compte.activation", ids={"compte": compte.pk}, cle=f"activation:{compte.pk}:{uuid4()}")


def effacer_perime(cle: str) -> None:
    """Erase the account of this address that was never activated in time, before the purge comes to it."""
    perime = (
        User.objects.select_for_update(skip_locked=True)
        .filter(identifiant=cle, active_le=None, is_staff=False, cree_le__lte=limite_activation())
        .first()
    )
    if perime is not None:
        effacer_comptes(perime)
