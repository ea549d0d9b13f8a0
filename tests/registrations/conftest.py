"""A signed-in candidate, and thirty-two connections, at the guide's own date."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from accounts.models import User
from cyclades.common import clock
from tests.courses import connexions
from tests.usines import compte_candidat

from .eleves_csv import responsable


@pytest.fixture
def candidat(db: None, client: Client, horloge: Callable[[str], None]) -> User:
    """An activated candidate, signed in with `client`, on 10/11/2021 at 13:00 in Paris."""
    horloge("2021-11-10T13:00+01:00")
    compte = compte_candidat()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return compte


@pytest.fixture
def par(db: None, client: Client, horloge: Callable[[str], None]) -> User:
    """A responsable of Toulouse, signed in with `client` on the same day."""
    horloge("2021-11-10T13:00+01:00")
    compte = responsable()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return compte


@pytest.fixture
def equipe(base_reelle: None, horloge: Callable[[str], None]) -> Iterator[ThreadPoolExecutor]:
    """Thirty-two threads that keep one connection each, on 10/11/2021."""
    horloge("2021-11-10T13:00+01:00")
    clock.decalage()
    with connexions() as pool:
        yield pool
