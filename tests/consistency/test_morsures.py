"""Each invariant's query bites: with the guards of the database gone, it sees the row that breaks it."""

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from cyclades.portail.management.commands.verifier_invariants import FICHIER, violations
from registrations.states import TRANSITIONS

from .dossiers_sains import Sain, composer
from .morsures import MORSURES

pytestmark = pytest.mark.django_db
TABLES = ("accounts", "registrations", "documents", "justificatifs", "outbox")

_SANS_GARDES = r"""
DO $$ DECLARE r record; BEGIN
  SET CONSTRAINTS ALL IMMEDIATE;
  FOR r IN SELECT c.oid::regclass AS t FROM pg_class c WHERE c.relkind = 'r' AND c.relname ~ '^({tables})_' LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', r.t);
  END LOOP;
  FOR r IN SELECT c.conrelid::regclass AS t, c.conname FROM pg_constraint c JOIN pg_class k ON k.oid = c.conrelid
            WHERE c.contype IN ('c', 'u', 'x') AND k.relname ~ '^({tables})_' LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', r.t, r.conname);
  END LOOP;
  FOR r IN SELECT i.indexrelid::regclass AS nom FROM pg_index i JOIN pg_class k ON k.oid = i.indrelid
            WHERE i.indisunique AND NOT i.indisprimary AND k.relname ~ '^({tables})_' LOOP
    EXECUTE format('DROP INDEX %s', r.nom);
  END LOOP;
END $$;
"""


def lignes() -> dict[str, str]:
    """The label of each query, and the query."""
    requetes = [sql for sql in FICHIER.read_text(encoding="utf-8").splitlines() if sql.startswith("SELECT")]
    trouvees = {}
    for sql in requetes:
        etiquette = re.match(r"SELECT '((?:[^']|'')+)'", sql)
        assert etiquette, sql
        trouvees[etiquette[1].replace("''", "'")] = sql
    assert len(trouvees) == len(requetes), "deux requêtes de même nom"
    return trouvees


def _casse(ordres: list[str], sain: Sain) -> set[str]:
    """The labels that see what these writes did; everything is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        for ordre in ordres:
            cursor.execute(ordre.format(**sain._asdict()))
            assert cursor.rowcount > 0, f"n'écrit rien : {ordre}"
        vues = {v.partition(" : ")[0] for v in violations()}
        transaction.set_rollback(True)
    return vues


def test_every_query_has_a_proof() -> None:
    assert set(lignes()) == set(MORSURES)


def test_every_query_is_silent_on_sound_files_and_bites_on_broken_ones(horloge: Callable[[str], None]) -> None:
    sain = composer(horloge)
    assert violations() == []
    with connection.cursor() as cursor:
        cursor.execute(_SANS_GARDES.format(tables="|".join(TABLES)))

    muettes = [nom for nom, ordres in MORSURES.items() if nom not in _casse(ordres, sain)]

    assert muettes == []
    assert violations() == []


def test_transitions_of_the_query_are_those_declared() -> None:
    sql = lignes()["I-13 transition non déclarée"].partition("VALUES")[2]

    assert set(re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", sql)) == {
        (t.nom, str(t.de), str(t.vers)) for t in TRANSITIONS
    }
