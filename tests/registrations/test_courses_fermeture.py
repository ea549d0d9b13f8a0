"""I-11 on 32 real connections: a few rounds around a closing; `make faults` plays ±2 s (`fermetures`)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses import TOURS, TOURS_TEMOIN

from .fermetures import DEPLACEMENT, autour

pytestmark = pytest.mark.race


def test_nothing_is_written_at_or_after_closing(equipe: ThreadPoolExecutor) -> None:
    rounds, course = autour(0.3)
    course.courir(equipe, TOURS)
    print(f"acceptés {rounds.acceptes}, refusés {rounds.refuses}")  # noqa: T201
    assert rounds.acceptes > 0
    assert rounds.refuses > 0


def test_closing_is_missed_without_the_trigger(equipe: ThreadPoolExecutor) -> None:
    autour(0.3)[1].mordre(equipe, TOURS_TEMOIN)


def test_closing_moved_meanwhile_holds_from_its_commit_on(equipe: ThreadPoolExecutor) -> None:
    DEPLACEMENT.courir(equipe, TOURS)


def test_moved_closing_is_missed_without_the_trigger(equipe: ThreadPoolExecutor) -> None:
    DEPLACEMENT.mordre(equipe, TOURS_TEMOIN)
