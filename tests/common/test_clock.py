"""The portal's clock: Python and the database tell the same time."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from cyclades.common import clock


@pytest.mark.django_db
def test_clock_in_rehearsal_agrees_with_database(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cyclades_maintenant()")
        base = cursor.fetchone()[0]

    attendu = dt.datetime(2021, 11, 10, 12, 0, tzinfo=dt.UTC)
    assert abs(base - attendu) < dt.timedelta(seconds=30)
    assert abs(clock.maintenant() - base) < dt.timedelta(seconds=5)
    assert clock.aujourd_hui() == dt.date(2021, 11, 10)
