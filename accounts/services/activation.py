"""Activation, once, within 48 hours of creation, by the account's own link (I-02, I-03)."""

import datetime as dt
import enum

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from accounts.models import AdresseConnue, User
from cyclades.common.normalisation import adresse_normalisee

from .creation import (
    AdressePrise,
    adresse_prise,
    effacer_perime,
    est_conflit_d_adresse,
    limite_activation,
    poster_activation,
)

CORRECTIONS_MAX = 3

# One statement: the row lock decides between two clicks, and between a click and the purge. The number is drawn in
# the same statement, so that an activated account always has one (I-06). The instant is read once: what is recorded
# is what the 48 hours were judged by (I-02).
_ACTIVER = """
WITH horloge AS MATERIALIZED (SELECT cyclades_maintenant() AS instant)
UPDATE accounts_user
   SET is_active = true,
       active_le = GREATEST(cree_le, instant),
       numero_candidat = '0' || to_char(instant AT TIME ZONE 'Europe/Paris', 'YY')
                             || lpad(nextval('accounts_numero_candidat')::text, 8, '0')
  FROM horloge
 WHERE id = %s AND cree_le = %s AND corrections = %s AND active_le IS NULL AND NOT is_staff
   AND cree_le > instant - make_interval(hours => %s)
"""


class Issue(enum.Enum):
    """What a click on « Activer mon compte » did."""

    ACTIVE = "active"
    DEJA_ACTIF = "deja_actif"
    PERIME = "perime"


def activer(*, compte_id: int, cree_le: dt.datetime, corrections: int = 0) -> Issue:
    """Activate the account created at `cree_le`, or say that it is already, or that it is too late.

    The clock is the portal's, read by the database when it writes. An erased account is PERIME, and so is the
    link of an address corrected since (`corrections` is its rank).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ACTIVER, [compte_id, cree_le, corrections, settings.ACTIVATION_HEURES])
        if cursor.rowcount == 1:
            return Issue.ACTIVE
    deja = User.objects.filter(pk=compte_id, cree_le=cree_le, corrections=corrections, active_le__isnull=False)
    return Issue.DEJA_ACTIF if deja.exists() else Issue.PERIME


def compte_du_lien(*, compte_id: int, cree_le: dt.datetime, corrections: int = 0) -> User | None:
    """The account of a link, active or not; None when it is erased, too old, or its address was corrected since."""
    compte = User.objects.filter(pk=compte_id, cree_le=cree_le, corrections=corrections, is_staff=False).first()
    if compte is None or (compte.active_le is None and compte.cree_le <= limite_activation()):
        return None
    return compte


def renvoyer_activation(*, compte_id: int) -> bool:
    """Post the activation mail again; False when the account is active, erased or too old.

    The 48 hours still run from the creation, and the links already sent stay valid.
    """
    with transaction.atomic():
        compte = User.objects.select_for_update().filter(pk=compte_id, active_le=None).first()
        if compte is None or compte.cree_le <= limite_activation():
            return False
        poster_activation(compte)
    return True


class TropDeCorrections(Exception):
    """The address of this account was corrected CORRECTIONS_MAX times already: create another account."""


def corriger_adresse(*, compte_id: int, nouvelle: str) -> bool:
    """Give an account that waits for its activation another mail address, and send the mail there.

    The links sent to the old address are worth nothing any more, which is free again at once; the 48 hours still
    run from the creation. False when the account is active, erased or too old. Raises AdressePrise (I-01),
    TropDeCorrections. The caller has made sure that the person is the one who created the account.
    """
    cle = adresse_normalisee(nouvelle)
    try:
        with transaction.atomic():
            compte = User.objects.select_for_update().filter(pk=compte_id, active_le=None, is_staff=False).first()
            if compte is None or compte.cree_le <= limite_activation():
                return False
            if compte.corrections >= CORRECTIONS_MAX:
                raise TropDeCorrections
            if cle != compte.identifiant:
                effacer_perime(cle)
                if adresse_prise(nouvelle, sauf_compte=compte.pk):
                    raise AdressePrise
            avant, compte.identifiant, compte.email = compte.identifiant, cle, nouvelle
            compte.corrections += 1
            compte.save(update_fields=["identifiant", "email", "corrections"])
            # The account first, then its address: the order of `creer_compte`, lest the two wait for each other.
            if cle != avant:
                AdresseConnue.objects.filter(compte=compte).update(adresse_normalisee=cle)
            poster_activation(compte)
    except IntegrityError as erreur:
        if est_conflit_d_adresse(erreur):
            raise AdressePrise from erreur
        raise
    return True
