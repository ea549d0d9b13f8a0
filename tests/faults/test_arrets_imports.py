"""Pupils imported while the worker is killed (`kill -9`) again and again: each has one account, none misses."""

import random
import time
from collections import Counter

import pytest

from accounts.models import User
from cyclades.common import clock
from cyclades.outbox.models import Message
from cyclades.portail.management.commands.verifier_invariants import violations
from registrations.models import Candidature, LignePreinscription
from tests.registrations.eleves_csv import eleves, importer, responsable
from tests.serveurs import redis_prive

from .test_arrets_comptes import Lancer, attendre, attendre_les_connexions_mortes, lancer, tuer

__all__ = ["lancer"]  # the fixture
pytestmark = pytest.mark.usefixtures("base_reelle")
TRAVAILLEUR = ("-m", "celery", "-A", "cyclades", "worker", "-Q", "bulk", "-c", "2", "-l", "ERROR")
ELEVES = 2000
ARRETS = 5


def test_import_survives_the_death_of_its_workers(lancer: Lancer, horloge: object) -> None:
    horloge("2021-11-10T13:00+01:00")  # type: ignore[operator]
    clock.decalage()
    lot = importer(eleves(ELEVES), responsable())
    restaient = []
    with redis_prive() as redis:
        relais = lancer("manage.py", "relais", REDIS_URL=redis)
        for rang in range(ARRETS):
            travailleur = lancer(*TRAVAILLEUR, REDIS_URL=redis)
            seuil = ELEVES * rang // (ARRETS + 1)
            attendre(lambda s=seuil: Candidature.objects.count() > s, 900)  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.5))
            tuer(travailleur)
            restaient.append(ELEVES - Candidature.objects.count())
        travailleur = lancer(*TRAVAILLEUR, REDIS_URL=redis)
        attendre(lambda: not Message.objects.filter(etat="a_faire").exists(), 900)
        tuer(travailleur)
        tuer(relais)
    attendre_les_connexions_mortes()

    print(f"kill -9 pendant un import de {ELEVES} élèves : {ARRETS} arrêts, restaient {restaient}")  # noqa: T201
    assert all(reste > 0 for reste in restaient)
    etats = Counter(LignePreinscription.objects.filter(lot=lot).values_list("etat", flat=True))
    assert etats == {"faite": ELEVES}
    assert Candidature.objects.count() == User.objects.filter(is_staff=False).count() == ELEVES
    assert violations() == []
