"""The same file published by two responsables at once (I-20): each document once; without the trigger, twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from accounts.models import User
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message
from cyclades.portail.management.commands.verifier_invariants import violations
from documents.enums import Kind
from documents.models import DocumentVersion, LigneLot
from registrations.models import Candidature

from . import publications
from .publications import csv, ligne, publier

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
TOURS = 50
TOURS_TEMOIN = 15
TRAVAILLEURS = 32
CANDIDATS = 4
LEURS = ("I-20 même publication", "publication", "document publié")


@pytest.fixture(autouse=True)
def _depot(settings: Any, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE = tmp_path


@pytest.fixture(autouse=True)
def _essais(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen workers that take one row together count as many attempts: more than the outbox allows a deadly one."""
    monkeypatch.setattr(outbox, "ESSAIS_MAX", TRAVAILLEURS)


@contextmanager
def sans_garde() -> Iterator[None]:
    """The negative control: the trigger sleeps, in the test database only."""
    with connection.cursor() as curseur:
        curseur.execute("ALTER TABLE documents_documentversion DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as curseur:
            curseur.execute("ALTER TABLE documents_documentversion ENABLE TRIGGER USER")


def _tour(pool: ThreadPoolExecutor, candidatures: list[Candidature], auteurs: list[User], salle: str) -> int:
    """Both publish one file, 32 workers take their slices together; how many versions are one too many."""
    avant = DocumentVersion.objects.filter(document__kind=Kind.CONVOCATION).count()
    for rang, auteur in enumerate(auteurs):
        suite = candidatures if rang % 2 else candidatures[::-1]
        publier(csv([ligne(c, salle=salle) for c in suite]), auteur)
    travaux = list(Message.objects.filter(genre="document.publier", etat="a_faire").values_list("pk", flat=True))
    depart = threading.Barrier(TRAVAILLEURS)

    def travailler(rang: int) -> None:
        connections["default"].ensure_connection()
        depart.wait(20)
        for pk in travaux[rang % len(travaux) :] + travaux[: rang % len(travaux)]:
            outbox.traiter(pk)

    list(pool.map(travailler, range(TRAVAILLEURS)))
    while Message.objects.filter(pk__in=travaux, etat="a_faire").exists():
        Message.objects.filter(pk__in=travaux, etat="a_faire").update(a_faire_le=clock.temps_reel())
        outbox.traiter(Message.objects.filter(pk__in=travaux, etat="a_faire").values_list("pk", flat=True)[0])
    return DocumentVersion.objects.filter(document__kind=Kind.CONVOCATION).count() - avant - len(candidatures)


def test_two_responsables_publish_the_same_file_at_once() -> None:
    auteurs = [publications.responsable("16") for _ in range(2)]
    candidatures = publications.inscrites(CANDIDATS)
    with ThreadPoolExecutor(TRAVAILLEURS) as pool:
        morsures = [_tour(pool, candidatures, auteurs, f"S {n}") for n in range(TOURS)]
        etats = dict.fromkeys(("faite", "inchangee"), 0)
        for etat in LigneLot.objects.values_list("etat", flat=True):
            etats[etat] += 1
        assert [v for v in violations() if v.startswith(LEURS)] == []
        with sans_garde():
            temoin = [_tour(pool, candidatures, auteurs, f"T {n}") for n in range(TOURS_TEMOIN)]
        barriere = threading.Barrier(TRAVAILLEURS)

        def fermer(_: int) -> None:
            barriere.wait(20)
            connections.close_all()

        list(pool.map(fermer, range(TRAVAILLEURS)))

    print(  # noqa: T201
        f"\nI-20 même fichier, deux responsables : {TOURS} tours de {TRAVAILLEURS} connexions, "
        f"{sum(morsures)} version en trop ; témoin sans garde : {sum(temoin)} en {TOURS_TEMOIN} tours"
    )
    assert morsures == [0] * TOURS
    assert etats == {"faite": TOURS * CANDIDATS, "inchangee": TOURS * CANDIDATS}
    assert sum(temoin) > 0
