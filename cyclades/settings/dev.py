"""`make run`: the whole portal on one machine, demonstration data, no secret to choose."""

import os

os.environ.setdefault("SECRET_KEY", "demonstration-seulement-jamais-en-production")

from .base import *  # noqa: F403

DEMO = True
ALLOWED_HOSTS = ["*"]
