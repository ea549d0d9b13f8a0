"""One file of pupils imported by 32 workers at once, for two responsables: each pupil has one account.

Two guards of the database meet there: the login, and the pupil within the session. Without both, the race bites.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import User
from registrations.models import Candidature, LignePreinscription
from registrations.services import lots
from tests.courses import PARTICIPANTS, TOURS, Course, Tour, ensemble, executer, imprevus, vider

from .eleves_csv import importer, responsable

pytestmark = pytest.mark.race
ELEVES = 3
IDENTIFIANT = "accounts_user_identifiant_key"
CLE = "reg_un_eleve_par_session"
_tour = itertools.count()


def meme_fichier(pool: ThreadPoolExecutor) -> Tour:
    """Thirty-two imports of one file, each in an order of its own; how many candidatures are one too many."""
    rang = next(_tour)
    eleves = [{"nom": f"COURSE{rang}", "prenoms": f"Élève {lettre}"} for lettre in "ABC"[:ELEVES]]
    auteurs = [responsable(), responsable()]
    faits = [importer(eleves[n % ELEVES :] + eleves[: n % ELEVES], auteurs[n % 2]) for n in range(PARTICIPANTS)]

    resultats = ensemble(pool, [partial(lots.avancer, lot_id=lot.pk, rang=0) for lot in faits])

    # What the database put off (a deadlock, a lock too long) is tried again, as the outbox does.
    for lot, resultat in zip(faits, resultats, strict=True):
        if isinstance(resultat, OperationalError):
            lots.avancer(lot_id=lot.pk, rang=0)
    en_trop = Candidature.objects.filter(compte__profil__nom_naissance=f"COURSE{rang}").count() - ELEVES
    en_trop += User.objects.filter(profil__nom_naissance=f"COURSE{rang}").count() - ELEVES
    etats = LignePreinscription.objects.filter(lot__in=faits).exclude(etat__in=["faite", "deja"])
    return en_trop, [*imprevus(resultats, OperationalError), *etats.values_list("etat", "erreur")]


@contextmanager
def sans_unicites() -> Iterator[None]:
    """The negative control: neither the login nor the pupil is unique, in the test database only."""
    definitions = {}
    with connection.cursor() as curseur:
        for nom in (IDENTIFIANT, CLE):
            curseur.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [nom])
            definitions[nom] = curseur.fetchone()[0]
    executer(f"ALTER TABLE accounts_user DROP CONSTRAINT {IDENTIFIANT}")
    executer(f"DROP INDEX {CLE}")
    try:
        yield
    finally:
        vider()
        with transaction.atomic():
            executer("SELECT set_config('cyclades.effacement', 'course', true)")
            executer("DELETE FROM accounts_candidateprofile WHERE nom_naissance LIKE 'COURSE%'")
            executer("DELETE FROM accounts_user u WHERE NOT is_staff AND email = '' AND NOT EXISTS "
                     "(SELECT 1 FROM accounts_candidateprofile p WHERE p.user_id = u.id)")  # fmt: skip
        executer(definitions[CLE])
        executer(f"ALTER TABLE accounts_user ADD CONSTRAINT {IDENTIFIANT} UNIQUE (identifiant)")


MEME_FICHIER = Course("I-06 même fichier d'élèves, 32 imports", meme_fichier, sans_unicites)


def test_one_file_imported_at_once_makes_each_pupil_once(equipe: ThreadPoolExecutor) -> None:
    MEME_FICHIER.courir(equipe, TOURS)


def test_without_its_guards_the_same_race_bites(equipe: ThreadPoolExecutor) -> None:
    MEME_FICHIER.mordre(equipe)
