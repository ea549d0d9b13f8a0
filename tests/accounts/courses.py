"""Real races: threads with a PostgreSQL connection each, released together."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection, connections

T = TypeVar("T")


def ensemble(actions: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run every action in its own thread and connection, started at the same instant; results in order."""
    depart = threading.Barrier(len(actions))
    resultats: list[T | Exception] = [RuntimeError("non parti")] * len(actions)

    def courir(rang: int) -> None:
        try:
            connection.ensure_connection()
            depart.wait(30)
            resultats[rang] = actions[rang]()
        except Exception as erreur:
            resultats[rang] = erreur
        finally:
            connections.close_all()

    fils = [threading.Thread(target=courir, args=(rang,)) for rang in range(len(actions))]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    return resultats
