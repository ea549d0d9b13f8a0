"""Many accounts at once, and what many connections do to them: short races here, long ones in `make faults`.

Each function plays one round and returns what happened; the tests say what must be true, and print the figures.
"""

import datetime as dt
import itertools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from accounts.models import AdresseConnue, AvisInactivite, CandidateProfile, User
from accounts.services import activation, inactivite, purge
from accounts.services.activation import Issue
from cyclades.common import clock
from cyclades.outbox.models import Message

from .conftest import creer
from .courses import ensemble

CONCURRENTS = 32
_numeros = itertools.count(1)


def executer(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def sans_unicite() -> Iterator[None]:
    """The test database without the UNIQUE of addresses, put back afterwards, its rows gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u'"
            " AND conname ~ '^accounts_(user_identifiant|adresseconnue_adresse)'"
        )
        gardes = cursor.fetchall()
    assert len(gardes) == 2
    for table, nom, _ in gardes:
        executer(f"ALTER TABLE {table} DROP CONSTRAINT {nom}")
    try:
        yield
    finally:
        executer("TRUNCATE accounts_user, outbox_message CASCADE")
        for table, nom, definition in gardes:
            executer(f"ALTER TABLE {table} ADD CONSTRAINT {nom} {definition}")


def retirer_les_verrous(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the sweeps: the product's own code, its SELECT … FOR UPDATE SKIP LOCKED become plain SELECTs."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda lignes, **_: lignes.all())


def memes_adresses(mot: str) -> list[User | Exception]:
    """32 people create an account with the same address, each in a case and a width of their own."""

    def une() -> Callable[[], User]:
        nom = "".join(random.choice((c.upper(), c, chr(ord(c) + 0xFEE0))) if c.isascii() else c for c in mot)
        return lambda: creer(f"{nom}@demo.example")

    return ensemble([une() for _ in range(CONCURRENTS)])


def fabriquer(nombre: int, *, cree_le: Callable[[int], dt.datetime], **champs: Any) -> list[User]:
    """Accounts with civil status, address and mail row, without the cost of a password."""
    modele = creer(f"modele{time.monotonic_ns()}@demo.example")
    profil = {f.attname: getattr(modele.profil, f.attname) for f in CandidateProfile._meta.fields if f.name != "id"}
    suite = modele.pk
    comptes = User.objects.bulk_create(
        User(
            identifiant=f"c{suite}-{n}@demo.example",
            email=f"c{suite}-{n}@demo.example",
            password="!",
            cree_le=cree_le(n),
            **{nom: valeur(n) if callable(valeur) else valeur for nom, valeur in champs.items()},
        )
        for n in range(nombre)
    )
    CandidateProfile.objects.bulk_create(CandidateProfile(**{**profil, "user_id": c.pk}) for c in comptes)
    AdresseConnue.objects.bulk_create(AdresseConnue(adresse_normalisee=c.identifiant, compte=c) for c in comptes)
    instant = clock.temps_reel()
    Message.objects.bulk_create(
        Message(
            genre="compte.activation",
            identifiants={"compte": c.pk},
            cle_dedoublonnage=f"melee:{c.pk}",
            cree_le=instant,
            a_faire_le=instant,
        )
        for c in comptes
    )
    Message.objects.filter(identifiants__compte=modele.pk).delete()
    modele.delete()
    return comptes


def inutilises(nombre: int, *, depuis: dt.datetime) -> list[User]:
    """Accounts activated at `depuis` and never seen since."""
    return fabriquer(
        nombre,
        cree_le=lambda n: depuis,
        active_le=depuis,
        is_active=True,
        numero_candidat=lambda n: f"0{next(_numeros):010d}",
    )


@dataclass
class Tour:
    """One round: accounts raced for, acts that were acknowledged, accounts left once the last sweep is over.

    `erreurs`: what acts or sweeps raised; none is expected but where a guard was taken away.
    """

    comptes: int
    acquittes: set[int] = field(default_factory=set)
    erreurs: list[Exception] = field(default_factory=list)
    restants: set[int] = field(default_factory=set)

    @property
    def perdus(self) -> set[int]:
        """Acknowledged, and erased all the same."""
        return self.acquittes - self.restants

    @property
    def gardes(self) -> set[int]:
        """Not acknowledged, and not erased."""
        return self.restants - self.acquittes


def jouer(comptes: list[User], agir: Callable[[User], bool], balayer: Callable[[], object], fenetre: float) -> Tour:
    """8 connections act, each on its accounts, at the instant when each runs out; 4 others sweep all the while.

    `comptes` are in the order in which they run out, over `fenetre` seconds.
    """
    tour = Tour(len(comptes))
    debut = time.monotonic()

    def agissant(rang: int) -> Callable[[], None]:
        def faire() -> None:
            for n in range(rang, len(comptes), 8):
                echeance = debut + fenetre * n / len(comptes) + random.uniform(-0.08, 0.02)
                time.sleep(max(0.0, echeance - time.monotonic()))
                try:
                    if agir(comptes[n]):
                        tour.acquittes.add(comptes[n].pk)
                except DatabaseError as erreur:
                    tour.erreurs.append(erreur)

        return faire

    def balayant() -> None:
        while time.monotonic() < debut + fenetre + 0.1:
            balayer()

    resultats = ensemble([*(agissant(rang) for rang in range(8)), *[balayant] * 4])
    tour.erreurs += [r for r in resultats if isinstance(r, Exception)]
    balayer()
    tour.restants = set(User.objects.filter(pk__in=[c.pk for c in comptes]).values_list("pk", flat=True))
    return tour


def activations_contre_purge(nombre: int, fenetre: float) -> Tour:
    """Clicks at the very end of the 48 hours of each account, against four sweeps.

    Each commit takes 20 ms, as on a busy disk: a click made in time is still on its way when the time is over.
    """
    depart = clock.maintenant() - dt.timedelta(hours=48) + dt.timedelta(seconds=1)
    comptes = fabriquer(nombre, cree_le=lambda n: depart + dt.timedelta(seconds=fenetre * n / nombre))
    time.sleep(max(0.0, (depart + dt.timedelta(hours=48) - clock.maintenant()).total_seconds()))

    def cliquer(compte: User) -> bool:
        with transaction.atomic():
            issue = activation.activer(compte_id=compte.pk, cree_le=compte.cree_le)
            if issue is Issue.ACTIVE:
                executer("SELECT pg_sleep(0.02)")
        return issue is Issue.ACTIVE

    return jouer(comptes, cliquer, purge.purger_non_actives, fenetre)


def visites_contre_effacement(nombre: int, fenetre: float) -> Tour:
    """Sign-ins at the very instant when each account, unused and told, is to be erased, against four sweeps."""
    ancien = clock.maintenant() - dt.timedelta(days=3000)
    comptes = inutilises(nombre, depuis=ancien)
    depart = clock.maintenant() + dt.timedelta(seconds=0.5)
    AvisInactivite.objects.bulk_create(
        AvisInactivite(compte=c, poste_le=ancien, efface_le=depart + dt.timedelta(seconds=fenetre * n / nombre))
        for n, c in enumerate(comptes)
    )
    time.sleep(max(0.0, (depart - clock.maintenant()).total_seconds()))
    return jouer(comptes, lambda c: inactivite.noter_visite(compte_id=c.pk), inactivite.passer, fenetre)
