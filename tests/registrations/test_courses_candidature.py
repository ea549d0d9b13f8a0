"""Races of one candidature on 32 real connections, a few rounds each (`melees`), with their negative controls."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses import TOURS, Course

from .melees import COURSES

pytestmark = pytest.mark.race


@pytest.mark.parametrize("course", COURSES, ids=str)
def test_race_violates_nothing(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.courir(equipe, TOURS)


@pytest.mark.parametrize("course", COURSES, ids=str)
def test_race_bites_without_its_guard(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.mordre(equipe)
