"""What a member of staff and a candidate read of an act: words, and nothing sent to nobody."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cyclades.outbox.services import vider
from registrations.enums import Origine
from registrations.services.actes import ecarter
from registrations.services.desinscription import desinscrire
from tests.usines import personnel

from . import dossiers, eleves
from .rectifications import CLOS

pytestmark = pytest.mark.django_db
OUVERT = "2021-11-10T13:00+01:00"


def test_journal_reads_states_in_french(client: Client, horloge: Callable[[str], None]) -> None:
    horloge(OUVERT)
    agent, candidature = personnel("16"), dossiers.candidature()
    ecarter(candidature_id=candidature.pk, vu="inscrit", par=agent, motif="Doublon.")
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")

    page = client.get(reverse("gestion:registrations_candidature_change", args=[candidature.pk])).content.decode()

    assert "écartée (Inscrit → Écarté par le gestionnaire)" in page


def test_desinscription_without_any_address_is_done_without_mail(horloge: Callable[[str], None]) -> None:
    horloge(OUVERT)
    compte = eleves.eleve()
    type(compte).objects.filter(pk=compte.pk).update(email="")
    candidature = eleves.preinscrite(compte, origine=Origine.REDOUBLANT, saisie={}, classe="")
    desinscrire(candidature=candidature)
    mail.outbox.clear()

    assert vider() > 0

    assert mail.outbox == []


def test_address_page_says_that_the_confirmation_is_to_be_signed_again(
    client: Client, horloge: Callable[[str], None]
) -> None:
    horloge(OUVERT)
    candidature = dossiers.candidature()
    horloge(CLOS)
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")

    page = client.get(reverse("registrations:coordonnees", args=[candidature.numeros])).content.decode()

    assert "est à signer et à envoyer, même si vous avez déjà envoyé la précédente" in page
