"""I-01, I-02, I-03, I-06 with real connections; each guard once taken away, to see the race bite."""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from accounts.models import AdresseConnue, User
from accounts.services import activation, purge
from accounts.services.activation import Issue
from accounts.services.creation import AdressePrise
from cyclades.common import clock
from cyclades.outbox.models import Message

from .conftest import creer
from .courses import ensemble

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
CONCURRENTS = 32
# While a race of activations against the purge runs, 48 hours run out for one account after the other.
LIMITE = dt.timedelta(seconds=0.6)


def executer(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def uniques() -> list[tuple[str, str, str]]:
    """(table, constraint, definition) of the uniqueness of addresses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u'"
            " AND conname ~ '^accounts_(user_identifiant|adresseconnue_adresse)'"
        )
        return list(cursor.fetchall())


@pytest.fixture
def sans_unicite(base_reelle: None) -> Iterator[None]:
    """The test database without the UNIQUE of addresses, put back afterwards."""
    gardes = uniques()
    assert len(gardes) == 2
    for table, nom, _ in gardes:
        executer(f"ALTER TABLE {table} DROP CONSTRAINT {nom}")
    yield
    executer("TRUNCATE accounts_user, outbox_message CASCADE")
    for table, nom, definition in gardes:
        executer(f"ALTER TABLE {table} ADD CONSTRAINT {nom} {definition}")


def memes_adresses(tour: int) -> list[User | Exception]:
    """32 people create an account with the same address, each in a case of their own."""

    def une(rang: int) -> Callable[[], User]:
        nom = "".join(random.choice((c.upper(), c)) for c in "dack")
        return lambda: creer(f"{nom}{tour}@demo.example")

    return ensemble([une(rang) for rang in range(CONCURRENTS)])


def test_creer_same_address_32_times_makes_one_account() -> None:
    for tour in range(4):
        resultats = memes_adresses(tour)

        crees = [r for r in resultats if isinstance(r, User)]
        assert len(crees) == 1, resultats
        assert all(isinstance(r, AdressePrise) for r in resultats if not isinstance(r, User)), resultats
    assert (User.objects.count(), AdresseConnue.objects.count(), Message.objects.count()) == (4, 4, 4)


def test_creer_same_address_without_unique_bites(sans_unicite: None) -> None:
    crees = [r for r in memes_adresses(0) if isinstance(r, User)]

    print(f"sans UNIQUE : {len(crees)} comptes pour une adresse")  # noqa: T201
    assert len(crees) > 1


def test_activer_32_clicks_activate_once_with_one_number() -> None:
    for tour in range(4):
        compte = creer(f"clic{tour}@demo.example")

        def cliquer(compte: User = compte) -> Issue:
            return activation.activer(compte_id=compte.pk, cree_le=compte.cree_le)

        issues = ensemble([cliquer] * CONCURRENTS)

        assert sorted(str(i) for i in issues) == [str(Issue.ACTIVE)] + [str(Issue.DEJA_ACTIF)] * (CONCURRENTS - 1)
    numeros = list(User.objects.values_list("numero_candidat", flat=True))
    assert len(set(numeros)) == 4


def fabriquer(nombre: int, age: dt.timedelta) -> list[User]:
    """Accounts with their civil status, without the cost of a password."""
    base = creer("modele@demo.example")
    maintenant = clock.maintenant()
    comptes = User.objects.bulk_create(
        [
            User(identifiant=f"c{n}", email="", password="!", cree_le=maintenant - age + LIMITE * random.random())
            for n in range(nombre)
        ]
    )
    profil = base.profil
    type(profil).objects.bulk_create(
        [
            type(profil)(
                **{
                    **{f.attname: getattr(profil, f.attname) for f in profil._meta.fields if f.name != "id"},
                    "user_id": c.pk,
                }
            )
            for c in comptes
        ]
    )
    base.delete()
    return comptes


def activer_et_purger(comptes: list[User]) -> tuple[set[int], set[int]]:
    """Half of the connections click at the very end of the 48 hours, the others sweep; (acknowledged, left)."""
    acquittes: set[int] = set()

    def cliquer(lot: list[User]) -> Callable[[], None]:
        def faire() -> None:
            for compte in lot:
                if activation.activer(compte_id=compte.pk, cree_le=compte.cree_le) is Issue.ACTIVE:
                    acquittes.add(compte.pk)

        return faire

    random.shuffle(comptes)

    def balayer() -> None:
        fin = time.monotonic() + LIMITE.total_seconds()
        while time.monotonic() < fin:
            purge.purger_non_actives()

    for resultat in ensemble([*(cliquer(comptes[k::8]) for k in range(8)), *[balayer] * 4]):
        assert not isinstance(resultat, Exception), resultat
    return acquittes, set(User.objects.values_list("pk", flat=True))


def test_activation_against_purge_loses_none_and_revives_none() -> None:
    for _ in range(4):
        comptes = fabriquer(200, dt.timedelta(hours=48))

        acquittes, _ = activer_et_purger(comptes)
        time.sleep(LIMITE.total_seconds())
        purge.purger_non_actives()

        restants = set(User.objects.values_list("pk", flat=True))
        print(f"activés {len(acquittes)}, effacés {200 - len(restants)}, sur 200")  # noqa: T201
        assert restants == acquittes
        assert not User.objects.filter(numero_candidat=None).exists()
        User.objects.all().delete()


def test_activation_against_purge_without_the_lock_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same race against a sweep that selects first and deletes later, without a lock."""

    def sans_verrou(**_: object) -> tuple[int, bool]:
        cles = list(User.objects.filter(active_le=None).values_list("pk", flat=True)[:200])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
        User.objects.filter(pk__in=cles).delete()
        return len(cles), True

    monkeypatch.setattr(purge, "purger_non_actives", sans_verrou)
    perdus = 0
    for _ in range(5):
        comptes = fabriquer(200, dt.timedelta(hours=1))
        acquittes, restants = activer_et_purger(comptes)
        perdus += len(acquittes - restants)
        User.objects.all().delete()
        if perdus:
            break
    print(f"sans verrou : {perdus} activation(s) perdue(s)")  # noqa: T201
    assert perdus > 0
