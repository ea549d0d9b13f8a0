"""A signed-in candidate, at the guide's own date."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.usines import compte_candidat


@pytest.fixture
def candidat(db: None, client: Client, horloge: Callable[[str], None]) -> User:
    """An activated candidate, signed in with `client`, on 10/11/2021 at 13:00 in Paris."""
    horloge("2021-11-10T13:00+01:00")
    compte = compte_candidat()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return compte
