"""Fifty pieces checked by keyboard in a real Chromium: how long each takes."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread

from justificatifs.models import PieceAttendue
from tests.captures import navigateur_reel
from tests.e2e.banc import controler_au_clavier, transmettre_des_pieces
from tests.usines import personnel

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]
NOMBRE = 50


@pytest.fixture
def serveur(base_reelle: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.DEMO = True
    fil = LiveServerThread("127.0.0.1", StaticFilesHandler)
    fil.daemon = True
    fil.start()
    fil.is_ready.wait()
    assert fil.error is None
    yield f"http://127.0.0.1:{fil.port}"
    fil.terminate()
    connections.close_all()


def test_fifty_pieces_are_checked_by_keyboard(serveur: str) -> None:
    transmettre_des_pieces(NOMBRE)
    client = Client()
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")
    with navigateur_reel() as navigateur:
        contexte = navigateur.new_context(locale="fr-FR")
        contexte.add_cookies([{"name": "cyclades", "value": client.cookies["cyclades"].value, "url": serveur}])
        durees = controler_au_clavier(contexte.new_page(), serveur, NOMBRE)

    print(  # noqa: T201
        f"{NOMBRE} pièces contrôlées au clavier en {sum(durees):.0f} s : "
        f"{median(durees):.2f} s par pièce (médiane), {max(durees):.2f} s au plus"
    )
    assert Counter(PieceAttendue.objects.values_list("statut", flat=True)) == {"conforme": 40, "non_conforme": 10}
