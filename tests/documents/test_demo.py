"""The documents of the demonstration: a convocation to open, a relevé that nobody sees yet; twice changes nothing."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from accounts.services.demo import CONVOQUE
from cyclades.common import clock
from cyclades.outbox.services import vider
from documents.enums import Kind
from documents.models import DocumentVersion, Lot
from registrations.models import Candidature

pytestmark = pytest.mark.django_db
PENDANT_LES_INSCRIPTIONS = "2021-11-10T13:00+01:00"


def test_the_demonstration_shows_a_convocation_and_holds_a_releve(
    client: Client, settings: Settings, horloge: Any
) -> None:
    settings.DEMO = True
    horloge(PENDANT_LES_INSCRIPTIONS)
    for _ in range(2):
        call_command("demo", verbosity=0)
        call_command("demo_documents", verbosity=0)
    vider()
    candidature = Candidature.objects.get(compte__identifiant=CONVOQUE)
    client.force_login(User.objects.get(identifiant=CONVOQUE))
    page = client.get(reverse("documents:liste", args=[candidature.numeros])).content.decode()

    assert "Convocation aux épreuves [PDF]" in page
    assert "Relevé de notes" not in page
    assert Lot.objects.count() == 2
    releve = DocumentVersion.objects.get(document__kind=Kind.RELEVE)
    assert (releve.etat, releve.publie_le > clock.maintenant() + dt.timedelta(days=29)) == ("produit", True)


def test_without_a_registered_candidate_nothing_is_published(settings: Settings) -> None:
    settings.DEMO = True

    call_command("demo_documents", verbosity=0)

    assert not Lot.objects.exists()


def test_outside_a_demonstration_it_is_refused(settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="refusé ici"):
        call_command("demo_documents")
