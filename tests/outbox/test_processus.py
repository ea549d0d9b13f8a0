"""The relay and a Celery worker as processes, on real PostgreSQL and Redis."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from cyclades.common import clock
from cyclades.outbox import services
from cyclades.outbox.models import Etat, Message
from tests.serveurs import adresse_base

from .conftest import RedisDeTest, attendre, faits, inscrire

pytestmark = pytest.mark.usefixtures("base_reelle")


@pytest.fixture
def processus(courtier_prive: RedisDeTest) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a command of the portal on the test database and our Redis; all are stopped afterwards."""
    lances: list[subprocess.Popen[bytes]] = []
    milieu = {**os.environ, "DATABASE_URL": adresse_base(), "REDIS_URL": courtier_prive.url}

    def lancer(*arguments: str) -> subprocess.Popen[bytes]:
        lance = subprocess.Popen([sys.executable, *arguments], env=milieu, start_new_session=True)
        lances.append(lance)
        return lance

    yield lancer
    for lance in lances:
        if lance.poll() is None:
            os.killpg(lance.pid, signal.SIGTERM)
    for lance in lances:
        try:
            lance.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(lance.pid, signal.SIGKILL)


TRAVAILLEUR = ["-m", "celery", "-A", "cyclades", "worker", "-Q", "bulk", "-c", "1", "-l", "WARNING"]
TRAVAILLEUR += ["--include", "tests.outbox.travaux"]


def test_relay_and_worker_processes_do_everything_once_and_put_the_deadly_aside(
    processus: Callable[..., subprocess.Popen[bytes]],
) -> None:
    inscrire(10)
    inscrire(1, "test.mourir", debut=100)
    Message.objects.filter(genre="test.mourir").update(essais=services.ESSAIS_MAX - 1)
    relayeur = processus("manage.py", "relais")
    processus(*TRAVAILLEUR)

    attendre(lambda: Message.objects.filter(etat=Etat.FAIT).count() == 10, 60)
    mortel = Message.objects.filter(genre="test.mourir")
    attendre(lambda: mortel.get().essais == services.ESSAIS_MAX, 60)
    mortel.update(bail_jusqu_a=clock.temps_reel())
    attendre(lambda: mortel.get().etat == Etat.REBUT, 60)
    inscrire(3, debut=200)
    attendre(lambda: Message.objects.filter(etat=Etat.FAIT).count() == 13, 60)

    assert faits() == sorted(f"fait-{n}" for n in [*range(10), 200, 201, 202])
    assert mortel.get().derniere_erreur == "ArretBrutal"
    debut = time.monotonic()
    relayeur.terminate()
    assert relayeur.wait(10) == 0
    assert time.monotonic() - debut < 5
