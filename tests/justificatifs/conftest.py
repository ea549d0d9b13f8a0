"""Each test has its own private depository, and files read unscanned as in a demonstration."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.courses import connexions


@pytest.fixture(autouse=True)
def depot_prive(settings: Any, tmp_path: Path) -> Path:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.DEMO = True
    return tmp_path / "fichiers"


@pytest.fixture
def equipe(base_reelle: None) -> Iterator[ThreadPoolExecutor]:
    """Thirty-two threads that keep one connection each for the whole test."""
    with connexions() as pool:
        yield pool
