"""Handlers of the suite: they count their runs in a table, fail or die on demand."""

import os
import signal
import time
from typing import Any

from django.db import connection

from cyclades.outbox.models import Message
from cyclades.outbox.registry import register


def noter(*, ids: dict[str, Any], message: Message) -> None:
    """Leave one row in `outbox_battement` per committed run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_battement (nom, le) VALUES (%s || nextval('accounts_numero_candidat'), now())",
            [f"fait-{ids['n']}-"],
        )


def echouer(*, ids: dict[str, Any], message: Message) -> None:
    """Write, then fail: nothing of it must stay."""
    noter(ids=ids, message=message)
    raise ValueError("dack.accrall@demo.example")


def tomber_en_panne(*, ids: dict[str, Any], message: Message) -> None:
    raise ConnectionRefusedError("smtp")


def mourir(*, ids: dict[str, Any], message: Message) -> None:
    """Kill the process in the middle of the work."""
    noter(ids=ids, message=message)
    os.kill(os.getpid(), signal.SIGKILL)


def lambiner(*, ids: dict[str, Any], message: Message) -> None:
    noter(ids=ids, message=message)
    time.sleep(1)


for _nom in ("noter", "echouer", "tomber_en_panne", "mourir", "lambiner"):
    register(f"test.{_nom}", f"tests.outbox.travaux.{_nom}", file="bulk")
