"""/healthz and /readyz tell supervisors the truth."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from cyclades.common import clock


def test_healthz_answers_without_a_database(client: Client) -> None:
    reponse = client.get("/healthz")

    assert (reponse.status_code, reponse.json()) == (200, {"etat": "ok"})


@pytest.mark.django_db
def test_readyz_when_all_is_there(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"

    reponse = client.get("/readyz")

    assert reponse.status_code == 200
    assert reponse.json() == {"etat": "ok", "base": True, "stockage": True, "redis": True}
    assert list((tmp_path / "fichiers").iterdir()) == []


@pytest.mark.django_db
def test_readyz_without_redis_is_degraded_and_serves(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE, settings.REDIS_URL = tmp_path, "redis://127.0.0.1:1/0"

    reponse = client.get("/readyz")

    assert (reponse.status_code, reponse.json()["etat"]) == (200, "degrade")


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
