"""The test suite: the real database and Redis, demonstration rules off unless a test turns them on."""

import os

os.environ.setdefault("SECRET_KEY", "suite-de-tests")
# Playwright keeps an event loop in the thread of the tests; they call the database from that thread all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from .base import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# WhiteNoise warns at every client of the suite when its folder is not there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
