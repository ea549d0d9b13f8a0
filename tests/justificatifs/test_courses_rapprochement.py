"""A deposit on its way against the reconciliation, on real connections (I-17), with its negative control."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connections, transaction

from cyclades.common import storage
from justificatifs.models import Depot
from justificatifs.scanning import Contenu
from justificatifs.services import depots, rapprochement
from justificatifs.services.rapprochement import retirer_si_libre
from registrations.models import Candidature

from . import dossiers
from .fichiers import pdf
from .test_rapprochement import vieillir

pytestmark = pytest.mark.race


class DepotEnCours:
    """A file written whose row is not committed, and which looks two days old: the worst the grace could meet."""

    def __init__(self, candidature: Candidature) -> None:
        self.ecrit, self.suite = threading.Event(), threading.Event()
        self.piece = dossiers.piece(candidature, "confirmation")

    def deposer(self) -> Depot:
        try:
            with transaction.atomic():
                depot = depots._garder(self.piece, Contenu(pdf(), "application/pdf", "a.pdf", 1))
                vieillir(storage.chemin(depot.fichier))
                self.nom = depot.fichier
                self.ecrit.set()
                self.suite.wait(20)
            return depot
        finally:
            connections.close_all()


def _retirer(nom: str) -> str:
    try:
        return retirer_si_libre(nom)
    finally:
        connections.close_all()


def _jouer(candidature: Candidature) -> tuple[str, bool]:
    """What the reconciliation did of the file of a deposit in progress, and whether the file is there afterwards."""
    en_cours = DepotEnCours(candidature)
    with ThreadPoolExecutor(2) as equipe:
        depot: Future[Depot] = equipe.submit(en_cours.deposer)
        assert en_cours.ecrit.wait(20)
        sort = equipe.submit(partial(_retirer, en_cours.nom))
        time.sleep(0.3)
        en_cours.suite.set()
        return sort.result(20), storage.chemin(depot.result(20).fichier).exists()


def test_deposit_in_progress_is_never_taken_away(base_reelle: None) -> None:
    assert _jouer(dossiers.candidature()) == ("", True)


def test_deposit_in_progress_is_taken_away_without_the_lock(base_reelle: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setitem(rapprochement.RACINES, "pieces", (Depot, lambda _: None))
    assert _jouer(dossiers.candidature()) == ("fichiers mis en quarantaine", False)
