"""`make run`: every process of the portal on one machine, started, watched and stopped together."""

import errno
import fcntl
import json
import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .console import Arret, dire
from .processes import Child, die_with_parent, parent_catches, stop_all
from .servers import Servers

ROOT = Path(__file__).resolve().parents[2]
LOG_MAX = 10_000_000
# A process that dies is started again; more than this many times in a minute and everything stops.
RESTARTS_A_MINUTE = 4
STOP_SECONDS = 4.5
# What a killed launcher leaves stops by itself within this time.
ORPHAN_SECONDS = 2.5
READY_SECONDS = 120
STOPPING = "arrêt en cours"


class _Stop(BaseException):
    """Ctrl-C or SIGTERM."""


def _raise_stop(number: int, frame: FrameType | None) -> None:
    for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(later, signal.SIG_IGN)
    raise _Stop


def port_from(env: dict[str, str]) -> int:
    """PORT, 8000 by default, free on this machine."""
    text = env.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Arret(f"PORT={text} n'est pas un numéro de port : donnez un nombre entre 1024 et 65535.")
    port = int(text)
    deadline = time.monotonic() + ORPHAN_SECONDS
    while (problem := _refused(port)) == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.1)
    if problem == errno.EADDRINUSE:
        raise Arret(f"Le port {port} est déjà pris : choisissez-en un autre, « PORT={port % 65535 + 1} make run ».")
    if problem:
        raise Arret(f"Le port {port} est refusé ({os.strerror(problem)}) : « PORT=8000 make run ».")
    return port


def _refused(port: int) -> int:
    """Error number of a trial to listen on `port`; 0 when it is free."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno or errno.EINVAL
    return 0


@contextmanager
def held(var: Path) -> Iterator[None]:
    """The lock of `var`, that a killed launcher does not keep; Arret when another launcher is at work."""
    try:
        (var / "journaux").mkdir(parents=True, exist_ok=True)
        lock = (var / "verrou").open("a+")
    except OSError as error:
        raise Arret(f"CYCLADES_VAR : impossible d'écrire dans {var} ({error.strerror}).") from None
    with lock:
        start = time.monotonic()
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                patience = 12 if (var / "verrou").read_text() == STOPPING else 1
                if time.monotonic() - start > patience:
                    raise Arret(f"Un portail tourne déjà sur {var} : arrêtez-le, ou donnez CYCLADES_VAR.") from None
                time.sleep(0.1)
        lock.truncate(0)
        try:
            yield
        finally:
            lock.truncate(0)


def secret_key(var: Path) -> str:
    """The key of this folder's sessions and links, drawn at the first start."""
    file = var / "cle-secrete"
    if not file.exists() or not file.stat().st_size:
        write_private(file, secrets.token_urlsafe(50))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """A file that only its owner reads."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)


def environment(var: Path, port: int) -> dict[str, str]:
    """What every process of the portal reads."""
    env = dict(os.environ)
    env.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.dev")
    env["CYCLADES_VAR"] = str(var)
    env["PORT"] = str(port)
    env["ADRESSE_PUBLIQUE"] = env.get("ADRESSE_PUBLIQUE") or f"http://127.0.0.1:{port}"
    env["SECRET_KEY"] = env.get("SECRET_KEY") or secret_key(var)
    env["PYTHONUNBUFFERED"] = "1"
    return env


def processes(env: dict[str, str], logs: Path) -> list[Child]:
    """Web, relay, workers and beat, as docker-compose.yml runs them."""
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "cyclades"]
    worker = [*celery, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]
    work = {**env, "CYCLADES_ROLE": "travail"}
    commands = {
        "web": [python, "-m", "gunicorn", "-c", "python:cyclades.gunicorn_conf", "cyclades.wsgi"],
        "relais": [python, "manage.py", "relais"],
        "travail": [*worker, "-n", "travail@%h", "-c", "2", "-Q", "mails,documents,scans"],
        "travail-masse": [*worker, "-n", "masse@%h", "-c", "1", "-Q", "bulk"],
        "horaire": [*celery, "beat", "-S", "celery.beat:Scheduler", "--pidfile=", "-l", "INFO"],
    }
    return [
        Child(name, argv, {**env, "CYCLADES_ROLE": "web"} if name == "web" else work, logs / f"{name}.log", cwd=ROOT)
        for name, argv in commands.items()
    ]


def trim_logs(logs: Path) -> None:
    for log in logs.glob("*.log"):
        if log.stat().st_size > LOG_MAX:
            log.replace(log.with_suffix(".log.1"))


def prepare(env: dict[str, str], logs: Path) -> None:
    """Migrations, clock, catalogue, demonstration accounts, static files: one process, its last line on failure."""
    log = logs / "preparation.log"
    log.unlink(missing_ok=True)
    child = Child(
        "préparation", [sys.executable, "-m", "cyclades.local.prepare"], {**env, "CYCLADES_ROLE": "travail"}, log
    )
    child.cwd = ROOT
    child.start()
    try:
        code = child.wait()
    finally:
        stop_all([child], seconds=2)
    if code:
        said = log.read_text(errors="replace").strip().splitlines()
        raise Arret(said[-1] if said else f"La préparation a échoué : voir {log}")


def watch(children: list[Child]) -> None:
    """Start again what died; Arret when it does not hold."""
    for child in children:
        if child.is_running():
            continue
        now = time.monotonic()
        child.restarts = [t for t in child.restarts if now - t < 60] + [now]
        if len(child.restarts) > RESTARTS_A_MINUTE:
            raise Arret(
                f"« {child.name} » s'arrête sans cesse ({last_line(child.log)}) : tout est arrêté, voir {child.log}"
            )
        dire(f"« {child.name} » s'est arrêté (code {child.code()}) : relancé.")
        child.sweep()
        child.start()


def last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()] if log.exists() else []
    return lines[-1].strip()[:200] if lines else "rien dans son journal"


class Make:
    """`make` above us. Told SIGINT alone (not at a terminal), it waits for us without a word: its handler is gone."""

    def __init__(self) -> None:
        self.watched = bool(os.environ.get("MAKELEVEL")) and parent_catches(signal.SIGINT)

    def check(self) -> None:
        """Stop when it was interrupted."""
        if self.watched and not parent_catches(signal.SIGINT):
            _raise_stop(signal.SIGINT, None)


def wait_ready(port: int, children: list[Child], make: Make) -> None:
    """Until base, files and Redis answer; a purge that is late after a long stop is being made up for."""
    deadline = time.monotonic() + READY_SECONDS
    state = "aucune réponse"
    while time.monotonic() < deadline:
        watch(children)
        make.check()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                health = json.load(answer)
                state = health["etat"]
                if health["base"] and health["stockage"] and health["redis"]:
                    return
        except urllib.error.HTTPError as error:
            state = f"/readyz répond {error.code}"
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(0.1)
    raise Arret(f"Le portail ne répond pas ({state}) : voir {children[0].log}")


def write_environment(var: Path, env: dict[str, str]) -> Path:
    """For `manage.py` beside a running portal: where its servers are, readable by its owner only."""
    file = var / "environnement"
    names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ADRESSE_PUBLIQUE")
    write_private(file, "".join(f"{name}={env[name]}\n" for name in names))
    return file


def run() -> int:
    """Exit code of `make run`: 0 when it was asked to stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # `nohup make run`
            signal.signal(number, _raise_stop)
    if os.environ.get("MAKELEVEL"):  # `make` killed by -9 tells nobody
        die_with_parent()
    var = Path(os.environ.get("CYCLADES_VAR") or ROOT / "var").expanduser().resolve()
    try:
        with held(var):
            _run(var, port_from(dict(os.environ)))
    except _Stop:
        dire("Portail arrêté.")
    return 0


def _run(var: Path, port: int) -> None:
    logs = var / "journaux"
    trim_logs(logs)
    env = environment(var, port)
    servers = Servers(env, var=var, logs=logs)
    make, children = Make(), list[Child]()
    note: Path | None = None
    try:
        servers.start()
        env |= servers.env
        note = write_environment(var, env)
        prepare(env, logs)
        children = processes(env, logs)
        for child in children:
            child.start()
        wait_ready(port, children, make)
        dire(f"Portail prêt : http://127.0.0.1:{port}/")
        while True:
            time.sleep(0.5)
            watch([*servers.children(), *children])
            make.check()
    finally:
        (var / "verrou").write_text(STOPPING)
        stop_all(children, seconds=STOP_SECONDS)
        servers.stop()
        if note is not None:
            note.unlink(missing_ok=True)
