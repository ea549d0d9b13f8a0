"""Private storage: write once, verify on read, nothing half written under a final name."""

import hashlib
import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import Settings

from cyclades.common import storage

CONTENU = b"%PDF-1.7 contenu" * 5000


@pytest.fixture(autouse=True)
def depot(settings: Settings, tmp_path: Path) -> Path:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.ACCEL = ""
    return tmp_path / "fichiers"


def fichiers(depot: Path) -> list[Path]:
    return [f for f in depot.rglob("*") if f.is_file()]


@pytest.mark.parametrize("flux", [CONTENU, io.BytesIO(CONTENU), [CONTENU[:10], CONTENU[10:]]], ids=type)
def test_deposer_names_the_file_after_its_bytes(flux: object, depot: Path) -> None:
    depose = storage.deposer(flux, racine="pieces/12")  # type: ignore[arg-type]

    attendu = hashlib.sha256(CONTENU).hexdigest()
    assert depose == storage.FichierDepose(attendu, len(CONTENU), f"pieces/12/{attendu[:2]}/{attendu}")
    assert [f.relative_to(depot).as_posix() for f in fichiers(depot)] == [depose.nom]
    with storage.ouvrir(depose.nom) as lu:
        assert lu.read() == CONTENU


def test_deposer_the_same_bytes_twice_gives_one_file_and_repairs_it(depot: Path) -> None:
    premier = storage.deposer(CONTENU)
    (depot / premier.nom).chmod(0o600)
    (depot / premier.nom).write_bytes(b"abime")

    second = storage.deposer(CONTENU)

    assert second == premier
    assert len(fichiers(depot)) == 1
    storage.verifier(second.nom, second.sha256)


def test_verifier_refuses_one_flipped_bit(depot: Path) -> None:
    depose = storage.deposer(CONTENU)
    fichier = depot / depose.nom
    octets = bytearray(fichier.read_bytes())
    octets[7] ^= 1
    fichier.chmod(0o600)
    fichier.write_bytes(octets)

    with pytest.raises(storage.FichierAltere):
        storage.verifier(depose.nom, depose.sha256)
    with pytest.raises(storage.FichierAltere):
        storage.lire(depose.nom, depose.sha256)
    with pytest.raises(storage.FichierAltere):
        storage.reponse_fichier(depose.nom, nom_affiche="a", type_mime="application/pdf", sha256=depose.sha256)


def test_deposer_counts_bytes_while_reading_and_keeps_nothing_above_the_limit(depot: Path) -> None:
    assert storage.deposer(CONTENU, taille_max=len(CONTENU)).taille == len(CONTENU)
    storage.supprimer(storage.deposer(CONTENU).nom)

    with pytest.raises(storage.FichierTropGros):
        storage.deposer(iter([CONTENU, b"x"]), taille_max=len(CONTENU))

    assert fichiers(depot) == []


@pytest.fixture
def disque_plein() -> Iterator[None]:
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, dure))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))


def test_deposer_when_the_disk_refuses_leaves_nothing(disque_plein: None, depot: Path) -> None:
    with pytest.raises(OSError, match="File too large"):
        storage.deposer(CONTENU)

    assert fichiers(depot) == []


def test_deposer_killed_half_way_leaves_no_final_name(depot: Path) -> None:
    programme = (
        "import sys; from pathlib import Path; from django.conf import settings\n"
        f"settings.configure(DEPOT_PRIVE=Path({str(depot)!r}), ACCEL='')\n"
        "from cyclades.common import storage\n"
        "def lent():\n"
        "    yield b'x' * 200_000\n"
        "    print('pret', flush=True); sys.stdin.read()\n"
        "storage.deposer(lent())\n"
    )
    processus = subprocess.Popen(
        [sys.executable, "-c", programme],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert processus.stdout is not None
    assert processus.stdout.readline() == b"pret\n"
    os.kill(processus.pid, signal.SIGKILL)
    processus.communicate()

    assert [f.parent.name for f in fichiers(depot)] == ["attente"]


@pytest.mark.parametrize(
    "nom",
    ["../../etc/passwd", "/etc/passwd", "documents/aa/" + "b" * 64, "documents/aa", "", "documents/../aa/x", "\0"],
)
def test_ouvrir_refuses_a_name_that_deposer_cannot_have_given(nom: str) -> None:
    with pytest.raises(storage.FichierAbsent):
        storage.ouvrir(nom)


@pytest.mark.parametrize("racine", ["../x", "/x", "", "A", "x//y", "x/.."])
def test_deposer_refuses_an_odd_root(racine: str) -> None:
    with pytest.raises(ValueError, match="racine invalide"):
        storage.deposer(b"", racine=racine)


@pytest.mark.django_db
def test_reponse_fichier_is_an_attachment_that_no_browser_guesses_or_keeps() -> None:
    depose = storage.deposer(b"<script>alert(1)</script>")

    reponse = storage.reponse_fichier(depose.nom, nom_affiche='é"\n../a.html', type_mime="text/plain")

    assert b"".join(reponse) == b"<script>alert(1)</script>"
    assert reponse["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A9%22%0A../a.html"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Cache-Control"] == "private, no-store"
    assert reponse["Content-Security-Policy"] == storage.CSP_FICHIER
    reponse.close()


@override_settings(ACCEL="/prive/")
def test_reponse_fichier_lets_the_front_server_send_the_bytes() -> None:
    depose = storage.deposer(CONTENU)

    reponse = storage.reponse_fichier(depose.nom, nom_affiche="a.pdf", type_mime="application/pdf", inline=True)

    assert reponse["X-Accel-Redirect"] == f"/prive/{depose.nom}"
    assert reponse["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert reponse["Content-Security-Policy"] == storage.CSP_PDF_AFFICHE
    assert b"".join(reponse) == b""
