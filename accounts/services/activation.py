"""Activation, once, within 48 hours of creation, by the account's own link (I-02, I-03)."""

import datetime as dt
import enum

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User

from .creation import limite_activation, poster_activation

# One statement: the row lock decides between two clicks, and between a click and the purge. The
# number is drawn in the same statement, so that an activated account always has one (I-06).
_ACTIVER = """
UPDATE accounts_user
   SET is_active = true,
       active_le = GREATEST(cree_le, cyclades_maintenant()),
       numero_candidat = '0' || to_char(cyclades_maintenant() AT TIME ZONE 'Europe/Paris', 'YY')
                             || lpad(nextval('accounts_numero_candidat')::text, 8, '0')
 WHERE id = %s AND cree_le = %s AND active_le IS NULL AND NOT is_staff
   AND cree_le > cyclades_maintenant() - make_interval(hours => %s)
"""


class Issue(enum.Enum):
    """What a click on « Activer mon compte » did."""

    ACTIVE = "active"
    DEJA_ACTIF = "deja_actif"
    PERIME = "perime"


def activer(*, compte_id: int, cree_le: dt.datetime) -> Issue:
    """Activate the account created at `cree_le`, or say that it is already, or that it is too late.

    The clock is the portal's, read by the database when it writes. An erased account is PERIME.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ACTIVER, [compte_id, cree_le, settings.ACTIVATION_HEURES])
        if cursor.rowcount == 1:
            return Issue.ACTIVE
    deja = User.objects.filter(pk=compte_id, cree_le=cree_le, active_le__isnull=False).exists()
    return Issue.DEJA_ACTIF if deja else Issue.PERIME


def etat(*, compte_id: int, cree_le: dt.datetime) -> Issue | None:
    """What a click would meet: DEJA_ACTIF, PERIME, or None when the account can be activated."""
    compte = User.objects.filter(pk=compte_id, cree_le=cree_le, is_staff=False).first()
    if compte is None:
        return Issue.PERIME
    if compte.active_le is not None:
        return Issue.DEJA_ACTIF
    return Issue.PERIME if compte.cree_le <= limite_activation() else None


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
