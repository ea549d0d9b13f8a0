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
# Periodic work goes through the broker only to be started: each task finds its work in PostgreSQL,
# so that a run missed while Redis was down is made up by the next one. `expires`: no pile of old runs.
app.conf.beat_schedule = {
    PURGE: {
        "task": "accounts.purger",
        "schedule": 300.0,
        "options": {"expires": 280, "queue": "bulk"},
    },
    "comptes inactifs": {
        "task": "accounts.inactifs",
        "schedule": 3600.0,
        "options": {"expires": 3500, "queue": "bulk"},
    },
    "analyses en attente": {
        "task": "justificatifs.reprendre_analyses",
        "schedule": 600.0,
        "options": {"expires": 550, "queue": "scans"},
    },
    "relances de pièces": {
        "task": "justificatifs.relancer",
        "schedule": 3600.0,
        "options": {"expires": 3500, "queue": "bulk"},
    },
    "annulations sans confirmation": {
        "task": "justificatifs.annuler",
        "schedule": 3600.0,
        "options": {"expires": 3500, "queue": "bulk"},
    },
    "rapprochement des fichiers": {
        "task": "justificatifs.rapprocher",
        "schedule": 3600.0,
        "options": {"expires": 3500, "queue": "bulk"},
    },
    "conservation des pièces": {
        "task": "justificatifs.effacer",
        "schedule": 3600.0,
        "options": {"expires": 3500, "queue": "bulk"},
    },
    "conservation des imports": {
        "task": "registrations.effacer",
        "schedule": 3600.0,
        "options": {"expires": 3500, "queue": "bulk"},
    },
    "papillons de connexion": {
        "task": "documents.papillons_menage",
        "schedule": 3600.0,
        "options": {"expires": 3500, "queue": "bulk"},
    },
    "ménage": {"task": "accounts.menage", "schedule": 3600.0, "options": {"expires": 3500, "queue": "bulk"}},
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
