"""A disk that takes no more: a sentence, nothing half written, no row; and all works again with room (I-17).

Here the process itself may not write more than 20 kB; `tests/faults/test_disque_plein.py` fills a real disk.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cyclades.common import storage
from justificatifs.models import Depot
from registrations.models import Candidature

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db

GROS = pdf() + b"\n" * 90_000
PHRASE = "Le portail ne peut garder aucun fichier en ce moment"


@contextmanager
def disque_plein() -> Iterator[None]:
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, dure))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))


@pytest.fixture
def candidature(settings: Any, tmp_path: Path) -> Candidature:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return dossiers.candidature()


def deposer(client: Client, candidature: Candidature, octets: bytes) -> Any:
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    piece = dossiers.piece(candidature, "confirmation")
    adresse = reverse("justificatifs:ajouter", args=[candidature.numeros, piece.pk])
    return client.post(adresse, {"fichier": envoi(octets, "confirmation.pdf")})


def ecrits(dossier: Path) -> list[str]:
    return [f.name for f in dossier.rglob("*") if f.is_file()]


def test_upload_that_cannot_be_written_is_refused_in_words(
    client: Client, candidature: Candidature, tmp_path: Path
) -> None:
    with disque_plein():
        reponse = deposer(client, candidature, GROS)
    assert (reponse.status_code, PHRASE in reponse.content.decode()) == (422, True)
    assert (Depot.objects.count(), ecrits(tmp_path)) == (0, [])
    assert deposer(client, candidature, GROS).status_code == 302
    assert len(ecrits(tmp_path / "fichiers")) == 1


def test_depository_that_cannot_be_written_leaves_neither_row_nor_file(
    client: Client, candidature: Candidature, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file came whole, and was examined; only then is the disk full."""
    ranger = storage.deposer

    def au_dernier_moment(*args: Any, **options: Any) -> Any:
        with disque_plein():
            return ranger(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(storage, "deposer", au_dernier_moment)
        reponse = deposer(client, candidature, GROS)
    assert (reponse.status_code, PHRASE in reponse.content.decode()) == (422, True)
    assert (Depot.objects.count(), ecrits(tmp_path)) == (0, [])
    assert deposer(client, candidature, GROS).status_code == 302
