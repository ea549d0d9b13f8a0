"""I-11 on 32 real connections: a few rounds around a closing; `make faults` plays ±2 s (`fermetures`)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses import TOURS

from .fermetures import DEPLACEMENT, autour

pytestmark = pytest.mark.race
REPRISES = 4  # on a busy machine, a save begun half a second before the closing may come after it


def test_nothing_is_written_at_or_after_closing(equipe: ThreadPoolExecutor) -> None:
    rounds, course = autour(0.5)
    for _ in range(REPRISES):
        course.courir(equipe, TOURS)
        if min(rounds.acceptes, rounds.refuses) > 0:
            break
    print(f"acceptés {rounds.acceptes}, refusés {rounds.refuses}")  # noqa: T201
    assert rounds.acceptes > 0
    assert rounds.refuses > 0


def test_closing_is_missed_without_the_trigger(equipe: ThreadPoolExecutor) -> None:
    autour(0.3)[1].mordre(equipe)


def test_closing_moved_meanwhile_holds_from_its_commit_on(equipe: ThreadPoolExecutor) -> None:
    DEPLACEMENT.courir(equipe, TOURS)


def test_moved_closing_is_missed_without_the_trigger(equipe: ThreadPoolExecutor) -> None:
    DEPLACEMENT.mordre(equipe)
