"""The same machine, long: `ACTES` acts at least (5,000 unless said otherwise), each kind of which happened."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.registrations.test_vie import vivre
from tests.registrations.vie import Vie

ARRIVES = {
    "commence",
    "modifie",
    "remplit",
    "tape_une_lettre",
    "enregistre",
    "abandonne",
    "se_desinscrit",
    "change_d_adresse",
    "depose",
    "depose_tout",
    "trouve_tout_conforme",
    "reprend_son_fichier",
    "transmet",
    "decide",
    "revient_sur_sa_decision",
    "declare_les_dossiers_complets",
    "accomplit",
    "demande_une_rectification",
    "repond",
    "passage_des_annulations",
}


@pytest.mark.usefixtures("db")
def test_thousands_of_acts_keep_every_invariant(settings: Any, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.DEMO = True
    actes, avant = int(os.environ.get("ACTES", "5000")), Vie.pas
    acceptes = vivre(exemples=actes // 24, pas=60)
    assert Vie.pas - avant >= actes
    assert set(acceptes) >= ARRIVES, ARRIVES - set(acceptes)
