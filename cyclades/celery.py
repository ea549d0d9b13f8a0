"""Celery application; tasks live in each app's `tasks.py`, periodic work is declared here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.dev")

app = Celery("cyclades")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
