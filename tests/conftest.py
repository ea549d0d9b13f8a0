"""Fixtures shared by every test."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from cyclades.common import clock


@pytest.fixture(autouse=True)
def _horloge_neuve() -> Iterator[None]:
    """Each test reads the clock's offset from its own database."""
    clock.oublier_decalage()
    yield
    clock.oublier_decalage()


@pytest.fixture
def horloge(db: None) -> Callable[[str], None]:
    """Set the portal's clock, in the database and in this process: `horloge("2021-11-10T13:00+01:00")`."""

    def regler(instant: str) -> None:
        clock.regler(dt.datetime.fromisoformat(instant) - clock.temps_reel())

    return regler
