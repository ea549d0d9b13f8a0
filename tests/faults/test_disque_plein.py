"""A real disk, of 256 kB, that gets full: uploads and pieces share it (I-17)."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cyclades.common import storage
from justificatifs.models import Depot
from tests.justificatifs import dossiers
from tests.justificatifs.test_disque_plein import GROS, PHRASE, deposer, ecrits

pytestmark = pytest.mark.django_db

TAILLE = 256 * 1024


@pytest.fixture
def disque(settings: Any, tmp_path: Path) -> Iterator[Path]:
    disque = tmp_path / "disque"
    disque.mkdir()
    monte = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={TAILLE}", "tmpfs", str(disque)],
        capture_output=True,
        text=True,
        check=False,
    )
    if monte.returncode:
        pytest.skip(f"un disque ne peut être monté ici : {monte.stderr.strip()}")
    settings.DEPOT_PRIVE, settings.FILE_UPLOAD_TEMP_DIR, settings.DEMO = disque / "fichiers", str(disque), True
    try:
        yield disque
    finally:
        subprocess.run(["umount", str(disque)], check=True)


def _remplir(disque: Path, libre: int) -> Path:
    """Fill it but for about `libre` bytes."""
    lest = disque / "lest"
    with lest.open("wb", buffering=0) as sortie:
        try:
            while True:
                sortie.write(b"x" * 4096)
        except OSError:
            sortie.truncate(max(0, sortie.tell() - libre))
    return lest


@pytest.mark.parametrize("libre", [0, 40_000, 120_000], ids=["rien", "moins que l'envoi", "l'envoi, pas la pièce"])
def test_full_disk_refuses_in_words_and_works_again_with_room(client: Client, disque: Path, libre: int) -> None:
    candidature = dossiers.candidature()
    lest = _remplir(disque, libre)
    reponse = deposer(client, candidature, GROS)
    assert (reponse.status_code, PHRASE in reponse.content.decode()) == (422, True)
    assert (Depot.objects.count(), ecrits(disque)) == (0, ["lest"])
    lest.unlink()
    assert deposer(client, candidature, GROS).status_code == 302
    depot = Depot.objects.get()
    assert storage.lire(depot.fichier, depot.sha256) == GROS
    assert ecrits(disque) == [depot.sha256]
