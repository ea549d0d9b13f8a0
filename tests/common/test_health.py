"""/healthz and /readyz tell supervisors the truth."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from cyclades.common import clock
from cyclades.outbox.models import Battement
from tests.usines import compte_candidat


def test_healthz_answers_without_a_database(client: Client) -> None:
    reponse = client.get("/healthz")

    assert (reponse.status_code, reponse.json()) == (200, {"etat": "ok"})


@pytest.mark.django_db
def test_readyz_when_all_is_there(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"

    reponse = client.get("/readyz")

    assert reponse.status_code == 200
    assert reponse.json() == {
        "etat": "ok",
        "base": True,
        "stockage": True,
        "redis": True,
        "relais": None,
        "purge": None,
    }
    assert list((tmp_path / "fichiers").iterdir()) == []


@pytest.mark.django_db
def test_readyz_without_redis_is_degraded_and_serves(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE, settings.REDIS_URL = tmp_path, "redis://127.0.0.1:1/0"

    reponse = client.get("/readyz")

    assert (reponse.status_code, reponse.json()["etat"]) == (200, "degrade")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nom", "secondes", "a_l_heure"),
    [("purge", 890, True), ("purge", 910, False), ("relais", 50, True), ("relais", 70, False)],
)
def test_readyz_tells_a_periodic_work_that_is_late(
    client: Client, settings: Settings, tmp_path: Path, nom: str, secondes: int, a_l_heure: bool
) -> None:
    settings.DEPOT_PRIVE = tmp_path
    Battement.objects.create(nom=nom, le=clock.temps_reel() - dt.timedelta(seconds=secondes))

    reponse = client.get("/readyz")

    assert (reponse.status_code, reponse.json()[nom]) == (200, a_l_heure)
    assert reponse.json()["etat"] == ("ok" if a_l_heure else "degrade")


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "purge"), [(14, None), (16, False)])
def test_readyz_tells_an_account_kept_longer_than_it_may_be(
    client: Client, settings: Settings, tmp_path: Path, minutes: int, purge: bool | None
) -> None:
    settings.DEPOT_PRIVE = tmp_path
    compte = compte_candidat(actif=False)
    User.objects.filter(pk=compte.pk).update(cree_le=compte.cree_le - dt.timedelta(hours=48, minutes=minutes))

    assert client.get("/readyz").json()["purge"] is purge


@pytest.mark.django_db
def test_readyz_without_storage_is_unavailable(client: Client, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "occupe").touch()
    settings.DEPOT_PRIVE = tmp_path / "occupe"

    reponse = client.get("/readyz")

    assert (reponse.status_code, reponse.json()["stockage"]) == (503, False)


@pytest.mark.django_db
def test_readyz_with_a_rehearsal_clock_in_production_is_unavailable(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.DEPOT_PRIVE = tmp_path
    clock.regler(dt.timedelta(days=1))
    settings.HORLOGE_REGLABLE = False

    reponse = client.get("/readyz")

    assert (reponse.status_code, reponse.json()["base"]) == (503, False)


def test_readyz_without_a_database_is_unavailable(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("cyclades.health.connection.cursor", refuse)

    assert client.get("/readyz").status_code == 503
