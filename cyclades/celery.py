"""Celery application; tasks live in each app's `tasks.py`, periodic work is declared here."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.dev")

PURGE = "purge des comptes non activés"

app = Celery("cyclades")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_default_queue = "mails"


def _travail(tache: str, secondes: int, file: str = "bulk") -> dict[str, Any]:
    """A task every so many seconds; it `expires` before its next run, so that old runs make no pile."""
    attente = secondes - secondes // 15
    return {"task": tache, "schedule": float(secondes), "options": {"expires": attente, "queue": file}}


HEURE = 3600
# Periodic work goes through the broker only to be started: each task finds its work in PostgreSQL,
# so that a run missed while Redis was down is made up by the next one.
app.conf.beat_schedule = {
    PURGE: _travail("accounts.purger", 300),
    "comptes inactifs": _travail("accounts.inactifs", HEURE),
    "analyses en attente": _travail("justificatifs.reprendre_analyses", 600, "scans"),
    "relances de pièces": _travail("justificatifs.relancer", HEURE),
    "annulations sans confirmation": _travail("justificatifs.annuler", HEURE),
    "rapprochement des fichiers": _travail("justificatifs.rapprocher", HEURE),
    "conservation des pièces": _travail("justificatifs.effacer", HEURE),
    "conservation des imports": _travail("registrations.effacer", HEURE),
    "papillons de connexion": _travail("documents.papillons_menage", HEURE),
    "ménage": _travail("accounts.menage", HEURE),
}
app.autodiscover_tasks()


def garder_les_journaux(**_: Any) -> None:
    """Celery leaves logging as Django's settings have set it up (no personal datum, JSON in production)."""


setup_logging.connect(garder_les_journaux)


def purger_au_demarrage(**_: Any) -> None:
    """After a stop, however long: what should have been erased meanwhile does not wait five minutes more (I-04)."""
    travail = app.conf.beat_schedule[PURGE]
    try:
        app.send_task(travail["task"], retry=False, **travail["options"])
    except Exception as erreur:  # the broker is away: the schedule will come to it
        logging.getLogger(__name__).warning("purge non demandée au démarrage : %s", type(erreur).__name__)


beat_init.connect(purger_au_demarrage)
