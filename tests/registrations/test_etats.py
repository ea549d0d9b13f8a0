"""The table of states is the test: every pair, every actor, in Python and in the database (I-13)."""

from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.common.errors import sqlstate
from registrations.enums import Etat
from registrations.models import Candidature, Journal
from registrations.services.transitions import TransitionRefusee, transition
from registrations.states import CANDIDAT, GESTIONNAIRE, NAISSANCES, SYSTEME, TRANSITIONS

from . import dossiers

ACTEURS = {CANDIDAT: "", GESTIONNAIRE: "gestionnaire:1", SYSTEME: "systeme:essai"}
PERMISES = {(t.de, t.vers, a) for t in TRANSITIONS for a in t.acteurs}


def _mettre(candidature: Candidature, etat: Etat) -> None:
    """Put the row in a state, the triggers asleep."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registrations_candidature DISABLE TRIGGER USER")
        cursor.execute("UPDATE registrations_candidature SET etat = %s WHERE id = %s", [etat.value, candidature.pk])
        cursor.execute("ALTER TABLE registrations_candidature ENABLE TRIGGER USER")


@pytest.mark.parametrize("genre", ACTEURS)
def test_database_allows_exactly_the_declared_pairs(candidat: User, genre: str) -> None:
    candidature = dossiers.candidature(candidat)
    permises = set()
    for de, vers in product(Etat, Etat):
        if de == vers:
            continue
        _mettre(candidature, de)
        try:
            with transaction.atomic(), acteur(ACTEURS[genre]):
                Candidature.objects.filter(pk=candidature.pk).update(etat=vers)
            permises.add((de, vers, genre))
        except DatabaseError as erreur:
            assert sqlstate(erreur) == "CY013"

    assert permises == {p for p in PERMISES if p[2] == genre}


@pytest.mark.parametrize("genre, etat", list(product(ACTEURS, Etat)))
def test_database_allows_exactly_the_declared_births(candidat: User, genre: str, etat: Etat) -> None:
    modele = dossiers.candidature(candidat)
    modele.pk, modele.numero, modele.exclusive = None, 2, False
    modele.etat = etat

    try:
        with transaction.atomic(), acteur(ACTEURS[genre]):
            modele.save(force_insert=True)
        ne = True
    except DatabaseError as erreur:
        assert sqlstate(erreur) == "CY013"
        ne = False

    assert ne == (genre in NAISSANCES.get(etat, frozenset()))


def test_transition_is_journaled_and_second_one_refused(candidat: User) -> None:
    candidature = dossiers.candidature(candidat)

    with acteur("gestionnaire:7"):
        transition(candidature=candidature, vers=Etat.ECARTE, acteur="gestionnaire:7", motif="Doublon")

    ligne = Journal.objects.get(action="ecarter")
    assert (ligne.acteur, ligne.de, ligne.vers, ligne.motif) == ("gestionnaire:7", "inscrit", "ecarte", "Doublon")
    with pytest.raises(TransitionRefusee):
        transition(candidature=candidature, vers=Etat.DESINSCRIT, acteur=CANDIDAT)


def test_versions_and_candidatures_are_never_changed_nor_deleted(candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    version = candidature.versions.get()

    for sql in (
        "UPDATE registrations_version SET contenu = '{}'",
        "DELETE FROM registrations_version",
        "UPDATE registrations_journal SET motif = 'autre'",
        "DELETE FROM registrations_journal",
        "DELETE FROM registrations_candidature",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    assert candidature.versions.get().contenu == version.contenu
