"""An embargo moved as it ends (I-25), on 32 real connections: what was seen is not hidden again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses import TOURS, connexions

from .melees import embargos

pytestmark = pytest.mark.race


@pytest.fixture
def equipe(base_reelle: None) -> Iterator[ThreadPoolExecutor]:
    with connexions() as pool:
        yield pool


def test_embargo_that_ends_is_not_moved(equipe: ThreadPoolExecutor) -> None:
    embargos()[1].courir(equipe, TOURS)


def test_embargo_is_moved_from_under_the_eyes_of_a_reader_without_its_guards(equipe: ThreadPoolExecutor) -> None:
    embargos()[1].mordre(equipe)
