"""The sentence that a service adds to its reminders: in the mail, and in the preview that staff read first."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cyclades.outbox import services as outbox
from justificatifs.services.relances import relancer
from sessions_cfg.models import ServiceInscription
from tests.usines import personnel

from . import dossiers

pytestmark = pytest.mark.django_db
PHRASE = "Le rectorat est fermé <le vendredi> : n'attendez pas."


@pytest.fixture
def service(horloge: Callable[[str], None]) -> ServiceInscription:
    horloge("2021-11-20T10:00+01:00")
    return dossiers.service_ouvert(pieces_fermeture="2021-12-07T00:00+01:00", relance_j7=False, relance_texte=PHRASE)


def _apercu(service: ServiceInscription, academie: str = "16") -> tuple[int, str]:
    client = Client()
    client.force_login(personnel(academie), backend="accounts.backends.IdentifiantBackend")
    page = client.get(reverse("gestion:justificatifs_pieceattendue_relance", args=[service.pk]))
    return page.status_code, page.content.decode().replace("&#x27;", "'")


def test_sentence_of_the_service_is_in_its_reminder(
    service: ServiceInscription, horloge: Callable[[str], None]
) -> None:
    dossiers.candidature(service=service)
    outbox.vider()
    mail.outbox.clear()
    horloge("2021-12-04T10:00+01:00")
    relancer()
    outbox.vider()
    assert PHRASE in mail.outbox[0].body
    assert "Le rectorat est fermé &lt;le vendredi&gt;" in str(mail.outbox[0].alternatives[0][0])  # type: ignore[attr-defined]


def test_preview_is_the_mail_and_says_when_it_leaves(service: ServiceInscription) -> None:
    statut, page = _apercu(service)
    assert statut == 200
    assert "part deux jours avant, le dernier jour, à qui n'a pas tout envoyé" in page
    assert "Le rectorat est fermé &lt;le vendredi&gt;" in page
    assert "Date limite : 06/12/2021 à 23:59 (dans 2 jours)." in page
    assert "votre candidature sera annulée" not in page


def test_preview_of_a_service_that_reminds_nobody_says_so(service: ServiceInscription) -> None:
    reglages = dict.fromkeys(("relance_j2", "relance_jour"), False)
    ServiceInscription.objects.filter(pk=service.pk).update(**reglages, relance_texte="")
    page = _apercu(service)[1]
    assert "ce service n'envoie aucune relance" in page
    assert "Votre service n'y ajoute rien" in page


def test_preview_is_for_the_academie_of_the_service(service: ServiceInscription) -> None:
    assert _apercu(service, "23")[0] == 404
