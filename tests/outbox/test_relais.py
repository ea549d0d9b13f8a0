"""The relay with a real Redis, and once with a real Celery worker: delays never become losses."""

import datetime as dt
import signal
import threading
import time

import pytest
from django.db import connection

from cyclades.common import clock
from cyclades.outbox import relais, services
from cyclades.outbox.models import Battement, Message

from . import travaux  # noqa: F401  declares the suite's kinds
from .conftest import RedisDeTest, attendre, faits, inscrire

pytestmark = pytest.mark.usefixtures("base_reelle")


def courtier_sur(serveur: RedisDeTest) -> relais.Courtier:
    return relais.Courtier(serveur.url)


def test_relay_hands_each_due_row_once_and_leases_it(courtier_prive: RedisDeTest) -> None:
    inscrire(3)
    courtier = courtier_sur(courtier_prive)

    assert relais.un_tour(courtier) == 3
    assert relais.un_tour(courtier) == 0

    assert courtier_prive.longueur() == 3
    baux = Message.objects.values_list("bail_jusqu_a", flat=True)
    assert all(b is not None and b > clock.temps_reel() + dt.timedelta(seconds=50) for b in baux)


def test_relay_hands_out_again_when_the_lease_expired_or_redis_was_emptied(courtier_prive: RedisDeTest) -> None:
    inscrire(2)
    courtier = courtier_sur(courtier_prive)
    relais.un_tour(courtier)
    courtier_prive.client().flushall()

    assert relais.un_tour(courtier) == 0
    Message.objects.update(bail_jusqu_a=clock.temps_reel())
    assert relais.un_tour(courtier) == 2
    assert courtier_prive.longueur() == 2


def test_relay_keeps_work_in_postgresql_when_the_queue_is_long(courtier_prive: RedisDeTest) -> None:
    inscrire(relais.EN_FILE_MAX + 20)
    courtier = courtier_sur(courtier_prive)

    relais.un_tour(courtier)
    relais.un_tour(courtier)

    assert courtier_prive.longueur() == relais.EN_FILE_MAX
    assert Message.objects.filter(bail_jusqu_a=None).count() == 20


@pytest.mark.parametrize("panne", [signal.SIGSTOP, signal.SIGKILL])
def test_relay_with_redis_frozen_or_dead_fails_fast_and_gives_leases_up(
    courtier_prive: RedisDeTest, panne: signal.Signals
) -> None:
    inscrire(1)
    courtier = courtier_sur(courtier_prive)
    assert relais.un_tour(courtier) == 1
    inscrire(2, debut=1)
    courtier_prive.signaler(panne)

    debut = time.monotonic()
    with pytest.raises(relais.CourtierInjoignable):
        relais.un_tour(courtier)

    assert time.monotonic() - debut < 3
    assert Message.objects.filter(bail_jusqu_a=None).count() == 2


def test_two_relays_never_lease_the_same_row() -> None:
    inscrire(40)
    pris: list[int] = []

    def louer() -> None:
        pris.extend(relais.louer("bulk", 40))
        connection.close()

    fils = [threading.Thread(target=louer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert len(pris) == len(set(pris)) == 40


def test_two_workers_do_a_row_once() -> None:
    inscrire(8, "test.lambiner")
    cles = list(Message.objects.values_list("pk", flat=True))
    resultats: list[bool] = []

    def travailler() -> None:
        resultats.append(services.traiter(cles[0]))
        connection.close()

    fils = [threading.Thread(target=travailler) for _ in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert sorted(resultats) == [False] * 5 + [True]
    assert faits() == ["fait-0"]


def test_loop_says_once_that_redis_is_dead_and_drains_when_it_is_back(
    courtier_prive: RedisDeTest, caplog: pytest.LogCaptureFixture
) -> None:
    courtier_prive.arreter()
    inscrire(2)
    arret = threading.Event()

    def relayer() -> None:
        relais.boucler(arret, courtier_sur(courtier_prive))
        connection.close()

    fil = threading.Thread(target=relayer)
    fil.start()
    time.sleep(5)
    courtier_prive.demarrer()
    attendre(lambda: courtier_prive.longueur() == 2, 15)
    arret.set()
    fil.join(10)

    lignes = [r.getMessage() for r in caplog.records if r.name == "cyclades.outbox.relais"]
    assert len(lignes) == 2
    assert "Redis injoignable" in lignes[0]
    assert Battement.objects.filter(nom="relais").exists()


def couper_postgresql() -> None:
    """What a restart of PostgreSQL does to the connections of everyone else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database() AND application_name = 'relais-de-test'"
        )


def test_loop_survives_a_restart_of_postgresql(courtier_prive: RedisDeTest, caplog: pytest.LogCaptureFixture) -> None:
    arret = threading.Event()

    def relayer() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET application_name = 'relais-de-test'")
        relais.boucler(arret, courtier_sur(courtier_prive))
        connection.close()

    fil = threading.Thread(target=relayer)
    fil.start()
    time.sleep(1)
    couper_postgresql()
    inscrire(2)
    attendre(lambda: courtier_prive.longueur() == 2, 15)
    arret.set()
    fil.join(10)

    assert "PostgreSQL injoignable" in caplog.text
