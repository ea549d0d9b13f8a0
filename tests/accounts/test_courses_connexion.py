"""Wrong passwords at the same instant, from one place (I-29).

The lock is read before the password: a burst gets at most one guess more per web process, then none.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from .conftest import creer_actif
from .courses import ensemble

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
CONCURRENTS, LIMITE = 32, 8


def essayer(rang: int) -> Callable[[], int]:
    donnees = {"identifiant": "dack.accrall@demo.example", "mot_de_passe": f"Faux.mot{rang}"}
    return lambda: int(Client().post("/compte/connexion/", donnees).status_code)


def test_32_wrong_passwords_at_once_do_not_outrun_the_lock() -> None:
    creer_actif()

    codes = [c for c in ensemble([essayer(r) for r in range(CONCURRENTS)]) if isinstance(c, int)]
    suivants = [essayer(r)() for r in range(3)]

    print(f"32 essais ensemble : {codes.count(200)} refus simples, {codes.count(429)} blocages")  # noqa: T201
    assert set(codes) <= {200, 429}
    assert codes.count(200) < 2 * LIMITE
    assert suivants == [429] * 3
