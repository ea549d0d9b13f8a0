"""`make run`'s launcher, for real: ready, stopped, killed, started again on the same data."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

RACINE = Path(__file__).resolve().parents[2]
SERVEURS = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "CYCLADES_HORLOGE", "MAKELEVEL"}
Lancer = Callable[..., "Portail"]


def port_libre() -> int:
    with socket.socket() as essai:
        essai.bind(("127.0.0.1", 0))
        return int(essai.getsockname()[1])


class Portail:
    """One start of the launcher, and every process that descends from it."""

    def __init__(self, var: Path, port: int, commande: list[str] | None = None, **env: str) -> None:
        environnement = {k: v for k, v in os.environ.items() if k not in SERVEURS}
        self.port = port
        self.processus = subprocess.Popen(
            commande or [sys.executable, "-m", "cyclades.localstack", "run"],
            cwd=RACINE,
            env=environnement | {"CYCLADES_VAR": str(var), "PORT": str(port), "WEB_CONCURRENCY": "1"} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.descendance: list[psutil.Process] = []

    def attendre(self) -> str:
        """The next line it says."""
        assert self.processus.stdout is not None
        ligne = self.processus.stdout.readline().strip()
        if self.processus.poll() is None:
            self.descendance = psutil.Process(self.processus.pid).children(recursive=True)
        return ligne

    def finir(self, numero: signal.Signals) -> float:
        """Seconds it took to end after this signal."""
        debut = time.monotonic()
        self.processus.send_signal(numero)
        self.processus.wait(timeout=30)
        return time.monotonic() - debut

    def restes(self, secondes: float = 0) -> list[str]:
        vivants = psutil.wait_procs(self.descendance, timeout=secondes)[1]
        return [p.name() for p in vivants if p.status() != psutil.STATUS_ZOMBIE]

    def lire(self, chemin: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{chemin}", timeout=10) as reponse:
            return str(reponse.read().decode())

    def base(self, sql: str) -> str:
        """First value of a query, asked as a person would, beside the running portal."""
        programme = (
            "import django; django.setup()\nfrom django.db import connection\n"
            f"c = connection.cursor(); c.execute({sql!r}); print(c.fetchone()[0])"
        )
        env = {k: v for k, v in os.environ.items() if k not in SERVEURS}
        env |= {"DJANGO_SETTINGS_MODULE": "cyclades.settings.dev", "CYCLADES_VAR": str(self.var)}
        fini = subprocess.run([sys.executable, "-c", programme], cwd=RACINE, env=env, capture_output=True, text=True)
        return fini.stdout.strip() or fini.stderr

    @property
    def var(self) -> Path:
        return Path(psutil.Process(self.processus.pid).environ()["CYCLADES_VAR"])


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """One folder for the module, each test starts on what the one before left; PostgreSQL's user can cross it."""
    with tempfile.TemporaryDirectory() as dossier:
        Path(dossier).chmod(0o711)
        yield Path(dossier)


@pytest.fixture
def lancer(var: Path) -> Iterator[Lancer]:
    lances: list[Portail] = []

    def lancer(port: int | None = None, dossier: Path = var, commande: list[str] | None = None, **env: str) -> Portail:
        lances.append(Portail(dossier, port or port_libre(), commande, **env))
        return lances[-1]

    yield lancer
    for portail in lances:
        portail.processus.terminate()
        portail.processus.wait(timeout=30)


@pytest.fixture
def par_make(tmp_path: Path) -> list[str]:
    """The launcher under `make`, as the Makefile's own target starts it, with the interpreter of the tests."""
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@cd {RACINE} && exec {sys.executable} -m cyclades.localstack run\n")
    return ["make", "-f", str(makefile), "run"]


def test_run_serves_demonstration_then_stops_within_ten_seconds(lancer: Lancer, par_make: list[str]) -> None:
    portail = lancer(commande=par_make)

    assert portail.attendre() == f"Portail prêt : http://127.0.0.1:{portail.port}/"
    sante = json.loads(portail.lire("/readyz"))
    assert (sante["etat"], sante["base"], sante["stockage"], sante["redis"]) == ("ok", True, True, True)
    fin = time.monotonic() + 60
    while json.loads(portail.lire("/readyz"))["purge"] is None and time.monotonic() < fin:
        time.sleep(0.5)
    assert json.loads(portail.lire("/readyz"))["purge"] is True, "beat purge dès son démarrage"
    assert portail.base("SELECT count(*) FROM accounts_user WHERE is_active") == "12"
    assert portail.base("SELECT count(*) > 0 FROM sessions_cfg_serviceinscription WHERE fictif") == "True"
    assert portail.finir(signal.SIGTERM) < 10
    assert portail.restes() == []


def test_run_after_everything_was_killed_finds_its_data_again(lancer: Lancer) -> None:
    tue = lancer()
    assert tue.attendre().startswith("Portail prêt")
    tue.base("INSERT INTO accounts_sessionouverte VALUES ('temoin', '', now(), '') RETURNING session_key")
    postgres = next(p for p in tue.descendance if p.name() == "postgres")
    postgres.kill()
    tue.processus.kill()
    tue.processus.wait()

    suivant = lancer(tue.port)

    assert suivant.attendre().startswith("Portail prêt")
    assert suivant.base("SELECT count(*) FROM accounts_sessionouverte WHERE session_key = 'temoin'") == "1"
    assert tue.restes(5) == []
    assert suivant.finir(signal.SIGINT) < 10
    assert suivant.restes() == []


def test_run_starts_again_what_dies(lancer: Lancer) -> None:
    portail = lancer()
    portail.attendre()
    web = next(p for p in portail.descendance if "gunicorn" in p.cmdline())

    web.kill()

    assert portail.attendre() == "« web » s'est arrêté (code -9) : relancé."
    fin = time.monotonic() + 20
    while time.monotonic() < fin:
        try:
            assert json.loads(portail.lire("/healthz")) == {"etat": "ok"}
            break
        except OSError:
            time.sleep(0.2)
    else:
        pytest.fail("le portail ne répond plus")


@pytest.mark.parametrize("numero", [signal.SIGINT, signal.SIGKILL])
def test_make_told_alone_to_stop_takes_everything_with_it(
    numero: signal.Signals, lancer: Lancer, par_make: list[str]
) -> None:
    """A supervisor signals `make` itself, not its group as a terminal does."""
    portail = lancer(commande=par_make)
    assert portail.attendre().startswith("Portail prêt")

    duree = portail.finir(numero)

    assert portail.restes(10) == []
    assert duree < 10


def test_run_twice_on_the_same_folder_or_port_is_refused_in_one_line(lancer: Lancer, tmp_path: Path) -> None:
    premier = lancer()
    premier.attendre()

    meme_dossier, meme_port = lancer(), lancer(premier.port, tmp_path)

    assert re.fullmatch(
        r"Un portail tourne déjà sur .+ : arrêtez-le, ou donnez CYCLADES_VAR\.", meme_dossier.attendre()
    )
    assert meme_port.attendre().startswith(f"Le port {premier.port} est déjà pris")
    assert [meme_dossier.processus.wait(), meme_port.processus.wait()] == [1, 1]


def test_run_in_rehearsal_shows_that_time_and_never_goes_back(lancer: Lancer) -> None:
    """In a folder of its own: where the demonstration was run at the real time, its pupil is already of today."""
    with tempfile.TemporaryDirectory() as neuf:
        Path(neuf).chmod(0o711)
        _repeter(lambda **env: lancer(dossier=Path(neuf), **env))


def _repeter(lancer: Lancer) -> None:
    repetition = lancer(CYCLADES_HORLOGE="2021-11-10T13:00+01:00")
    assert repetition.attendre().startswith("Portail prêt")
    assert repetition.base("SELECT to_char(cyclades_maintenant(), 'YYYY-MM-DD')") == "2021-11-10"
    repetition.base("UPDATE accounts_user SET active_le = cyclades_maintenant() RETURNING id")
    repetition.finir(signal.SIGTERM)

    trop_tot = lancer(CYCLADES_HORLOGE="2021-11-10T12:00+01:00")

    refus = trop_tot.attendre()
    assert refus.startswith("CYCLADES_HORLOGE=2021-11-10T12:00+01:00 refusé : la base contient « ")
    assert "du 10/11/2021 13:0" in refus
    assert trop_tot.processus.wait(timeout=30) == 1
