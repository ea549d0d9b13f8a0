"""Fixtures shared by every test.

The catalogue is loaded once per test database, as `make run` loads it. Two ways to the database:
`db` (pytest-django: everything is rolled back), and `base_reelle` (rows are committed, other
processes and connections see them; people's tables are emptied afterwards, the catalogue stays).
"""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from pytest_django import fixtures

from cyclades.common import clock

# Playwright's loop stays in the main thread after a browser test, and the next tests of the process use the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

GARDEES = ("sessions_cfg_", "django_migrations", "django_content_type", "auth_permission", "cyclades_horloge")
SERVICE_DE_TEST = "test-"


def pytest_configure() -> None:
    """Make the test database whenever it is asked for.

    pytest-django makes it only when a collected test bears its own mark: a run of `base_reelle` tests
    alone would otherwise empty the database of DATABASE_URL itself.
    """
    fixtures._get_databases_for_setup = lambda items: ({"default"}, set())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with the catalogue and the fictitious services of the demonstration."""
    with django_db_blocker.unblock():
        call_command("load_catalogue", "--demo", verbosity=0)


@pytest.fixture(autouse=True)
def _horloge_neuve(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test reads the clock's offset from its own database; without a database it is zero."""
    avec_base = request.node.get_closest_marker("django_db") or {"db", "base_reelle"} & set(request.fixturenames)
    clock.oublier_decalage() if avec_base else clock.supposer_decalage(dt.timedelta(0))
    yield
    clock.oublier_decalage()


@pytest.fixture
def horloge() -> Callable[[str], None]:
    """Set the portal's clock, in the database and in this process: `horloge("2021-11-10T13:00+01:00")`.

    Needs a database fixture (`db` or `base_reelle`).
    """

    def regler(instant: str) -> None:
        clock.regler(dt.datetime.fromisoformat(instant) - clock.temps_reel())

    return regler


def vider_la_base() -> None:
    """Empty every table but the catalogue's, and set the clock right again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted(t for (t,) in cursor.fetchall() if not t.startswith(GARDEES))
        # TRUNCATE would make a new file for each table and index, also for the empty ones: seven times slower.
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables))  # noqa: S608
        pleines = [t for (t,) in cursor.fetchall()]
        for acte in ('ALTER TABLE "{}" DISABLE TRIGGER USER', 'DELETE FROM "{}"'):
            for table in pleines:
                cursor.execute(acte.format(table))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in pleines:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        cursor.execute(
            "SELECT setval(format('%%I', sequencename)::regclass, start_value, false) FROM pg_sequences "
            "WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename NOT LIKE ALL (%s)",
            [[f"{nom}%" for nom in GARDEES]],
        )
        cursor.execute("UPDATE cyclades_horloge SET decalage = '0'")
        cursor.execute("DELETE FROM sessions_cfg_lienspecialite")  # no data file has any
        cursor.execute("DELETE FROM sessions_cfg_serviceinscription WHERE cle LIKE %s", [SERVICE_DE_TEST + "%"])


@pytest.fixture
def base_reelle(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Committed rows, visible to other connections and processes; emptied before and after."""
    with django_db_blocker.unblock():
        assert str(connection.settings_dict["NAME"]).startswith("test_")
        vider_la_base()
        yield
        vider_la_base()
        connections.close_all()
