"""Races around pieces and documents with their full volumes (I-11, I-18, I-25): figures, and invariants after each."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.courses import TEMOINS_LONGS, TOURS_LONGS, connexions
from tests.documents.melees import embargos
from tests.justificatifs.melees import CONFIRMATION, MODIFICATION, depots_a_la_limite
from tests.scenes import INSTANT

pytestmark = pytest.mark.race


@pytest.fixture
def equipe(base_reelle: None, settings: Any, tmp_path: Path) -> Iterator[ThreadPoolExecutor]:
    settings.DEPOT_PRIVE, settings.DEMO = tmp_path / "fichiers", True
    with connexions() as pool:
        yield pool


def test_deposit_at_the_deadline_is_kept_or_cancelled_never_both(equipe: ThreadPoolExecutor) -> None:
    rounds, course = depots_a_la_limite()
    course.courir(equipe, TOURS_LONGS)
    print(f"candidatures gardées {rounds.gardees}, annulées {rounds.annulees}")  # noqa: T201
    assert min(rounds.gardees, rounds.annulees) > 0


def test_deposit_is_kept_and_cancelled_without_the_locks(equipe: ThreadPoolExecutor) -> None:
    depots_a_la_limite()[1].mordre(equipe, TEMOINS_LONGS)


def test_file_is_not_confirmed_once_a_piece_is_refused(equipe: ThreadPoolExecutor) -> None:
    CONFIRMATION.courir(equipe, TOURS_LONGS)


def test_file_is_confirmed_over_a_refusal_without_the_locks(equipe: ThreadPoolExecutor) -> None:
    CONFIRMATION.mordre(equipe, TEMOINS_LONGS)


def test_change_is_to_be_signed_again_whoever_accepts_meanwhile(
    equipe: ThreadPoolExecutor, horloge: Callable[[str], None]
) -> None:
    horloge(INSTANT)
    MODIFICATION.courir(equipe, TOURS_LONGS)


def test_change_keeps_what_was_signed_before_it_without_the_guards(
    equipe: ThreadPoolExecutor, horloge: Callable[[str], None]
) -> None:
    horloge(INSTANT)
    MODIFICATION.mordre(equipe, TEMOINS_LONGS)


def test_embargo_that_ends_is_not_moved(equipe: ThreadPoolExecutor) -> None:
    rounds, course = embargos()
    course.courir(equipe, TOURS_LONGS)
    print(f"embargos déplacés {rounds.deplaces}, refusés {rounds.refuses}")  # noqa: T201
    assert min(rounds.deplaces, rounds.refuses) > 0


def test_embargo_is_moved_from_under_the_eyes_of_a_reader_without_its_guards(equipe: ThreadPoolExecutor) -> None:
    embargos()[1].mordre(equipe, TEMOINS_LONGS)
