"""Addresses for the processes that a test starts: this run's own database, a Redis of their own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from cyclades.local.broker import Broker


def adresse_base() -> str:
    """DATABASE_URL of the test database, whether the server listens on a port or on a socket."""
    morceaux = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(morceaux._replace(path=f"/{connection.settings_dict['NAME']}"))


@contextmanager
def redis_prive() -> Iterator[str]:
    """Address of an empty Redis; two runs of tests side by side must not do each other's tasks."""
    with tempfile.TemporaryDirectory(prefix="cyc-redis-") as dossier:
        serveur = Broker(sockets=Path(dossier), log=Path(dossier) / "redis.log")
        serveur.start()
        try:
            yield serveur.url
        finally:
            serveur.stop()
