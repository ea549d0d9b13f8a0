"""The servers the portal needs, embedded unless the environment names others."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from .broker import Broker
from .postgres import Postgres, data_folder, system_user
from .processes import Child

# A socket's path has at most 107 bytes (103 on macOS); the temporary folder of macOS alone takes 50.
_ROOM_FOR_A_SOCKET = 60


def socket_folder() -> tuple[Path, IO[bytes]]:
    """A new short folder that others can cross but not list, and the lock that says it is in use.

    Folders of launchers that were killed, whose lock is free, are removed.
    """
    base = Path(tempfile.gettempdir())
    base = base if len(str(base)) < _ROOM_FOR_A_SOCKET else Path("/tmp")  # noqa: S108
    for old in base.glob("cyc-*"):
        with suppress(OSError), (old / "verrou").open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="cyc-", dir=base))
    lock = (folder / "verrou").open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder.chmod(0o711)
    return folder, lock


class Servers:
    """PostgreSQL and Redis for one run; `env` is what a process needs to find them."""

    def __init__(self, env: Mapping[str, str], *, var: Path | None, logs: Path | None = None) -> None:
        """`var` keeps the data from one run to the next; None: nothing survives this run."""
        self.folder, self.lock = socket_folder()
        self.env: dict[str, str] = {}
        self.postgres: Postgres | None = None
        self.broker: Broker | None = None
        logs = logs or self.folder
        try:
            if not env.get("REDIS_URL"):
                (self.folder / "r").mkdir(mode=0o700)
                self.broker = Broker(sockets=self.folder / "r", log=logs / "redis.log")
            if not env.get("DATABASE_URL"):
                user = system_user()
                data = data_folder(self.folder if var is None else var, user)
                self.postgres = Postgres(
                    data=data, sockets=self.folder / "p", log=logs / "postgresql.log", ephemeral=var is None
                )
        except BaseException:
            self.remove()
            raise

    def start(self) -> None:
        if self.broker is not None:
            self.broker.start()
            self.env["REDIS_URL"] = self.broker.url
        if self.postgres is not None:
            self.postgres.start()
            self.env["DATABASE_URL"] = self.postgres.url

    def children(self) -> list[Child]:
        """Their processes, to be watched."""
        return [server.child for server in (self.broker, self.postgres) if server is not None]

    def stop(self) -> None:
        for server in (self.broker, self.postgres):
            if server is not None:
                server.stop()
        self.remove()

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


@contextmanager
def ephemeral_servers() -> Iterator[dict[str, str]]:
    """For tests: DATABASE_URL and REDIS_URL of servers of which nothing is left at the end."""
    servers = Servers(os.environ, var=None)
    try:
        servers.start()
        yield servers.env
    finally:
        servers.stop()
