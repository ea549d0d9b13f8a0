"""The relay: leases due rows and hands their ids to Celery (decision 5, I-21).

No web request talks to the broker: this process does, alone. A row stays in PostgreSQL until its
worker has committed, so that a dead, frozen or emptied Redis delays work and loses none.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from cyclades.common import clock

from .models import Etat, Message
from .registry import FILES
from .services import BAIL, battre

journal = logging.getLogger(__name__)

PAS = 0.5
EN_FILE_MAX = 100
BATTEMENT = dt.timedelta(seconds=15)
# Celery's default is to try for ever: a frozen Redis would freeze the relay too.
SANS_INSISTER = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}


class CourtierInjoignable(Exception):
    """Redis does not answer."""


class Courtier:
    """The broker as the relay sees it: how long a queue is, and handing it an id."""

    def __init__(self, adresse: str | None = None) -> None:
        self._adresse = adresse
        self._connexion: Any = None

    def _ouvrir(self) -> Any:
        if self._connexion is None:
            options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **SANS_INSISTER}
            self._connexion = current_app.connection_for_write(self._adresse, transport_options=options)
        return self._connexion

    def place(self, file: str) -> int:
        """How many more ids may wait in the queue: work waits in PostgreSQL rather than in Redis."""
        return EN_FILE_MAX - int(self._faire(lambda c: c.default_channel.client.llen(file)))

    def confier(self, message_id: int, file: str) -> None:
        """Hand one id over; raises CourtierInjoignable."""
        self._faire(
            lambda c: current_app.send_task(
                "cyclades.outbox.traiter", args=[message_id], queue=file, connection=c, retry=False
            )
        )

    def _faire(self, action: Callable[[Any], Any]) -> Any:
        try:
            return action(self._ouvrir())
        except Exception as erreur:  # kombu wraps some failures and lets others through
            self.fermer()
            raise CourtierInjoignable(type(erreur).__name__) from erreur

    def fermer(self) -> None:
        """Forget the connection; the next use opens another."""
        ancienne, self._connexion = self._connexion, None
        if ancienne is not None:
            ancienne.release()


def louer(file: str, nombre: int) -> list[int]:
    """Lease up to `nombre` due rows of a queue for 60 s and return their ids, oldest first."""
    instant = clock.temps_reel()
    with transaction.atomic():
        ids = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(Q(bail_jusqu_a=None) | Q(bail_jusqu_a__lte=instant))
            .filter(etat=Etat.A_FAIRE, a_faire_le__lte=instant, file=file)
            .order_by("a_faire_le", "pk")
            .values_list("pk", flat=True)[:nombre]
        )
        Message.objects.filter(pk__in=ids).update(bail_jusqu_a=instant + BAIL)
    return ids


def rendre(ids: list[int]) -> None:
    """Give up the leases of rows that could not be handed over."""
    Message.objects.filter(pk__in=ids, etat=Etat.A_FAIRE).update(bail_jusqu_a=None)


def un_tour(courtier: Courtier) -> int:
    """Hand over what is due now, queue by queue; the number of rows.

    Raises CourtierInjoignable when Redis does not answer, and database errors as they come.
    """
    instant = clock.temps_reel()
    attendues = set(
        Message.objects.filter(Q(bail_jusqu_a=None) | Q(bail_jusqu_a__lte=instant))
        .filter(etat=Etat.A_FAIRE, a_faire_le__lte=instant)
        .order_by()
        .values_list("file", flat=True)
        .distinct()
    )
    confies = 0
    for file in (f for f in FILES if f in attendues):
        place = courtier.place(file)
        ids = louer(file, place) if place > 0 else []
        for rang, message_id in enumerate(ids):
            try:
                courtier.confier(message_id, file)
            except CourtierInjoignable:
                rendre(ids[rang:])
                raise
            confies += 1
    return confies


def boucler(arret: threading.Event, courtier: Courtier | None = None) -> None:
    """Relay until `arret` is set; survives restarts of PostgreSQL and of Redis."""
    courtier = courtier or Courtier()
    panne = ""
    dernier: dt.datetime | None = None
    while not arret.is_set():
        pause = PAS
        try:
            un_tour(courtier)
            if dernier is None or clock.temps_reel() - dernier >= BATTEMENT:
                battre("relais")
                dernier = clock.temps_reel()
            nouvelle = ""
        except CourtierInjoignable as erreur:
            nouvelle, pause = f"Redis injoignable ({erreur}), le travail attend dans PostgreSQL", 2.0
        except (OperationalError, InterfaceError) as erreur:
            connection.close()
            nouvelle, pause = f"PostgreSQL injoignable ({type(erreur).__name__})", 1.0
        if nouvelle != panne:
            journal.warning("relais: %s", nouvelle or "tout répond de nouveau")
            panne = nouvelle
        arret.wait(pause)
    courtier.fermer()
