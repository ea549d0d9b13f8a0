"""What the Récapitulatif and the confirmation say, from what a version keeps."""

from typing import Any

import pytest

from registrations import lecture
from registrations.rules.intitule import intitule
from sessions_cfg.services.fichiers import lire


def test_marks_follow_the_regulation_and_not_the_kept_object() -> None:
    """A jsonb object comes back with its keys sorted by length, then by letter."""
    contenu: Any = {"epreuves": [{"code": c} for c in ("E1", "E11", "E12", "E2", "E5-A", "E6")]}
    acquis: Any = {"notes": {"E2": "9,50", "E6": "14,25", "E11": "10,00", "E12": "10,00", "E5-A": "9,50"}}

    assert [code for code, _ in lecture.notes_de(contenu, acquis)] == ["E11", "E12", "E2", "E5-A", "E6"]


@pytest.mark.parametrize(
    ("titre", "option", "attendu"),
    [
        ("Langue vivante anglais", "Anglais", "E5 - Langue vivante anglais"),
        ("Langue vivante", "Anglais", "E5 - Langue vivante - Anglais"),
        ("Mise en oeuvre", "", "E5 - Mise en oeuvre"),
    ],
)
def test_option_is_said_once(titre: str, option: str, attendu: str) -> None:
    assert intitule("E5", titre, option) == attendu


def test_conditions_are_whole_sentences_to_the_candidate() -> None:
    """They stand alone on the Récapitulatif, under « À savoir avant de vous inscrire »."""
    debuts = ("Il vous faut ", "Il existe ", "Pour ", "Avant ")
    for condition in lire("eligibilite.json"):
        assert condition["phrase"].startswith(debuts), condition["cle"]
        assert condition["phrase"].endswith("."), condition["cle"]
