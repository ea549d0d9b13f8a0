"""What `make run` does between the servers and the portal, in one process: one start of Python instead of five."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from .console import finir


def _static_mark() -> str:
    """Changes when a static file does."""

    def names() -> Iterator[str]:
        for finder in get_finders():
            for path, storage in finder.list(None):
                file = Path(storage.path(path))
                status = file.stat()
                yield f"{path} {status.st_size} {status.st_mtime_ns}"

    return hashlib.sha256("\n".join(sorted(names())).encode()).hexdigest()


def collect_static() -> None:
    """Copy, name by content and compress the static files, when one has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".empreinte"
    mark = _static_mark()
    if stamp.exists() and stamp.read_text() == mark:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark)


def main() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("regler_horloge", os.environ.get("CYCLADES_HORLOGE", ""))
    call_command("load_catalogue", demo=settings.DEMO, verbosity=0)
    if settings.DEMO:
        call_command("demo", verbosity=0)
        call_command("demo_documents", verbosity=0)
    collect_static()


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        finir(str(error))
    except DatabaseError as error:
        sys.stderr.write(f"La base de DATABASE_URL a refusé : {str(error).strip().splitlines()[0]}\n")
        sys.exit(1)
