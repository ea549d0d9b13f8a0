"""Races on real connections (I-15, I-18), each with its negative control: without the trigger, it bites."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection, connections

from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from justificatifs.enums import Statut
from justificatifs.models import Depot, GroupePieces, PieceAttendue, Revue
from justificatifs.services.decisions import DecisionConcurrente, decider
from justificatifs.services.depots import supprimer, verrouiller
from tests.usines import personnel

from . import dossiers

pytestmark = pytest.mark.race

PARTICIPANTS = 32
TOURS = 50
TOURS_TEMOIN = 25
DISPERSION = 0.05  # seconds: so that no act always comes first


@contextmanager
def sans_garde(table: str) -> Iterator[None]:
    """The negative control: the triggers of `table` sleep, in the test database only."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _ensemble(pool: ThreadPoolExecutor, actes: list[Callable[[], object]]) -> list[object]:
    """Release every act together; each gives its result, or the refusal that it met."""
    depart = threading.Barrier(len(actes))

    def faire(acte: Callable[[], object]) -> object:
        connections["default"].ensure_connection()
        depart.wait(20)
        time.sleep(random.random() * DISPERSION)
        try:
            return acte()
        except (Refus, DecisionConcurrente) as refus:
            return refus

    return list(pool.map(faire, actes))


def _dossier() -> tuple[GroupePieces, list[PieceAttendue]]:
    """A candidature with thirty-two optional pieces."""
    demandees = [dossiers.DIPLOME | {"cle": f"piece{n}", "libelle": f"Pièce {n}"} for n in range(PARTICIPANTS)]
    candidature = dossiers.candidature(pieces=demandees)
    groupe = GroupePieces.objects.select_related("candidature__compte").get(candidature=candidature)
    return groupe, list(candidature.pieces.order_by("ordre"))


def _remettre(groupe: GroupePieces, pieces: list[PieceAttendue]) -> list[Depot]:
    """Before each round: unlocked, a file for every other piece."""
    with acteur("systeme:test"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cyclades.effacement = 'test'")
        Depot.objects.all().delete()
        cursor.execute("SET LOCAL cyclades.effacement = ''")
        GroupePieces.objects.update(verrouille_le=None)
        return [_ligne(piece) for piece in pieces[::2]]


def _ligne(piece: PieceAttendue) -> Depot:
    """A deposit without its file: the race is about rows."""
    return Depot.objects.create(
        piece=piece,
        nom="a.pdf",
        fichier=f"course/{piece.pk}",
        sha256=f"{piece.pk}",
        taille=1,
        type_mime="application/pdf",
        depose_le=clock.maintenant(),
    )


def _deposer_sans_regarder(piece: PieceAttendue) -> object:
    with refus_traduits():
        return _ligne(piece)


def _morsures(groupe: GroupePieces) -> int:
    """Files of a locked group that came or went after the lock: must be none."""
    if groupe.verrouille_le is None:
        return 0
    depots = Depot.objects.filter(piece__groupe=groupe)
    return (
        depots.filter(supprime_le=None, valide_le=None).count()
        + depots.filter(supprime_le__isnull=False, valide_le__isnull=False).count()
    )


def _course_au_verrou(pool: ThreadPoolExecutor, tours: int) -> tuple[int, int]:
    """(rounds in which the group was locked, bites) over `tours` rounds of deposits, deletions and locks."""
    verrous = morsures = 0
    groupe, pieces = _dossier()
    for _ in range(tours):
        depots = _remettre(groupe, pieces)
        actes: list[Callable[[], object]] = [partial(supprimer, depot=d) for d in depots[::2]]
        actes += [partial(_deposer_sans_regarder, p) for p in pieces[1::2]]
        actes += [partial(verrouiller, groupe=groupe, par=groupe.candidature.compte)] * 2
        random.shuffle(actes)
        _ensemble(pool, actes)
        groupe.refresh_from_db(fields=["verrouille_le"])
        verrous += groupe.verrouille_le is not None
        morsures += _morsures(groupe)
    return verrous, morsures


def test_nothing_moves_in_a_locked_group(equipe: ThreadPoolExecutor, capsys: pytest.CaptureFixture[str]) -> None:
    verrous, morsures = _course_au_verrou(equipe, TOURS)
    with sans_garde("justificatifs_depot"):
        _, temoin = _course_au_verrou(equipe, TOURS_TEMOIN)
    with capsys.disabled():
        print(f"\nI-15 : {TOURS} tours, {verrous} verrous, {morsures} morsures ; témoin sans garde : {temoin}")  # noqa: T201
    assert (verrous, morsures) == (TOURS, 0)
    assert temoin > 0


def _course_aux_decisions(pool: ThreadPoolExecutor, tours: int) -> list[int]:
    """For each round, how many of the simultaneous decisions on one piece were accepted."""
    gestionnaires = [personnel("16") for _ in range(PARTICIPANTS)]
    statuts = [Statut.CONFORME, Statut.NON_CONFORME] * (PARTICIPANTS // 2)
    candidature = dossiers.candidature(pieces=[dossiers.CONFIRMATION])
    piece = dossiers.piece(candidature, "confirmation")
    acceptees = []
    for _ in range(tours):
        piece.refresh_from_db()
        avant = Revue.objects.count()
        actes: list[Callable[[], object]] = [
            partial(decider, piece_id=piece.pk, revision=piece.revision, statut=s, par=g, information="x")
            for g, s in zip(gestionnaires, statuts, strict=True)
        ]
        reponses = _ensemble(pool, actes)
        acceptees.append(sum(isinstance(r, PieceAttendue) for r in reponses))
        assert Revue.objects.count() - avant == acceptees[-1]
    return acceptees


def _sans_verrou(piece_id: int, revision: int, statut: Statut, auteur: int) -> int:
    """A decision that forgets the lock and the page's revision check: only the database is left to refuse it."""
    with refus_traduits(), acteur(f"gestionnaire:{auteur}"):
        lignes = PieceAttendue.objects.filter(pk=piece_id)
        return lignes.update(statut=statut, date_reception=clock.aujourd_hui(), revision=revision + 1)


def _course_sans_verrou(pool: ThreadPoolExecutor, tours: int) -> list[int]:
    """For each round, how many of the simultaneous writes that read the same revision were accepted."""
    piece = dossiers.piece(dossiers.candidature(pieces=[dossiers.CONFIRMATION]), "confirmation")
    statuts = [Statut.CONFORME, Statut.RECUE] * (PARTICIPANTS // 2)
    acceptees = []
    for _ in range(tours):
        piece.refresh_from_db()
        actes: list[Callable[[], object]] = [
            partial(_sans_verrou, piece.pk, piece.revision, s, rang) for rang, s in enumerate(statuts, 1)
        ]
        acceptees.append(sum(r == 1 for r in _ensemble(pool, actes)))
    return acceptees


def test_two_gestionnaires_never_both_decide(equipe: ThreadPoolExecutor) -> None:
    assert _course_aux_decisions(equipe, TOURS) == [1] * TOURS


def test_database_alone_lets_one_decision_through(
    equipe: ThreadPoolExecutor, capsys: pytest.CaptureFixture[str]
) -> None:
    acceptees = _course_sans_verrou(equipe, TOURS)
    with sans_garde("justificatifs_pieceattendue"):
        temoin = _course_sans_verrou(equipe, TOURS_TEMOIN)
    with capsys.disabled():
        trop = sum(n > 1 for n in temoin)
        print(f"\nI-18 : {TOURS} tours, une décision chacun ; témoin sans garde : {trop} tours sur {TOURS_TEMOIN}")  # noqa: T201
    assert acceptees == [1] * TOURS
    assert trop > 0
