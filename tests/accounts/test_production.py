"""The second factor under the very settings of production, in a process of its own (I-28)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serveurs import adresse_base

RACINE = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("base_reelle")


def test_first_superviseur_enters_production_with_a_phone_and_no_otherwise(tmp_path: Path) -> None:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cyclades.settings.prod",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "inscriptions.example",
        "ADRESSE_PUBLIQUE": "https://inscriptions.example",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "CYCLADES_ANTIVIRUS": "tcp://127.0.0.1:1",
        "DATABASE_URL": adresse_base(),
        "CYCLADES_VAR": str(tmp_path),
    }
    for commande in (
        ["manage.py", "collectstatic", "--noinput", "-v0"],
        ["-m", "tests.accounts.parcours_de_production"],
    ):
        fait = subprocess.run(
            [sys.executable, *commande], cwd=RACINE, env=env, capture_output=True, text=True, timeout=180
        )
        assert fait.returncode == 0, fait.stderr[-3000:]

    verifier = "/compte/second-facteur/verifier/"
    assert fait.stdout.splitlines() == [
        "mot de passe 302 /compte/connexion/",
        f"connexion 302 {verifier}?next=%2Fgestion%2F",
        f"gestion sans second facteur 302 {verifier}?next=%2Fgestion%2F",
        f"compte sans second facteur 302 {verifier}?next=%2Fcompte%2Fmodifier%2F",
        "commencer 302 /compte/second-facteur/telephone/",
        "téléphone 200 ",
        "gestion 200 ",
        "cookie __Host-cyclades True True",
        "rejeu 200 ",
        f"gestion après rejeu 302 {verifier}?next=%2Fgestion%2F",
    ]
    # Nothing of it in the process's own log: neither the key's codes nor the address.
    assert "cheffe@" not in fait.stderr and "invitation/" not in fait.stderr.replace("invitation/<str:jeton>/", "")
