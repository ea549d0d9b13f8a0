"""A thousand convocations, workers killed at random (I-20, I-22): each issued, produced and announced once."""

from pathlib import Path

import pytest

from tests.documents.arrets import interrompre

from .test_arrets_comptes import Lancer, lancer

__all__ = ["lancer"]  # the fixture
pytestmark = pytest.mark.usefixtures("base_reelle")
NOMBRE = 1000
ARRETS = 5


def test_a_thousand_documents_survive_the_death_of_their_workers(lancer: Lancer, tmp_path: Path) -> None:
    boite = tmp_path / "mails"
    boite.mkdir()

    bilan = interrompre(lancer, boite, nombre=NOMBRE, arrets=ARRETS, attendre_les_baux=True)

    copies = sum(bilan.mails.values()) - len(bilan.mails)
    print(  # noqa: T201
        f"I-20 kill -9 pendant une publication de {NOMBRE} : {bilan.arrets} arrêts (restaient {bilan.restaient}), "
        f"{len(bilan.mails)} mails, {copies} copie au même Message-ID, {bilan.secondes:.0f} s"
    )
    assert all(reste > 0 for reste in bilan.restaient)
    assert len(bilan.mails) == NOMBRE
    # I-20 allows one: a worker that dies between the server's 250 and COMMIT.
    assert copies <= ARRETS
