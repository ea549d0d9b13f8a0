"""What every test of documents needs."""

from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings

from accounts.models import User
from cyclades.outbox.services import vider
from registrations.models import Candidature

from . import publications


@pytest.fixture(autouse=True)
def depot(settings: Settings, tmp_path: Path) -> Path:
    """The private storage, empty, and nobody else's; mails stay in memory."""
    settings.DEPOT_PRIVE = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return tmp_path


@pytest.fixture
def par(db: None) -> User:
    """Who publishes in Toulouse."""
    return publications.responsable("16")


@pytest.fixture
def trois(db: None) -> list[Candidature]:
    """Three saved candidatures of Toulouse, their own mails gone."""
    toutes = publications.inscrites(3)
    vider()
    mail.outbox.clear()
    return toutes
