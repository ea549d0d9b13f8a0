"""One code of a papillon used by many at once (I-02): one is served. The control has no trigger: several are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.services import premier_acces

from .courses import ensemble
from .papillons import choisir, eleve, presenter, tirer

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
CONCURRENTS = 8


def rafale() -> tuple[list[int | Exception], User]:
    """Eight browsers come to the choice of a password with one code, then choose at the same instant."""
    compte = eleve()
    code = tirer(compte)

    def utiliser(rang: int) -> Callable[[], int]:
        navigateur = Client()
        assert presenter(navigateur, code).status_code == 302
        return lambda: int(choisir(navigateur, f"Poulain.vert{rang}").status_code)

    codes = ensemble([utiliser(rang) for rang in range(CONCURRENTS)])
    compte.refresh_from_db()
    return codes, compte


@contextmanager
def sans_declencheur() -> Iterator[None]:
    """The test database without the trigger that keeps a used code closed."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_codepremieracces DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_codepremieracces ENABLE TRIGGER USER")


def test_one_of_eight_is_served_and_his_password_is_kept() -> None:
    codes, compte = rafale()

    assert sorted(map(str, codes)) == ["302"] + ["410"] * (CONCURRENTS - 1)
    assert compte.check_password(f"Poulain.vert{codes.index(302)}")


def test_control_without_the_trigger_several_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the look at the code before the lock: it only makes the race rarer."""
    monkeypatch.setattr(premier_acces, "est_valable", lambda code: True)
    with sans_declencheur():
        codes, _ = rafale()

    print(f"sans le déclencheur : {codes.count(302)} servis")  # noqa: T201
    assert codes.count(302) > 1
