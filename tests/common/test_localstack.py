"""The launcher's `exec`: ephemeral servers around a command, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

RACINE = Path(__file__).resolve().parents[2]
SERVEURS = {"DATABASE_URL", "REDIS_URL"}


def lancer(*commande: str, **env: str) -> "subprocess.Popen[str]":
    """`localstack exec -- commande`, without the servers of this test run unless `env` names them."""
    environnement = {k: v for k, v in os.environ.items() if k not in SERVEURS} | env
    return subprocess.Popen(
        [sys.executable, "-m", "cyclades.localstack", "exec", "--", *commande],
        cwd=RACINE,
        env=environnement,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def dossier(adresse: str) -> Path:
    """Folder of the sockets, from a DATABASE_URL."""
    return Path(adresse.partition("host=")[2]).parent


def processus_de(dossier: Path) -> list[psutil.Process]:
    return [p for p in psutil.process_iter(["cmdline"]) if str(dossier) in " ".join(p.info["cmdline"] or [])]


def attendre_personne(dossier: Path, secondes: float = 10) -> list[psutil.Process]:
    """The processes still there after at most `secondes`."""
    fin = time.monotonic() + secondes
    while (restent := processus_de(dossier)) and time.monotonic() < fin:
        time.sleep(0.1)
    return restent


def test_exec_runs_the_command_on_its_own_servers_and_leaves_nothing() -> None:
    programme = (
        "import os, psycopg, redis;"
        "psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 1');"
        "redis.Redis.from_url(os.environ['REDIS_URL']).ping();"
        "print(os.environ['DATABASE_URL']); raise SystemExit(7)"
    )

    fini = lancer(sys.executable, "-c", programme)
    sortie, erreurs = fini.communicate(timeout=60)

    assert (fini.returncode, erreurs) == (7, "")
    lieu = dossier(sortie.strip())
    assert not lieu.exists()
    assert attendre_personne(lieu, 0) == []


def test_log_of_the_database_repeats_nothing_that_a_person_typed() -> None:
    """The statement refused and the row that a constraint refused were written there, values and all."""
    programme = """if True:
        import os, pathlib, psycopg
        adresse = os.environ["DATABASE_URL"]
        base = psycopg.connect(adresse, autocommit=True)
        base.execute("CREATE TABLE essai (nom text PRIMARY KEY)")
        base.execute("INSERT INTO essai VALUES ('CANARI')")
        for faux in ("INSERT INTO essai VALUES ('CANARI')", "SELECT 'CANARI'::int", "SELECT CANARI"):
            try:
                base.execute(faux)
            except psycopg.Error as erreur:
                print(erreur.sqlstate)
        print((pathlib.Path(adresse.partition("host=")[2]).parent / "postgresql.log").read_text())
    """

    sortie, erreurs = lancer(sys.executable, "-c", programme).communicate(timeout=60)

    assert (sortie.splitlines()[:3], erreurs) == (["23505", "22P02", "42703"], "")
    assert "ready to accept connections" in sortie
    assert "canari" not in sortie.casefold()


def test_exec_starts_no_server_when_addresses_are_given() -> None:
    fini = lancer("sh", "-c", "echo $DATABASE_URL $REDIS_URL", DATABASE_URL="postgres://a/b", REDIS_URL="redis://c/1")

    assert fini.communicate(timeout=30)[0] == "postgres://a/b redis://c/1\n"
    assert fini.returncode == 0


@pytest.mark.parametrize("numero", [signal.SIGTERM, signal.SIGINT])
def test_exec_when_told_to_stop_passes_the_signal_and_cleans_up(numero: signal.Signals) -> None:
    en_cours = lancer("sh", "-c", "echo $DATABASE_URL; exec sleep 60")
    assert en_cours.stdout is not None
    lieu = dossier(en_cours.stdout.readline().strip())
    time.sleep(0.2)
    debut = time.monotonic()

    en_cours.send_signal(numero)
    en_cours.wait(timeout=15)

    assert en_cours.returncode == 128 + numero
    assert time.monotonic() - debut < 10
    assert attendre_personne(lieu, 0) == []
    assert not lieu.exists()


def test_exec_killed_leaves_no_process_and_the_next_one_clears_its_folder() -> None:
    tue = lancer("sh", "-c", "echo $DATABASE_URL; exec sleep 60")
    assert tue.stdout is not None
    lieu = dossier(tue.stdout.readline().strip())

    tue.kill()
    tue.wait()

    assert attendre_personne(lieu) == []
    lancer("true").communicate(timeout=60)
    assert not lieu.exists()


def test_exec_of_an_unknown_command_says_so_in_one_line() -> None:
    fini = lancer("commande-qui-n-existe-pas")

    _, erreurs = fini.communicate(timeout=60)

    assert fini.returncode == 1
    assert erreurs.strip().splitlines() == ["commande-qui-n-existe-pas : No such file or directory"]
