"""Uploads are bounded while they come (I-19)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

MO = 1_000_000


@pytest.fixture
def dossier(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def _requete(**tailles: int) -> HttpRequest:
    fichiers = {nom: SimpleUploadedFile(f"{nom}.bin", b"x" * taille) for nom, taille in tailles.items()}
    return RequestFactory().post("/", {"avant": "1", **fichiers})


@pytest.mark.parametrize(
    ("taille", "trop_gros"), [(0, False), (1, False), (5 * MO, False), (5 * MO + 1, True), (60 * MO, True)]
)
def test_file_is_kept_up_to_the_limit(dossier: Path, taille: int, trop_gros: bool) -> None:
    requete = _requete(a=taille)
    fichier: Any = requete.FILES["a"]
    assert (fichier.trop_gros, fichier.size, requete.POST["avant"]) == (trop_gros, taille, "1")
    garde = sum(f.stat().st_size for f in dossier.iterdir())
    assert garde <= 5 * MO
    assert (garde == taille) is not trop_gros


def test_files_of_a_request_share_a_limit(dossier: Path, settings: Any) -> None:
    settings.TAILLE_MAX_ENVOI = 8 * MO
    fichiers: Any = _requete(a=3 * MO, b=6 * MO, c=1 * MO, d=1).FILES
    assert [fichiers[nom].trop_gros for nom in "abcd"] == [False, True, True, True]
    assert sum(f.stat().st_size for f in dossier.iterdir()) <= 8 * MO


def test_each_of_several_files_may_be_as_large_as_one(dossier: Path) -> None:
    fichiers: Any = _requete(a=5 * MO, b=5 * MO).FILES
    assert [fichiers[nom].trop_gros for nom in "ab"] == [False, False]
