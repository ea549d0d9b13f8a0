"""Races around the pieces of a file on 32 real connections, a few rounds each (`melees`), with their controls."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses import TOURS
from tests.scenes import INSTANT

from .melees import CONFIRMATION, MODIFICATION, depots_a_la_limite

pytestmark = pytest.mark.race
REPRISES = 4  # on a busy machine, a deposit begun before the deadline may come after it


def test_deposit_at_the_deadline_is_kept_or_cancelled_never_both(equipe: ThreadPoolExecutor) -> None:
    rounds, course = depots_a_la_limite()
    for _ in range(REPRISES):
        course.courir(equipe, TOURS)
        if min(rounds.gardees, rounds.annulees) > 0:
            break
    print(f"candidatures gardées {rounds.gardees}, annulées {rounds.annulees}")  # noqa: T201
    assert min(rounds.gardees, rounds.annulees) > 0


def test_deposit_is_kept_and_cancelled_without_the_locks(equipe: ThreadPoolExecutor) -> None:
    depots_a_la_limite()[1].mordre(equipe)


def test_file_is_not_confirmed_once_a_piece_is_refused(equipe: ThreadPoolExecutor) -> None:
    CONFIRMATION.courir(equipe, TOURS)


def test_file_is_confirmed_over_a_refusal_without_the_locks(equipe: ThreadPoolExecutor) -> None:
    CONFIRMATION.mordre(equipe)


def test_change_is_to_be_signed_again_whoever_accepts_meanwhile(
    equipe: ThreadPoolExecutor, horloge: Callable[[str], None]
) -> None:
    horloge(INSTANT)
    MODIFICATION.courir(equipe, TOURS)


def test_change_keeps_what_was_signed_before_it_without_the_guards(
    equipe: ThreadPoolExecutor, horloge: Callable[[str], None]
) -> None:
    horloge(INSTANT)
    MODIFICATION.mordre(equipe)
