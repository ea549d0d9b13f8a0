"""A Redis of our own, that tests can stop, freeze and empty; work to hand over."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.db import transaction

from cyclades.local.broker import program
from cyclades.outbox import services
from cyclades.outbox.models import Battement, Message

from . import travaux  # noqa: F401  declares the suite's kinds


def inscrire(nombre: int, genre: str = "test.noter", debut: int = 0) -> None:
    with transaction.atomic():
        for n in range(debut, debut + nombre):
            services.post(genre, ids={"n": n}, cle=f"r{n}")


def attendre(condition: Callable[[], bool], secondes: float = 30) -> None:
    fin = time.monotonic() + secondes
    while not condition():
        assert time.monotonic() < fin, list(Message.objects.values("genre", "etat", "essais", "derniere_erreur"))
        time.sleep(0.1)


def faits() -> list[str]:
    """Which pieces of work were done, each as often as it was committed."""
    return sorted(
        nom.rsplit("-", 1)[0] for nom in Battement.objects.filter(nom__startswith="fait-").values_list("nom", flat=True)
    )


@pytest.fixture
def courtier_prive(settings: Any, tmp_path: Any) -> Iterator["RedisDeTest"]:
    """A Redis of our own, that can be stopped, frozen and emptied."""
    serveur = RedisDeTest(str(tmp_path))
    try:
        serveur.demarrer()
        settings.CELERY_BROKER_URL = serveur.url
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
        yield serveur
    finally:
        serveur.arreter()


class RedisDeTest:
    def __init__(self, dossier: str) -> None:
        with socket.socket() as libre:
            libre.bind(("127.0.0.1", 0))
            self.port = libre.getsockname()[1]
        self.dossier = dossier
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.processus: subprocess.Popen[bytes] | None = None

    def demarrer(self) -> None:
        commande = [
            program() or "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            self.dossier,
        ]
        self.processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL, cwd=self.dossier)
        attendre(self.repond, 10)

    def client(self) -> "redis.Redis":
        return redis.Redis("127.0.0.1", self.port, socket_timeout=1)

    def repond(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def longueur(self, file: str = "bulk") -> int:
        return int(self.client().llen(file))

    def signaler(self, quoi: signal.Signals) -> None:
        assert self.processus is not None
        self.processus.send_signal(quoi)

    def arreter(self) -> None:
        if self.processus is not None:
            self.signaler(signal.SIGCONT)
            self.processus.kill()
            self.processus.wait()
            self.processus = None
