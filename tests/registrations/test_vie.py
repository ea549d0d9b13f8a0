"""Candidates, staff and the clock in any order: the database and the model agree, and every invariant holds."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.registrations.vie import Vie

COMMUN: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


@pytest.mark.usefixtures("db")
def test_any_order_of_acts_keeps_every_invariant(settings: Any, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.DEMO = True
    vivre(exemples=10, pas=50)


def vivre(*, exemples: int, pas: int) -> Counter[str]:
    """Run the machine; the acts that were accepted, each with its number."""
    avant, acceptes = Vie.pas, Counter(Vie.acceptes)
    run_state_machine_as_test(Vie, settings=settings(max_examples=exemples, stateful_step_count=pas, **COMMUN))
    faits, oui = Vie.pas - avant, Vie.acceptes - acceptes
    print(f"{faits} actes essayés, {oui.total()} acceptés : {dict(sorted(oui.items()))}")  # noqa: T201
    assert faits > exemples * pas / 4, "trop de règles sans objet : la machine n'éprouve rien"
    return oui
