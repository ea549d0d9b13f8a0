"""What is erased with an account: every table that can hold something about it, found by introspection.

`tables.REMPLIR` writes into each what the portal could write about an account without candidature;
`tables.HORS_SUJET` says why the others hold nothing of one. A table in neither makes the test fail: whoever adds
one says there what erasing an account does of it.
"""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from accounts.services import effacement, limites
from accounts.services.purge import purger_non_actives
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.backends import dossier_mails
from cyclades.outbox.models import Message

from .tables import CANARI, HORS_SUJET, REMPLIR, compteurs, creer_marque

pytestmark = pytest.mark.django_db

# An id that nothing else in the database can be.
NUMERO = 765_432_198


def modeles() -> set[str]:
    """Every table of the project that is not the catalogue's; one of the catalogue that names a person counts."""
    trouves = set()
    for modele in apps.get_models(include_auto_created=True):
        nomme = any(f.related_model is User for f in modele._meta.get_fields() if f.concrete and f.is_relation)
        if modele._meta.app_label != "sessions_cfg" or nomme:
            trouves.add(modele._meta.label)
    return trouves


def lignes() -> dict[str, list[str]]:
    """The whole database as text, every column of every row, by table."""
    contenu = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'sessions_cfg_%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  its own name, from the catalogue
            contenu[table] = [ligne for (ligne,) in cursor.fetchall()]
    return contenu


def test_every_table_says_what_erasing_an_account_does_of_it() -> None:
    assert modeles() - set(REMPLIR) - set(HORS_SUJET) == set(), "dites dans tables.py ce que l'effacement en fait"
    assert (set(REMPLIR) | set(HORS_SUJET)) - modeles() == set()


def test_every_limit_counted_per_account_is_erased_with_it() -> None:
    sources = "\n".join(f.read_text(encoding="utf-8") for f in Path(limites.__file__).parents[1].rglob("*.py"))

    par_compte = set(re.findall(r'limites\.(?:consommer|atteinte)\(\s*"([a-z-]+)",\s*str\(', sources))

    assert par_compte == set(limites.PAR_COMPTE)


def purger(compte: User) -> None:
    User.objects.filter(pk=compte.pk).update(cree_le=clock.maintenant() - dt.timedelta(hours=49))
    assert purger_non_actives().effaces == 1


def supprimer(compte: User) -> None:
    """The farewell is the last to know the address: once it has left, it is in the person's own mailbox only."""
    effacement.supprimer_compte(compte_id=compte.pk)
    adieu = Message.objects.get(genre="compte.supprime")
    assert adieu.identifiants.keys() == {"adieu"}
    outbox.vider()
    (dossier_mails() / f"{adieu.cle_unique}.eml").unlink()
    adieu.delete()


@pytest.mark.parametrize("effacer", [purger, supprimer])
def test_nothing_is_left_of_an_erased_account(
    effacer: Callable[[User], None],
    settings: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.DEMO, settings.VAR, settings.DEPOT_PRIVE = True, tmp_path, tmp_path / "fichiers"
    settings.EMAIL_BACKEND = "cyclades.outbox.backends.FichiersEml"
    # Arrange: a neighbour has the same things, then the account is written everywhere.
    voisin = creer_marque("zqvoisin")
    for ecrire in REMPLIR.values():
        ecrire(voisin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), %s)", [NUMERO - 1])
    avant = {table: len(contenu) for table, contenu in lignes().items()}
    compte = creer_marque(CANARI)
    assert compte.pk == NUMERO
    for ecrire in REMPLIR.values():
        ecrire(compte)
    outbox.vider()
    pleins = lignes()
    vides = [e for e in REMPLIR if len(pleins[t := apps.get_model(e)._meta.db_table]) <= avant[t]]
    assert vides == []
    assert fichiers_qui_disent(CANARI, tmp_path) != []

    # Act
    caplog.clear()
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        effacer(compte)

    # Assert: as many rows as before, and neither word nor number anywhere.
    apres = lignes()
    comptees = {table: len(contenu) for table, contenu in apres.items() if table != "outbox_battement"}
    assert comptees == {table: nombre for table, nombre in avant.items() if table in comptees}
    assert [r for contenu in apres.values() for r in contenu if CANARI in r.casefold() or str(NUMERO) in r] == []
    assert fichiers_qui_disent(CANARI, tmp_path) == []
    assert fichiers_qui_disent("zqvoisin", tmp_path) != []
    assert CANARI not in caplog.text


def fichiers_qui_disent(word: str, dossier: Path) -> list[str]:
    return [f.name for f in dossier.rglob("*") if f.is_file() and word in f.read_text(errors="ignore").casefold()]


def test_purge_log_counts_each_kind_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    compte = creer_marque(CANARI)
    compteurs(compte)

    with caplog.at_level("INFO"):
        purger(compte)

    assert "effacé(s) : 1, écarté(s) : 0 ; avec eux : adresses connues 1, compteurs 4, travaux 1, états civils 1" in (
        caplog.text
    )
    assert CANARI not in caplog.text
