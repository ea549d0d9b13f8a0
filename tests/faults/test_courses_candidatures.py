"""Races of a candidature's life with their full volumes (I-05 to I-12, I-18): figures printed, invariants after each.

`make faults` shows the figures; `TOURS` is the number of rounds (50). Each control takes the guard away: the same
race must then bite.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses import TEMOINS_LONGS, TOURS_LONGS, Course
from tests.registrations import (
    fermetures,
    melees,
    test_courses_corrections,
    test_courses_identite,
    test_courses_imports,
    test_courses_rectifications,
)
from tests.registrations.conftest import equipe
from tests.registrations.coupures import coupures

__all__ = ["equipe"]  # the fixture
pytestmark = pytest.mark.race
PAR_FERMETURE = 3 * len(fermetures.FERMETURES)  # each with the web server's clock right, fast and slow
AUTOUR, FERMETURE = fermetures.autour(2.0)
COURSES = (
    *test_courses_identite.COURSES,
    *melees.COURSES,
    fermetures.DEPLACEMENT,
    *test_courses_rectifications.COURSES,
    test_courses_imports.MEME_FICHIER,
    test_courses_corrections.PLUSIEURS,
    test_courses_corrections.ENREGISTREMENT,
    test_courses_corrections.OUVERTURE,
)


@pytest.mark.parametrize("course", [*COURSES, test_courses_identite.SUPPRESSION], ids=str)
def test_race_violates_nothing(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.courir(equipe, TOURS_LONGS)


@pytest.mark.parametrize("course", COURSES, ids=str)
def test_race_bites_without_its_guard(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.mordre(equipe, TEMOINS_LONGS)


def test_save_cut_short_is_whole_or_nothing(equipe: ThreadPoolExecutor) -> None:
    rounds, course = coupures()
    course.courir(equipe, TOURS_LONGS)

    print(f"{rounds.coupees} coupures, {rounds.acquittes} acquittés, {rounds.entiers} entiers, {rounds.riens} riens")  # noqa: T201
    assert min(rounds.coupees, rounds.acquittes, rounds.riens) > 0


def test_save_in_two_transactions_is_found_halved(equipe: ThreadPoolExecutor) -> None:
    coupures()[1].mordre(equipe, TEMOINS_LONGS)


def test_nothing_is_written_at_or_after_closing(equipe: ThreadPoolExecutor) -> None:
    """Twenty rounds and one, and as many again as `TOURS` asks."""
    FERMETURE.courir(equipe, max(PAR_FERMETURE, TOURS_LONGS))

    print(f"I-11 autour de la fermeture : {AUTOUR.acceptes} acceptés avant, {AUTOUR.refuses} refusés après")  # noqa: T201
    assert min(AUTOUR.acceptes, AUTOUR.refuses) > 0


def test_closing_is_missed_without_the_triggers(equipe: ThreadPoolExecutor) -> None:
    fermetures.autour(2.0)[1].mordre(equipe, TEMOINS_LONGS)
