"""« Ce n'est pas moi »: the old mailbox undoes a change of address, within 48 hours of its confirmation.

Whoever knows the password can move an account to a mailbox of their own; its person then reads it in the old one.
"""

import datetime as dt

from django.db import IntegrityError, transaction

from accounts.models import AdresseConnue, ChangementAdresse, User
from cyclades.common import clock
from cyclades.common.normalisation import adresse_normalisee
from cyclades.outbox.services import post

from .adresse import RETABLISSEMENT, Issue, donner_adresse, liberer_adresses
from .creation import AdressePrise, est_conflit_d_adresse


def lire_retablissement(*, changement_id: int, cree_le: dt.datetime) -> ChangementAdresse | None:
    """The change of a link that undoes (undone already or not), or None when it is too late."""
    recents = ChangementAdresse.objects.filter(confirme_le__gt=clock.maintenant() - RETABLISSEMENT)
    return recents.filter(pk=changement_id, cree_le=cree_le).exclude(ancienne="").select_related("compte").first()


def retablir_adresse(*, changement_id: int, cree_le: dt.datetime) -> tuple[Issue, User | None]:
    """The old address is the sign-in again, and the password is worth nothing: every session ends (I-28).

    Later changes are undone with this one. Both mailboxes are told; the old one gets the link to choose a
    password. Returns what was done and the account, as it is now. Raises AdressePrise when the old address
    is another's.
    """
    try:
        with transaction.atomic():
            lu = lire_retablissement(changement_id=changement_id, cree_le=cree_le)
            if lu is None:
                return Issue.PERIMEE, None
            compte = User.objects.select_for_update().get(pk=lu.compte_id)
            changement = lire_retablissement(changement_id=changement_id, cree_le=cree_le)
            if changement is None:
                return Issue.PERIMEE, None
            if changement.annule_le is not None:
                return Issue.DEJA, compte
            _retablir(compte, changement)
    except IntegrityError as erreur:
        if est_conflit_d_adresse(erreur):
            raise AdressePrise from erreur
        raise
    return Issue.CHANGEE, compte


def _retablir(compte: User, changement: ChangementAdresse) -> None:
    cle = adresse_normalisee(changement.ancienne)
    donner_adresse(compte, changement.ancienne)
    compte.set_unusable_password()
    compte.save(update_fields=["identifiant", "email", "password"])
    if not AdresseConnue.objects.filter(adresse_normalisee=cle, compte=compte).exists():
        AdresseConnue.objects.create(adresse_normalisee=cle, compte=compte)
    ChangementAdresse.objects.filter(compte=compte, confirme_le=None).delete()
    depuis = ChangementAdresse.objects.filter(compte=compte, pk__gte=changement.pk, annule_le=None)
    defaits = list(depuis.order_by("pk"))
    ChangementAdresse.objects.filter(pk__in=[d.pk for d in defaits]).update(annule_le=clock.maintenant())
    liberer_adresses(compte, *(d.nouvelle for d in defaits))
    for genre, lequel in (("retablie", changement), ("retiree", defaits[-1])):
        ids: dict[str, int | str] = {"compte": compte.pk, "changement": lequel.pk}
        post(f"compte.adresse_{genre}", ids=ids, cle=f"adresse-{genre}:{changement.pk}")
