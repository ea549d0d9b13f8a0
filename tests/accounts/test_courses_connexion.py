"""Wrong passwords at the same instant, from one place (I-29): a burst gets no more tries than a queue.

The negative control lets the tries go without waiting for one another: more of them must then get through.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from accounts.models import Compteur
from accounts.services import limites

from .conftest import MOT_DE_PASSE, creer_actif
from .courses import ensemble

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
CONCURRENTS, TOURS = 32, 3
# Five compared, the fifth of which is already answered by the wait.
COMPARES = 5


def essayer(rang: int, secret: str = "") -> Callable[[], int]:
    donnees = {"identifiant": "dack.accrall@demo.example", "mot_de_passe": secret or f"Faux.mot{rang}"}
    # Each with a browser name of its own: one row each in the table of attempts.
    entetes = {"User-Agent": f"navigateur {rang}"}
    return lambda: int(Client().post("/compte/connexion/", donnees, headers=entetes).status_code)


def rafale() -> tuple[int, list[Any]]:
    """How many passwords were compared in a burst of wrong ones, and the answers."""
    AccessAttempt.objects.all().delete()
    Compteur.objects.all().delete()
    codes = ensemble([essayer(r) for r in range(CONCURRENTS)])
    return sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)), codes


def test_32_wrong_passwords_at_once_get_no_more_tries_than_one_after_the_other() -> None:
    creer_actif()

    tours = [rafale() for _ in range(TOURS)]

    print(f"32 essais ensemble, {TOURS} tours : {[n for n, _ in tours]} comparés")  # noqa: T201
    for compares, codes in tours:
        assert compares == COMPARES
        assert sorted(codes) == [200] * (COMPARES - 1) + [429] * (CONCURRENTS - COMPARES + 1)
    assert essayer(99, MOT_DE_PASSE)() == 429


def test_control_without_waiting_for_one_another_more_get_through(monkeypatch: pytest.MonkeyPatch) -> None:
    creer_actif()
    monkeypatch.setattr(limites, "un_par_un", lambda quoi, qui: nullcontext())

    compares = rafale()[0]

    print(f"sans le verrou : {compares} comparés")  # noqa: T201
    assert compares > COMPARES
