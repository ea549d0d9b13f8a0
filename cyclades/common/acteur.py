"""Who writes: the database's guards treat a transaction without a name as the candidate's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# The name before is read first, whatever the order in which PostgreSQL evaluates a SELECT.
_NOMMER = """
WITH avant AS MATERIALIZED (SELECT current_setting('cyclades.acteur', true) AS nom)
SELECT avant.nom, set_config('cyclades.acteur', %s, true) FROM avant
"""


@contextmanager
def acteur(nom: str) -> Iterator[None]:
    """Open a transaction in which writes are done in the name of `nom`.

    `nom` is `gestionnaire:<id>` or `systeme:<what>`. Candidates never call this: the triggers of
    I-11 and I-15 hold every unnamed transaction to the opening hours and locks.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOMMER, [nom])
        avant = cursor.fetchone()[0] or ""
        yield
        cursor.execute("SELECT set_config('cyclades.acteur', %s, true)", [avant])
