"""`kill -9` in the middle of a sweep: whole accounts or nothing, and the next sweep finishes (I-03, I-04, I-22)."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from accounts.models import AdresseConnue, AvisInactivite, CandidateProfile, User
from accounts.services import activation
from accounts.services.activation import Issue
from cyclades.common import clock
from cyclades.outbox.models import Message
from cyclades.portail.management.commands.verifier_invariants import violations
from tests.accounts import melees
from tests.serveurs import adresse_base, redis_prive

pytestmark = pytest.mark.usefixtures("base_reelle")
Lancer = Callable[..., "subprocess.Popen[bytes]"]
ARRETS = 12


@pytest.fixture
def lancer(capsys: pytest.CaptureFixture[str]) -> Iterator[Lancer]:
    """Start a process of the portal on the test database; what the test prints is shown."""
    lances: list[subprocess.Popen[bytes]] = []

    def faire(*arguments: str, **milieu: str) -> "subprocess.Popen[bytes]":
        env = {
            **os.environ,
            "DATABASE_URL": adresse_base(),
            "DJANGO_SETTINGS_MODULE": "cyclades.settings.test",
            "CYCLADES_ROLE": "travail",
            **milieu,
        }
        commande, muet = [sys.executable, *arguments], subprocess.DEVNULL
        lance = subprocess.Popen(commande, env=env, start_new_session=True, stdout=muet, stderr=muet)
        lances.append(lance)
        return lance

    yield faire
    for lance in lances:
        tuer(lance)
    dit = capsys.readouterr().out
    with capsys.disabled():
        print(f"\n{dit}", end="")  # noqa: T201


def tuer(lance: "subprocess.Popen[bytes]") -> None:
    """kill -9, its children too; harmless when it is over."""
    if lance.poll() is None:
        os.killpg(lance.pid, signal.SIGKILL)
        lance.wait(10)


def attendre(condition: Callable[[], bool], secondes: float) -> float:
    """Wait for `condition`; how long it took."""
    debut = time.monotonic()
    while not condition():
        assert time.monotonic() - debut < secondes, "trop long"
        time.sleep(0.02)
    return time.monotonic() - debut


def attendre_les_connexions_mortes() -> None:
    """PostgreSQL notices that the client of a running transaction is gone, and rolls it back."""

    def seules() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'"
            )
            return bool(cursor.fetchone()[0] == 0)

    attendre(seules, 30)


def morceaux() -> dict[str, int]:
    """Accounts, and what must be there for each of them."""
    return {
        "comptes": User.objects.count(),
        "états civils": CandidateProfile.objects.count(),
        "adresses": AdresseConnue.objects.count(),
        "mails": Message.objects.filter(genre="compte.activation").count(),
    }


def perimes(nombre: int) -> list[User]:
    ancien = clock.maintenant() - dt.timedelta(hours=49)
    return melees.fabriquer(nombre, cree_le=lambda n: ancien)


def test_purge_killed_at_random_leaves_whole_accounts_and_is_made_up_for(lancer: Lancer) -> None:
    perimes(6000)
    recents = melees.fabriquer(200, cree_le=lambda n: clock.maintenant())
    actives: set[int] = set()
    au_milieu = 0
    for _ in range(ARRETS):
        avant = User.objects.count()
        purge = lancer("manage.py", "purge_comptes", "--direct")
        attendre(lambda n=avant, p=purge: User.objects.count() < n or p.poll() is not None, 60)  # type: ignore[misc]
        lot = [recents.pop() for _ in range(10)]
        actives |= {c.pk for c in lot if activation.activer(compte_id=c.pk, cree_le=c.cree_le) is Issue.ACTIVE}
        time.sleep(random.uniform(0, 0.2))
        au_milieu += purge.poll() is None
        tuer(purge)
        attendre_les_connexions_mortes()
        assert len(set(morceaux().values())) == 1, morceaux()
    reste = User.objects.filter(active_le=None, cree_le__lt=clock.maintenant() - dt.timedelta(hours=48)).count()

    assert lancer("manage.py", "purge_comptes", "--direct").wait(120) == 0

    print(  # noqa: T201
        f"I-04 kill -9 de la purge : {ARRETS} arrêts dont {au_milieu} au milieu, {reste} comptes restaient, "
        "aucun à moitié effacé"
    )
    assert au_milieu > 0
    assert User.objects.count() == 200
    assert set(User.objects.filter(is_active=True).values_list("pk", flat=True)) == actives
    assert violations() == []


def test_worker_killed_in_the_middle_of_a_purge_resumes_without_help(lancer: Lancer) -> None:
    """cron's command through outbox, relay and Celery: the dead worker's lease runs out, the work goes out again."""
    perimes(4000)
    travailleur = ("-m", "celery", "-A", "cyclades", "worker", "-Q", "bulk", "-c", "1", "-l", "ERROR")
    with redis_prive() as redis:
        lancer("manage.py", "relais", REDIS_URL=redis)
        premier = lancer(*travailleur, REDIS_URL=redis)
        assert lancer("manage.py", "purge_comptes").wait(60) == 0
        attendre(lambda: User.objects.count() < 4000, 90)
        tuer(premier)
        reste = User.objects.count()
        assert len(set(morceaux().values())) == 1, morceaux()

        lancer(*travailleur, REDIS_URL=redis)
        duree = attendre(lambda: not User.objects.exists(), 150)

    print(  # noqa: T201
        f"I-22 kill -9 d'un travailleur au milieu de la purge : {reste} comptes restaient, "
        f"tous effacés {duree:.0f} s après son retour"
    )
    assert 0 < reste < 4000
    assert violations() == []


def test_notices_killed_at_random_tell_each_account_once(lancer: Lancer) -> None:
    melees.inutilises(1500, depuis=clock.maintenant() - dt.timedelta(days=3000))
    au_milieu = 0
    for _ in range(ARRETS // 2):
        avant = AvisInactivite.objects.count()
        passage = lancer("manage.py", "purge_comptes", "--inactifs", "--direct")
        attendre(lambda n=avant, p=passage: AvisInactivite.objects.count() > n or p.poll() is not None, 60)  # type: ignore[misc]
        time.sleep(random.uniform(0, 0.05))
        au_milieu += passage.poll() is None
        tuer(passage)
        attendre_les_connexions_mortes()
        assert AvisInactivite.objects.count() == Message.objects.filter(genre="compte.inactif").count()

    assert lancer("manage.py", "purge_comptes", "--inactifs", "--direct").wait(120) == 0

    avis = Message.objects.filter(genre="compte.inactif").values_list("identifiants__compte", flat=True)
    print(  # noqa: T201
        f"kill -9 des avis d'inactivité : {ARRETS // 2} arrêts dont {au_milieu} au milieu, {len(avis)} avis pour 1500"
    )
    assert (len(avis), len(set(avis))) == (1500, 1500)
    assert violations() == []
