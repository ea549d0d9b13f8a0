"""The history of staff accounts (I-27): one line per act, in the transaction of the act."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from accounts.enums import Evenement
from accounts.models import EvenementPersonnel
from cyclades.common import clock

CONNEXIONS = (Evenement.CONNEXION, Evenement.CONNEXION_TELEPHONE, Evenement.CONNEXION_SECOURS)


def noter(
    *,
    personne: int,
    genre: Evenement,
    auteur: int | None,
    avant: dict[str, Any] | None = None,
    apres: dict[str, Any] | None = None,
    adresse_ip: str = "",
) -> EvenementPersonnel:
    """Add a line about the account `personne`; `auteur` is None for commands and tasks.

    `adresse_ip` is for sign-ins.
    """
    return EvenementPersonnel.objects.create(
        personne_id=personne,
        auteur_id=auteur,
        quand=clock.maintenant(),
        genre=genre,
        avant=avant or {},
        apres=apres or {},
        adresse_ip=adresse_ip[:50],
    )


def oublier_anciennes_connexions() -> int:
    """Erase the sign-ins older than `CONNEXIONS_JOURS`, with their IP addresses; the acts stay. Number of rows."""
    limite = clock.maintenant() - dt.timedelta(days=settings.CONNEXIONS_JOURS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cyclades.effacement = 'systeme:connexions'")
        return EvenementPersonnel.objects.filter(genre__in=CONNEXIONS, quand__lt=limite).delete()[0]
