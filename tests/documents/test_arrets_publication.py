"""A small publication whose worker is killed; the long one is in tests/faults."""

from pathlib import Path

import pytest

from tests.faults.test_arrets_comptes import Lancer, lancer

from .arrets import interrompre

__all__ = ["lancer"]  # the fixture
pytestmark = pytest.mark.usefixtures("base_reelle")
NOMBRE = 30


def test_a_publication_survives_the_death_of_its_workers(lancer: Lancer, tmp_path: Path) -> None:
    boite = tmp_path / "mails"
    boite.mkdir()

    bilan = interrompre(lancer, boite, nombre=NOMBRE, arrets=2, attendre_les_baux=False)

    assert all(reste > 0 for reste in bilan.restaient)
    assert len(bilan.mails) == NOMBRE
    assert sum(bilan.mails.values()) - NOMBRE <= bilan.arrets
