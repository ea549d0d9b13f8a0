"""What every test of documents needs."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def depot(settings: Settings, tmp_path: Path) -> Path:
    """The private storage, empty, and nobody else's."""
    settings.DEPOT_PRIVE = tmp_path
    return tmp_path
