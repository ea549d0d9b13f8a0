"""Saves cut short (I-07, I-12): « enregistré » ⇔ committed; otherwise nothing is written and the draft is intact.

What a save writes is counted row by row, whoever cut it: a backend of PostgreSQL ended here, a web worker killed in
`tests/faults/test_arrets_candidatures.py`.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from accounts.models import CandidateProfile, User
from cyclades.common.errors import Refus
from cyclades.outbox.models import Message
from documents.models import DocumentVersion
from justificatifs.models import PieceAttendue
from registrations.models import Brouillon, Candidature, Journal, Version
from registrations.services import annonces, saving
from tests.courses import PARTICIPANTS, Course, Tour, ensemble, imprevus

from . import dossiers
from .melees import nouveau_compte

ENTIER = (1, 1, 1, 1, 1, True, False, True)
RIEN = (0, 0, 0, 0, 0, False, True, False)


def morceaux(compte: User, brouillon: Brouillon) -> tuple[object, ...]:
    """Everything that a first save writes: `ENTIER` when it was committed, `RIEN` when it was not."""
    candidatures = Candidature.objects.filter(compte=compte)
    versions = Version.objects.filter(candidature__compte=compte)
    confirmations = DocumentVersion.objects.filter(document__candidature__compte=compte)
    pks = list(versions.values_list("pk", flat=True))
    mails = Message.objects.filter(genre="candidature.enregistree", identifiants__version__in=pks)
    reste = Brouillon.objects.filter(pk=brouillon.pk).first()
    return (
        candidatures.count(),
        versions.count(),
        confirmations.count(),
        Journal.objects.filter(candidature__compte=compte).count(),
        mails.count(),
        PieceAttendue.objects.filter(candidature__compte=compte).exists(),
        reste is not None and (reste.donnees, reste.revision) == (brouillon.donnees, brouillon.revision),
        CandidateProfile.objects.get(user=compte).identite_verrouillee_le is not None,
    )


def _enregistrer(compte: User, brouillon: Brouillon) -> object:
    """« Enregistrer »; a connection that was cut is thrown away, as the web server does after the request."""
    try:
        return dossiers.enregistrer_brouillon(compte, brouillon)
    finally:
        connection.close()


def _couper(fini: threading.Event) -> int:
    """End backends of transactions under way, at random, until told to stop or half are gone; how many."""
    coupees = 0
    while coupees < PARTICIPANTS // 2 and not fini.wait(random.uniform(0, 0.06)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
                " AND backend_type = 'client backend' ORDER BY random() LIMIT 1) AS une"
            )
            coupees += cursor.fetchone()[0]
    connections.close_all()
    return coupees


class Coupures:
    """Rounds of thirty-two saves of as many people, whose connections are cut in the middle of their transactions."""

    def __init__(self) -> None:
        self.coupees = self.acquittes = self.entiers = self.riens = 0

    def __call__(self, pool: ThreadPoolExecutor) -> Tour:
        comptes = [nouveau_compte() for _ in range(PARTICIPANTS)]
        prets = [(compte, dossiers.brouillon_pret(compte)) for compte in comptes]
        fini = threading.Event()
        with ThreadPoolExecutor(1) as bourreau:
            compte_coupees = bourreau.submit(_couper, fini)
            actes: list[Callable[[], object]] = [partial(_enregistrer, *pret) for pret in prets]
            resultats = ensemble(pool, actes)
            fini.set()
            self.coupees += compte_coupees.result()
        time.sleep(0.05)  # the last backend that was ended undoes its transaction
        fautes = 0
        for pret, rendu in zip(prets, resultats, strict=True):
            vu, acquitte = morceaux(*pret), isinstance(rendu, saving.Enregistrement)
            self.acquittes += acquitte
            self.entiers += vu == ENTIER
            self.riens += vu == RIEN
            # Cut between the commit and its answer, it is whole though it was not acknowledged.
            fautes += vu != ENTIER if acquitte else vu not in (ENTIER, RIEN)
        return fautes, imprevus(resultats, OperationalError, Refus)


def annoncer_ensuite(**faits: Any) -> None:
    """A version is committed before what it announces is written."""
    connection.connection.commit()
    annonces.annoncer(**faits)


@contextmanager
def en_deux_transactions() -> Iterator[None]:
    """The negative control: what a save writes is in two transactions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saving, "annoncer", annoncer_ensuite)
        yield


def coupures() -> tuple[Coupures, Course]:
    """The rounds, and the race to play with them."""
    rounds = Coupures()
    return rounds, Course("I-12 enregistrements coupés", rounds, en_deux_transactions)
