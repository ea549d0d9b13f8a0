"""Changing the mail address: asked with the password, confirmed from the new mailbox, told to the old one."""

import datetime as dt
import enum
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import AdresseConnue, ChangementAdresse, User
from cyclades.common import clock
from cyclades.common.normalisation import adresse_normalisee
from cyclades.outbox.services import post

from .creation import AdressePrise, adresse_prise, est_conflit_d_adresse

# How long the old mailbox can undo a change, once it is confirmed.
RETABLISSEMENT = dt.timedelta(hours=48)


class Issue(enum.Enum):
    CHANGEE = "changee"
    DEJA = "deja"
    PERIMEE = "perimee"


class MemeAdresse(Exception):
    """The address asked for is the account's already."""


def demander_changement(*, compte_id: int, nouvelle: str) -> ChangementAdresse:
    """Keep the new address for 48 hours and post the mail that confirms it; earlier requests lapse.

    Raises MemeAdresse, or AdressePrise when the address is another's.
    """
    with transaction.atomic():
        compte = User.objects.select_for_update().get(pk=compte_id)
        if adresse_normalisee(nouvelle) == adresse_normalisee(compte.email):
            raise MemeAdresse
        if adresse_prise(nouvelle, sauf_compte=compte.pk):
            raise AdressePrise
        ChangementAdresse.objects.filter(compte=compte, confirme_le=None).delete()
        changement = ChangementAdresse.objects.create(
            compte=compte, ancienne=compte.email, nouvelle=nouvelle, cree_le=clock.maintenant()
        )
        _poster_confirmation(changement)
    return changement


def en_attente(compte_id: int) -> ChangementAdresse | None:
    """The change that waits for its confirmation, while its link is valid."""
    return ChangementAdresse.objects.filter(compte=compte_id, confirme_le=None, cree_le__gt=_limite()).first()


def expire_le(changement: ChangementAdresse) -> dt.datetime:
    """From this instant on, the new mailbox can no longer confirm."""
    return changement.cree_le + dt.timedelta(hours=settings.ACTIVATION_HEURES)


def renvoyer_confirmation(*, compte_id: int) -> bool:
    """Post the mail again; False when no change waits. The 48 hours still run from the request."""
    with transaction.atomic():
        changement = en_attente(compte_id)
        if changement is None:
            return False
        _poster_confirmation(changement)
    return True


def abandonner_changement(*, compte_id: int) -> bool:
    """The person gives the change up: its links are worth nothing. False when no change waits."""
    return bool(ChangementAdresse.objects.filter(compte=compte_id, confirme_le=None).delete()[0])


def lire_changement(*, changement_id: int, cree_le: dt.datetime) -> ChangementAdresse | None:
    """The change of a link that confirms, or None when it lapsed or was undone."""
    encore = ChangementAdresse.objects.filter(pk=changement_id, cree_le=cree_le, annule_le=None, cree_le__gt=_limite())
    return encore.select_related("compte").first()


def confirmer_changement(*, changement_id: int, cree_le: dt.datetime) -> Issue:
    """The new address becomes the sign-in of the account; the old address is told, and can undo it.

    The old address stays the account's until then (`oublier_anciens_changements`). Raises AdressePrise when
    another account took the new one meanwhile.
    """
    try:
        with transaction.atomic():
            changement = lire_changement(changement_id=changement_id, cree_le=cree_le)
            if changement is None:
                return Issue.PERIMEE
            compte = User.objects.select_for_update().get(pk=changement.compte_id)
            changement = ChangementAdresse.objects.select_for_update().filter(pk=changement_id, annule_le=None).first()
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


def liberer_adresses(compte: User, *adresses: str) -> None:
    """Let go of these addresses, in the caller's transaction, which holds the account's lock.

    Kept: the present one, one that the old mailbox can still ask back, and all of them once a candidature
    was ever attached, which may hold one as contact.
    """
    profil = getattr(compte, "profil", None)
    if profil is not None and profil.identite_verrouillee_le is not None:
        return
    encore = _annulables().filter(compte=compte).values_list("ancienne", flat=True)
    gardees = {adresse_normalisee(compte.email), *map(adresse_normalisee, encore)}
    cles = set(map(adresse_normalisee, adresses)) - gardees
    AdresseConnue.objects.filter(compte=compte, adresse_normalisee__in=cles).delete()


def oublier_anciens_changements() -> int:
    """Forget the changes whose links are all dead, and let go of the addresses that they replaced."""
    finis = ChangementAdresse.objects.filter(
        Q(confirme_le=None, cree_le__lte=_limite()) | Q(confirme_le__lte=clock.maintenant() - RETABLISSEMENT)
    )
    oublies = 0
    for compte_id in finis.order_by("compte").values_list("compte", flat=True).distinct():
        with transaction.atomic():
            compte = User.objects.select_for_update(skip_locked=True).filter(pk=compte_id).first()
            if compte is not None:
                liberer_adresses(compte, *finis.filter(compte=compte).values_list("ancienne", flat=True))
                oublies += finis.filter(compte=compte).delete()[0]
    return oublies


def _changer(compte: User, changement: ChangementAdresse) -> None:
    cle = adresse_normalisee(changement.nouvelle)
    donner_adresse(compte, changement.nouvelle)
    compte.save(update_fields=["identifiant", "email"])
    # The account first, then its address: the order of `creer_compte`, lest the two wait for each other.
    if not AdresseConnue.objects.filter(adresse_normalisee=cle, compte=compte).exists():
        AdresseConnue.objects.create(adresse_normalisee=cle, compte=compte)
    changement.confirme_le = clock.maintenant()
    changement.save(update_fields=["confirme_le"])
    ids: dict[str, int | str] = {"compte": compte.pk, "changement": changement.pk}
    post("compte.adresse_changee", ids=ids, cle=f"adresse-changee:{changement.pk}")


def donner_adresse(compte: User, adresse: str) -> None:
    """The address becomes the sign-in as well, except of a pupil, who keeps the login of the papillon; not saved."""
    if "@" in compte.identifiant:
        compte.identifiant = adresse_normalisee(adresse)
    compte.email = adresse


def _poster_confirmation(changement: ChangementAdresse) -> None:
    ids: dict[str, int | str] = {"compte": changement.compte_id, "changement": changement.pk}
    post("compte.adresse_a_confirmer", ids=ids, cle=f"adresse-a-confirmer:{changement.pk}:{uuid4()}")


def _limite() -> dt.datetime:
    return clock.maintenant() - dt.timedelta(hours=settings.ACTIVATION_HEURES)


def _annulables() -> QuerySet[ChangementAdresse]:
    return ChangementAdresse.objects.filter(confirme_le__gt=clock.maintenant() - RETABLISSEMENT, annule_le=None)
