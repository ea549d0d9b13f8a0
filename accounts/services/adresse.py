"""Changing the mail address: asked with the password, confirmed from the new mailbox, told to the old one."""

import datetime as dt
import enum

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import AdresseConnue, ChangementAdresse, User
from cyclades.common import clock
from cyclades.common.normalisation import adresse_normalisee
from cyclades.outbox.services import post

from .creation import AdressePrise, adresse_prise, est_conflit_d_adresse


class Issue(enum.Enum):
    CHANGEE = "changee"
    DEJA = "deja"
    PERIMEE = "perimee"


def demander_changement(*, compte_id: int, nouvelle: str) -> ChangementAdresse:
    """Keep the new address for 48 hours and post the mail that confirms it; earlier requests lapse.

    Raises AdressePrise when the address is another's.
    """
    with transaction.atomic():
        compte = User.objects.select_for_update().get(pk=compte_id)
        if adresse_prise(nouvelle, sauf_compte=compte.pk):
            raise AdressePrise
        ChangementAdresse.objects.filter(compte=compte, confirme_le=None).delete()
        changement = ChangementAdresse.objects.create(
            compte=compte, ancienne=compte.email, nouvelle=nouvelle, cree_le=clock.maintenant()
        )
        ids: dict[str, int | str] = {"compte": compte.pk, "changement": changement.pk}
        post("compte.adresse_a_confirmer", ids=ids, cle=f"adresse-a-confirmer:{changement.pk}")
    return changement


def lire_changement(*, changement_id: int, cree_le: dt.datetime) -> ChangementAdresse | None:
    """The change of a link, or None when it lapsed."""
    changement = ChangementAdresse.objects.filter(pk=changement_id, cree_le=cree_le).select_related("compte").first()
    return None if changement is None or _perime(changement) else changement


def confirmer_changement(*, changement_id: int, cree_le: dt.datetime) -> Issue:
    """The new address becomes the sign-in of the account; the old address is told.

    The old address becomes free again unless a candidature was ever attached, which may hold it as
    contact. Raises AdressePrise when another account took the new one meanwhile.
    """
    try:
        with transaction.atomic():
            changement = lire_changement(changement_id=changement_id, cree_le=cree_le)
            if changement is None:
                return Issue.PERIMEE
            compte = User.objects.select_for_update().get(pk=changement.compte_id)
            changement = ChangementAdresse.objects.select_for_update().filter(pk=changement_id).first()
            if changement is None:
                return Issue.PERIMEE
            if changement.confirme_le is not None:
                return Issue.DEJA
            _changer(compte, changement)
    except IntegrityError as erreur:
        if est_conflit_d_adresse(erreur):
            raise AdressePrise from erreur
        raise
    return Issue.CHANGEE


def _changer(compte: User, changement: ChangementAdresse) -> None:
    cle = adresse_normalisee(changement.nouvelle)
    ancienne = compte.identifiant
    if not AdresseConnue.objects.filter(adresse_normalisee=cle, compte=compte).exists():
        AdresseConnue.objects.create(adresse_normalisee=cle, compte=compte)
    compte.identifiant, compte.email = cle, changement.nouvelle
    compte.save(update_fields=["identifiant", "email"])
    profil = getattr(compte, "profil", None)
    if cle != ancienne and profil is not None and profil.identite_verrouillee_le is None:
        AdresseConnue.objects.filter(adresse_normalisee=ancienne, compte=compte).delete()
    changement.confirme_le = clock.maintenant()
    changement.save(update_fields=["confirme_le"])
    ids: dict[str, int | str] = {"compte": compte.pk, "changement": changement.pk}
    post("compte.adresse_changee", ids=ids, cle=f"adresse-changee:{changement.pk}")


def _perime(changement: ChangementAdresse) -> bool:
    return changement.cree_le <= clock.maintenant() - dt.timedelta(hours=settings.ACTIVATION_HEURES)


def oublier_anciens_changements() -> int:
    """Delete what is older than a week: the addresses that they hold serve no more."""
    return ChangementAdresse.objects.filter(cree_le__lt=clock.maintenant() - dt.timedelta(days=7)).delete()[0]
