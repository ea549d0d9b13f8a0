"""Counting the queries of a page, beyond session and user."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

HORS_COMPTE = ("accounts_sessionouverte", '"accounts_user"."last_login"', "SAVEPOINT", "RELEASE", "cyclades_horloge")


def requetes(acte: Callable[[], Any]) -> list[str]:
    """The SQL of what `acte` runs, without session, user, savepoints of the test and the rehearsal clock."""
    with CaptureQueriesContext(connection) as captees:
        acte()
    sqls = [q["sql"] for q in captees.captured_queries]
    return [s for s in sqls if not any(mot in s for mot in HORS_COMPTE) or "FOR UPDATE" in s]
