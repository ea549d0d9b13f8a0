"""The portal with a guard taken away, for the control of `test_arrets_candidatures`: saves in two transactions.

Half a second lies between the two, as on a disk that fails: the requests that are cut then mostly lie astride.
"""

import time
from typing import Any

from django.db import connection

from cyclades.wsgi import application
from registrations.services import annonces, saving


def annoncer_ensuite(**faits: Any) -> None:
    connection.connection.commit()
    time.sleep(0.5)
    annonces.annoncer(**faits)


saving.annoncer = annoncer_ensuite  # type: ignore[attr-defined]

__all__ = ["application"]
