"""« Ouverture des services »."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions_cfg import queries
from sessions_cfg.models import Session

pytestmark = pytest.mark.django_db
URL = "/ouverture-des-services/"


def _texte(client: Client, **choix: str | int) -> str:
    return client.get(URL, choix).content.decode()


@pytest.mark.parametrize(
    ("instant", "etat"),
    [
        ("2021-10-31T12:00+01:00", "À venir"),
        ("2021-11-10T13:00+01:00", "Ouvert"),
        ("2021-11-29T18:00+01:00", "Fermé"),
    ],
)
def test_period_of_toulouse_with_its_state(
    client: Client, horloge: Callable[[str], None], instant: str, etat: str
) -> None:
    horloge(instant)
    session = Session.objects.get(examen="CAP", mois="2022-06-01")
    page = _texte(client, domaine="Examen", session=session.pk, academie="16")
    assert "du 01 novembre 2021 08:00 au 29 novembre 2021 18:00 (heure de Paris)" in page
    assert page.count('class="carte"') == 1
    assert f">{etat}</span>" in page


def test_overseas_service_shows_both_hours(client: Client) -> None:
    page = _texte(client, academie="31")
    assert "du 18 octobre 2023 08:00 au 17 novembre 2023 17:00 (heure locale)" in page
    assert "du 18 octobre 2023 14:00 au 17 novembre 2023 22:00 (heure de Paris)" in page


def test_nothing_configured_says_so(client: Client) -> None:
    page = _texte(client, academie="14")
    assert "Aucun service n'est ouvert pour ce choix" in page.replace("&#x27;", "'")
    assert 'class="carte"' not in page


@pytest.mark.parametrize("session", ["abc", "-1", "999999", "1 OR 1", "\x00"])
def test_wrong_session_shows_an_error_and_no_period(client: Client, session: str) -> None:
    reponse = client.get(URL, {"session": session})
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert 'class="carte"' not in page
    assert "resume-erreurs" in page or "aria-invalid" in page


def test_post_is_refused(client: Client) -> None:
    assert client.post(URL).status_code == 405


def test_query_count_is_the_same_for_one_and_many_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(URL)
    assert queries.services_filtres(academie="31").count() == 1
    assert queries.services_filtres().count() > 3
    with django_assert_num_queries(4):
        client.get(URL, {"academie": "31"})
    with django_assert_num_queries(4):
        client.get(URL)
