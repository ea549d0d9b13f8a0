"""I-12 on 32 real connections, cut in the middle of their saves: a few rounds; many in `make faults` (`coupures`)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses import TOURS

from .coupures import coupures

pytestmark = pytest.mark.race


def test_save_cut_short_is_whole_or_nothing(equipe: ThreadPoolExecutor) -> None:
    rounds, course = coupures()
    course.courir(equipe, TOURS)
    print(f"{rounds.coupees} coupures, {rounds.acquittes} acquittés, {rounds.entiers} entiers, {rounds.riens} riens")  # noqa: T201
    assert min(rounds.coupees, rounds.acquittes, rounds.riens) > 0
    assert rounds.entiers + rounds.riens == 32 * TOURS


def test_save_in_two_transactions_is_found_halved(equipe: ThreadPoolExecutor) -> None:
    coupures()[1].mordre(equipe)
