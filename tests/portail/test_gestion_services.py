"""The calendar in `/gestion/`: read by its académie, moved by its responsable, at once effective."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from cyclades.common import clock
from sessions_cfg.models import ServiceInscription
from tests.usines import personnel, service_de_test

pytestmark = pytest.mark.django_db

LISTE = "gestion:sessions_cfg_serviceinscription_changelist"


@pytest.fixture
def service() -> ServiceInscription:
    maintenant = clock.maintenant()
    return service_de_test(ouverture=maintenant - dt.timedelta(days=1), fermeture=maintenant + dt.timedelta(days=1))


def _adresse(service: ServiceInscription) -> str:
    return reverse("gestion:sessions_cfg_serviceinscription_change", args=[service.pk])


def _champs(service: ServiceInscription, fermeture: dt.datetime) -> dict[str, str]:
    donnees = {"instructions": "", "lien_handicap": ""}
    for nom, instant in (
        ("ouverture", service.ouverture),
        ("fermeture", fermeture),
        ("pieces_ouverture", None),
        ("pieces_fermeture", service.pieces_fermeture),
    ):
        donnees[nom] = f"{instant.astimezone(clock.PARIS):%d/%m/%Y %H:%M:%S}" if instant else ""
    return donnees


def _entrer(client: Client, *academies: str, role: Role = Role.RESPONSABLE) -> Client:
    client.force_login(personnel(*academies, role=role), backend="accounts.backends.IdentifiantBackend")
    return client


def test_responsable_moves_a_closing_and_it_is_written_down(client: Client, service: ServiceInscription) -> None:
    fermeture = (clock.maintenant() + dt.timedelta(days=5)).replace(microsecond=0)
    page = _entrer(client, "16").get(_adresse(service))
    assert page.status_code == 200
    assert client.post(_adresse(service), _champs(service, fermeture)).status_code == 302
    service.refresh_from_db()
    assert service.fermeture == fermeture
    assert "Fermeture" in LogEntry.objects.get().get_change_message()


def test_closing_before_opening_is_explained(client: Client, service: ServiceInscription) -> None:
    reponse = _entrer(client, "16").post(_adresse(service), _champs(service, service.ouverture - dt.timedelta(days=1)))
    assert reponse.status_code == 200
    assert "doit précéder la fermeture" in reponse.content.decode()
    service.refresh_from_db()
    assert service.fermeture > service.ouverture


def test_closing_moved_over_the_next_period_is_explained(client: Client, service: ServiceInscription) -> None:
    """The session is not in the form, so that Django alone would leave it to the database: an error page."""
    suivante = service.fermeture + dt.timedelta(days=2)
    service_de_test(ouverture=suivante, fermeture=suivante + dt.timedelta(days=9), public=service.public)

    reponse = _entrer(client, "16").post(_adresse(service), _champs(service, suivante + dt.timedelta(days=1)))

    assert reponse.status_code == 200
    assert "Un autre service de cette académie couvre déjà une partie de cette période." in reponse.content.decode()
    service.refresh_from_db()
    assert service.fermeture < suivante


def test_gestionnaire_reads_and_cannot_change(client: Client, service: ServiceInscription) -> None:
    _entrer(client, "16", role=Role.GESTIONNAIRE)
    assert client.get(_adresse(service)).status_code == 200
    assert client.post(_adresse(service), _champs(service, clock.maintenant())).status_code == 403


def test_other_academie_is_unknown(client: Client, service: ServiceInscription) -> None:
    _entrer(client, "23")
    assert client.get(_adresse(service)).status_code == 404
    assert client.post(_adresse(service), _champs(service, clock.maintenant())).status_code == 404
    for suffixe in ("history/", "delete/"):
        assert client.get(_adresse(service).replace("change/", suffixe)).status_code in (403, 404)
    page = client.get(reverse(LISTE))
    assert page.status_code == 200
    assert {s.academie_id for s in page.context["cl"].result_list} == {"23"}
    assert "Toulouse" not in page.content.decode().title()


def test_nobody_adds_nor_deletes(client: Client, service: ServiceInscription) -> None:
    _entrer(client, "16")
    assert client.get(reverse("gestion:sessions_cfg_serviceinscription_add")).status_code == 403
    assert client.post(reverse("gestion:sessions_cfg_serviceinscription_delete", args=[service.pk])).status_code == 403


def test_list_asks_the_database_the_same_for_one_and_three_services(
    client: Client, service: ServiceInscription
) -> None:
    _entrer(client, "16")
    comptes = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse(LISTE))
        comptes.append(len(requetes))
        for jours in (100, 200):
            debut = clock.maintenant() + dt.timedelta(days=jours)
            service_de_test(ouverture=debut, fermeture=debut + dt.timedelta(days=1))
    assert comptes[0] == comptes[1]
