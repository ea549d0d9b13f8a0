"""Races on 32 real connections (I-06, I-08, I-11), each with its negative control.

`TOURS` (4 by default) is the number of rounds; the long runs of `make faults` set it higher.
"""

import datetime as dt
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus
from registrations.models import Brouillon, Candidature, Version
from registrations.services import saving
from sessions_cfg.models import Examen, ServiceInscription
from tests.usines import compte_candidat, service_de_test

from . import dossiers, gestes

pytestmark = pytest.mark.race

PARTICIPANTS = 32
TOURS = int(os.environ.get("TOURS", "4"))
TOURS_TEMOIN = 3


@pytest.fixture
def equipe(base_reelle: None, horloge: Callable[[str], None]) -> Iterator[ThreadPoolExecutor]:
    """Thirty-two threads that keep one connection each, on 10/11/2021."""
    horloge("2021-11-10T13:00+01:00")
    clock.decalage()
    with ThreadPoolExecutor(PARTICIPANTS) as pool:
        yield pool
        barriere = threading.Barrier(PARTICIPANTS)

        def fermer(_: int) -> None:
            barriere.wait(20)
            connections.close_all()

        list(pool.map(fermer, range(PARTICIPANTS)))


@contextmanager
def sans(table: str, contrainte: str) -> Iterator[None]:
    """The negative control: this unique constraint is gone, in the test database only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [contrainte])
        definition = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {contrainte}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            vider(cursor)
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {contrainte} {definition}")


def vider(cursor: Any) -> None:
    cursor.execute("TRUNCATE registrations_candidature, registrations_brouillon CASCADE")


def ensemble(pool: ThreadPoolExecutor, actes: list[Callable[[], object]]) -> list[object]:
    """Release every act together; each gives its result or its exception."""
    depart = threading.Barrier(len(actes))

    def faire(acte: Callable[[], object]) -> object:
        connections["default"].ensure_connection()
        depart.wait(20)
        try:
            return acte()
        except Exception as erreur:
            return erreur

    return list(pool.map(faire, actes))


def enregistrer(compte_id: int, service: str) -> object:
    """« Enregistrer » from a page of its own: everything is read again on this connection."""
    compte = User.objects.select_related("profil").get(pk=compte_id)
    brouillon = (
        Brouillon.objects.filter(compte=compte, service__cle=service)
        .select_related("service__session__examen", "service__academie", "service__service_gestionnaire")
        .first()
    )
    return None if brouillon is None else dossiers.enregistrer_brouillon(compte, brouillon)


def des_services(nombre: int) -> list[str]:
    """Services of the guide's session, of an exam that allows several candidatures."""
    Examen.objects.filter(pk="CAP").update(plusieurs_specialites=True)
    reel = ServiceInscription.objects.get(cle=gestes.SERVICE)
    return [
        service_de_test(ouverture=reel.ouverture, fermeture=reel.fermeture, session=reel.session).cle
        for _ in range(nombre)
    ]


@pytest.fixture
def services(equipe: ThreadPoolExecutor) -> Iterator[list[str]]:
    yield des_services(PARTICIPANTS)
    with connection.cursor() as cursor:
        vider(cursor)
    Examen.objects.filter(pk="CAP").update(plusieurs_specialites=False)


def _course_aux_numeros(equipe: ThreadPoolExecutor, services: list[str]) -> tuple[list[int], list[Exception]]:
    """Thirty-two candidatures of one person saved at once; the numbers given, and what was refused."""
    compte = compte_candidat(email=f"course{uuid.uuid4().hex}@test.example")
    for service in services:
        dossiers.brouillon_pret(compte, service)
    resultats = ensemble(equipe, [lambda s=s: enregistrer(compte.pk, s) for s in services])  # type: ignore[misc]
    refus = [r for r in resultats if isinstance(r, Exception)]
    return sorted(Candidature.objects.filter(compte=compte).values_list("numero", flat=True)), refus


def test_numbers_have_neither_gap_nor_duplicate(equipe: ThreadPoolExecutor, services: list[str]) -> None:
    for _ in range(TOURS):
        numeros, refus = _course_aux_numeros(equipe, services)
        # A save that waited longer than lock_timeout is refused whole: no number is lost with it.
        assert all(isinstance(r, Refus) for r in refus), refus
        assert numeros == list(range(1, PARTICIPANTS - len(refus) + 1))
    print(f"{TOURS} tours, 0 violation")  # noqa: T201


def test_numbers_collide_without_lock_and_constraint(
    equipe: ThreadPoolExecutor, services: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "verrouiller", lambda compte: User.objects.get(pk=compte.pk).profil)
    morsures = 0
    with sans("registrations_candidature", "reg_numero_unique"):
        for _ in range(TOURS_TEMOIN):
            numeros, _refus = _course_aux_numeros(equipe, services)
            morsures += len(numeros) != len(set(numeros))
    print(f"témoin : {morsures} morsures en {TOURS_TEMOIN} tours")  # noqa: T201
    assert morsures


def _course_a_la_cle(equipe: ThreadPoolExecutor) -> tuple[int, list[object]]:
    """The same form posted by thirty-two connections; how many candidatures it made."""
    compte = compte_candidat(email=f"course{uuid.uuid4().hex}@test.example")
    brouillon = dossiers.brouillon_pret(compte)

    def poster() -> object:
        relu = User.objects.select_related("profil").get(pk=compte.pk)
        return dossiers.enregistrer_brouillon(relu, brouillon)

    resultats = ensemble(equipe, [poster] * PARTICIPANTS)
    return Candidature.objects.filter(compte=compte).count(), resultats


def test_same_form_saves_once(equipe: ThreadPoolExecutor) -> None:
    for _ in range(TOURS):
        nombre, resultats = _course_a_la_cle(equipe)
        versions = {r.version.pk for r in resultats if isinstance(r, saving.Enregistrement)}
        autres = [r for r in resultats if not isinstance(r, saving.Enregistrement | Refus)]
        assert (nombre, len(versions), autres) == (1, 1, [])
    assert Version.objects.count() == TOURS
    print(f"{TOURS} tours, 0 violation")  # noqa: T201


def _course_a_la_fermeture(equipe: ThreadPoolExecutor) -> int:
    """Thirty-two people save around the closing; how many versions were written at or after it."""
    comptes = [compte_candidat(email=f"f{uuid.uuid4().hex}@test.example") for _ in range(PARTICIPANTS)]
    service = des_services(1)[0]
    brouillons = {c.pk: dossiers.brouillon_pret(c, service) for c in comptes}
    fermeture = clock.maintenant() + dt.timedelta(seconds=0.6)
    ServiceInscription.objects.filter(cle=service).update(fermeture=fermeture)
    attente = threading.Event()

    def poster(rang: int, compte: User) -> object:
        attente.wait(0.2 + rang * 0.02)
        return dossiers.enregistrer_brouillon(compte, brouillons[compte.pk])

    resultats = ensemble(equipe, [lambda r=r, c=c: poster(r, c) for r, c in enumerate(comptes)])  # type: ignore[misc]
    inattendus = [r for r in resultats if not isinstance(r, saving.Enregistrement | Refus)]
    assert inattendus == []
    en_retard = Version.objects.filter(candidature__service__cle=service, cree_le__gte=fermeture).count()
    ecrites = Version.objects.filter(candidature__service__cle=service).count()
    assert ecrites == sum(isinstance(r, saving.Enregistrement) for r in resultats)
    return en_retard


def test_nothing_is_written_at_or_after_closing(equipe: ThreadPoolExecutor) -> None:
    try:
        assert [_course_a_la_fermeture(equipe) for _ in range(TOURS)] == [0] * TOURS
    finally:
        Examen.objects.filter(pk="CAP").update(plusieurs_specialites=False)


def test_closing_is_missed_without_the_trigger(equipe: ThreadPoolExecutor) -> None:
    tables = ("registrations_candidature", "registrations_version")
    try:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        retards = [_course_a_la_fermeture(equipe) for _ in range(TOURS_TEMOIN)]
    finally:
        with connection.cursor() as cursor:
            vider(cursor)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        Examen.objects.filter(pk="CAP").update(plusieurs_specialites=False)
    print(f"témoin : {sum(retards)} écritures en retard en {TOURS_TEMOIN} tours")  # noqa: T201
    assert sum(retards)
