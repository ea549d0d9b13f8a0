"""I-18 on 32 real connections: one request, as many answers at once; one is given, the others are told.

Half the writers forget every lock, as a careless command would: only the trigger stands in their way. The
control puts it to sleep: the race must then bite.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import DatabaseError, connection

from accounts.models import User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from registrations.models import Candidature, Journal, Rectification, Version
from registrations.services.rectifications import accepter, refuser
from registrations.wizard.relecture import comprendre
from tests.usines import compte_candidat, personnel

from . import dossiers
from .rectifications import CLOS
from .test_courses import PARTICIPANTS, TOURS, TOURS_TEMOIN, ensemble, equipe, vider  # noqa: F401

pytestmark = pytest.mark.race


def demande_close(horloge: Callable[[str], None]) -> Rectification:
    """A request that waits, on a candidature of its own whose service has closed."""
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature(compte_candidat(email=f"course{uuid.uuid4().hex}@test.example"))
    horloge(CLOS)
    return Rectification.objects.create(
        candidature=candidature,
        champ="duree",
        libelle="Aménagement de la durée de formation",
        valeurs={"amenagement_duree": ["oui"]},
        changements=[{"libelle": "Aménagement de la durée de formation", "avant": "Non", "apres": "Oui"}],
        version_lue=1,
        explication="course",
        etat="demandee",
        cree_le=clock.maintenant(),
    )


def repondre(demande_id: int, agent: User, *, oui: bool) -> str:
    """Through the services, as the page does."""
    try:
        if oui:
            accepter(demande_id=demande_id, vu=1, par=agent, comprendre=comprendre)
        else:
            refuser(demande_id=demande_id, par=agent, motif="Non.")
    except Refus:
        return "prévenu"
    return "répondu"


def ecrire_sans_verrou(demande_id: int, agent: User, *, oui: bool) -> str:
    """A writer that forgets the lock and the question « is it still open? »."""
    quand = clock.maintenant()
    try:
        with acteur(f"gestionnaire:{agent.pk}"):
            Rectification.objects.filter(pk=demande_id).update(
                etat="refusee", close_le=quand, close_par=f"gestionnaire:{agent.pk}", reponse=f"Non, {oui}."
            )
    except DatabaseError:
        return "prévenu"
    return "répondu"


def course(pool: ThreadPoolExecutor, demande: Rectification, ecrivains: list[Callable[..., str]]) -> list[object]:
    """One round: thirty-two answers released together."""
    agent = personnel("16")
    actes: list[Callable[[], object]] = []
    for rang in range(PARTICIPANTS):
        ecrivain = ecrivains[rang % len(ecrivains)]
        actes.append(partial(ecrivain, demande.pk, agent, oui=rang % 4 < 2))
    random.shuffle(actes)
    return ensemble(pool, actes)


@contextmanager
def sans_declencheur() -> Iterator[None]:
    """The trigger of the request sleeps, in the test database only."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registrations_rectification DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            vider(cursor)
            cursor.execute("ALTER TABLE registrations_rectification ENABLE TRIGGER USER")


@pytest.mark.parametrize("ecrivains", [[repondre], [repondre, ecrire_sans_verrou]])
def test_one_answer_whatever_the_number_of_gestionnaires(
    equipe: ThreadPoolExecutor,  # noqa: F811
    horloge: Callable[[str], None],
    ecrivains: list[Callable[..., str]],
) -> None:
    for _ in range(TOURS):
        demande = demande_close(horloge)

        resultats = course(equipe, demande, ecrivains)

        assert [r for r in resultats if isinstance(r, Exception)] == []
        assert resultats.count("répondu") == 1
        demande.refresh_from_db()
        versions = Version.objects.filter(candidature=demande.candidature_id).count()
        assert (demande.etat == "acceptee") == (versions == 2)
        assert Candidature.objects.get(pk=demande.candidature_id).version_courante == versions
        reponses = Journal.objects.filter(
            candidature=demande.candidature_id, action__in=("rectification acceptée", "rectification refusée")
        )
        assert reponses.count() <= 1
    print(f"I-18, rectification : {TOURS} tours de {PARTICIPANTS}, 0 réponse contradictoire")  # noqa: T201


def test_answers_contradict_without_the_trigger(
    equipe: ThreadPoolExecutor,  # noqa: F811
    horloge: Callable[[str], None],
) -> None:
    morsures = 0
    with sans_declencheur():
        for _ in range(TOURS_TEMOIN):
            resultats = course(equipe, demande_close(horloge), [repondre, ecrire_sans_verrou])
            morsures += resultats.count("répondu") > 1
    print(f"I-18 sans déclencheur : {morsures} morsures en {TOURS_TEMOIN} tours")  # noqa: T201
    assert morsures > 0
