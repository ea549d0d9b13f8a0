"""I-18 on 32 real connections: one request, as many answers at once; one is given, the others are told.

Half the writers forget every lock, as a careless command would: only the trigger stands in their way. The
control puts it to sleep: the race must then bite.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import DatabaseError

from accounts.models import User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from registrations.models import Candidature, Journal, Rectification, Version
from registrations.services.rectifications import accepter, refuser
from registrations.wizard.relecture import comprendre
from tests.courses import PARTICIPANTS, TOURS, Course, Tour, ensemble, imprevus, sans_declencheurs
from tests.usines import personnel

from . import dossiers
from .fermetures import regler
from .melees import nouveau_compte
from .rectifications import CLOS

pytestmark = pytest.mark.race


def demande_close() -> Rectification:
    """A request that waits, on a candidature of its own whose service has closed."""
    regler(dt.datetime.fromisoformat("2021-11-10T13:00+01:00"))
    candidature = dossiers.candidature(nouveau_compte())
    regler(dt.datetime.fromisoformat(CLOS))
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


def reponses(pool: ThreadPoolExecutor, *, ecrivains: Sequence[Callable[..., str]]) -> Tour:
    """Thirty-two answers to one request: one counts, and what is written is what it says."""
    demande, agent = demande_close(), personnel("16")
    actes: list[Callable[[], object]] = []
    for rang in range(PARTICIPANTS):
        ecrivain = ecrivains[rang % len(ecrivains)]
        actes.append(partial(ecrivain, demande.pk, agent, oui=rang % 4 < 2))
    random.shuffle(actes)
    resultats = ensemble(pool, actes)
    demande.refresh_from_db()
    versions = Version.objects.filter(candidature=demande.candidature_id).count()
    lignes = Journal.objects.filter(
        candidature=demande.candidature_id, action__in=("rectification acceptée", "rectification refusée")
    )
    fautes = (
        resultats.count("répondu") != 1,
        (demande.etat == "acceptee") != (versions == 2),
        Candidature.objects.get(pk=demande.candidature_id).version_courante != versions,
        lignes.count() > 1,
    )
    return sum(fautes), imprevus(resultats)


SANS_GARDE = partial(sans_declencheurs, "registrations_rectification")
PAR_ERREUR = partial(reponses, ecrivains=(repondre, ecrire_sans_verrou))
SAUF = ("I-27 rectification sans journal", "I-20 rectification refusée sans mail")
COURSES = (
    Course("I-18 rectification × 32 réponses", partial(reponses, ecrivains=(repondre,)), SANS_GARDE, PAR_ERREUR, SAUF),
    Course("I-18 rectification × 32 réponses, verrous oubliés", PAR_ERREUR, SANS_GARDE, None, SAUF),
)


@pytest.mark.parametrize("course", COURSES, ids=str)
def test_one_answer_whatever_the_number_of_gestionnaires(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.courir(equipe, TOURS)


def test_answers_contradict_without_the_trigger(equipe: ThreadPoolExecutor) -> None:
    COURSES[1].mordre(equipe)
