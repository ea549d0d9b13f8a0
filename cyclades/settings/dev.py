"""`make run`: the whole portal on one machine, demonstration data, no secret to choose."""

import os
from pathlib import Path

import environ

# Beside a running `make run`, `manage.py` finds its servers and its key in this file.
_VAR = Path(os.environ.get("CYCLADES_VAR") or Path(__file__).resolve().parents[2] / "var")
if (_VAR / "environnement").is_file():
    environ.Env.read_env(str(_VAR / "environnement"))
os.environ.setdefault("SECRET_KEY", "demonstration-seulement-jamais-en-production")

from .base import *  # noqa: E402, F403
from .environment import env  # noqa: E402

DEMO = True
# The demonstration's accounts and sessions bear old dates: nothing goes away unless asked for.
COMPTE_INACTIF_MOIS = env.int("CYCLADES_COMPTE_INACTIF_MOIS", default=0)
CONSERVATION_IDENTITE_MOIS = env.int("CYCLADES_CONSERVATION_IDENTITE_MOIS", default=0)
CONSERVATION_PIECES_MOIS = env.int("CYCLADES_CONSERVATION_PIECES_MOIS", default=0)
CONSERVATION_IMPORTS_MOIS = env.int("CYCLADES_CONSERVATION_IMPORTS_MOIS", default=0)
ALLOWED_HOSTS = ["*"]
if not os.environ.get("EMAIL_URL"):
    EMAIL_BACKEND = "cyclades.outbox.backends.FichiersEml"
