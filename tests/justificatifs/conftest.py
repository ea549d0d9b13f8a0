"""Each test has its own private depository, and files read unscanned as in a demonstration."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def depot_prive(settings: Any, tmp_path: Path) -> Path:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.DEMO = True
    return tmp_path / "fichiers"
