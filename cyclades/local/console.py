"""What the launcher says: one line at a time, in French, without a traceback for a known cause."""

import sys
from typing import NoReturn


def dire(message: str) -> None:
    """One line for the person in front of the terminal."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


class Arret(Exception):
    """A known cause that stops everything; its text is the one line that is shown."""


def finir(message: str) -> NoReturn:
    """End the process with one line on the error output."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()
    sys.exit(1)
