"""What the long trials share."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _resultats_montres(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """What a race prints is its result: shown even when it succeeds."""
    yield
    dit = capsys.readouterr().out
    with capsys.disabled():
        print(f"\n{dit}", end="")  # noqa: T201
