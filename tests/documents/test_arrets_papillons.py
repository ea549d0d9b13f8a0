"""A worker killed while it draws papillons: no code that works was lost, no slip with a dead code is handed out."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import CodePremierAcces
from cyclades.outbox.models import Message
from cyclades.outbox.services import vider
from documents.enums import EtatPapillons
from documents.services import papillons
from tests.accounts.papillons import presenter
from tests.faults.test_arrets_comptes import Lancer, attendre, attendre_les_connexions_mortes, lancer, tuer

from .papillons import classe, codes, demander, editer, responsable

__all__ = ["lancer"]  # the fixture
pytestmark = pytest.mark.usefixtures("base_reelle")


def en_train_de_dessiner() -> bool:
    """The codes are in the worker's transaction, and it has nothing to ask of the database: it draws."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state = 'idle in transaction' AND query ILIKE '%accounts_codepremieracces%'"
        )
        return bool(cursor.fetchone()[0])


def test_worker_killed_between_codes_and_pdf_leaves_the_former_papillons_good(
    lancer: Lancer,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    par, eleves = responsable(), classe("ACCAME Acculi", "DUPONT Noé")
    premiere = editer(eleves, par)
    anciens = codes(premiere)
    seconde = demander(eleves, par)

    travailleur = lancer("manage.py", "relais", "--sur-place", CYCLADES_VAR=str(tmp_path))
    attendre(en_train_de_dessiner, 120)
    tuer(travailleur)
    attendre_les_connexions_mortes()

    assert CodePremierAcces.objects.filter(revoque_le=None).count() == CodePremierAcces.objects.count() == 2
    assert papillons.est_telechargeable(premiere)
    assert presenter(Client(), anciens[0]).status_code == 302
    seconde.refresh_from_db()
    assert (seconde.etat, seconde.fichier) == (EtatPapillons.EN_PREPARATION, "")

    Message.objects.filter(etat="a_faire").update(bail_jusqu_a=None)
    vider()

    seconde.refresh_from_db()
    assert papillons.est_telechargeable(seconde)
    assert not papillons.est_telechargeable(premiere)
    for code, login in zip(codes(seconde), ("acculi.accame", "noe.dupont"), strict=True):
        assert presenter(Client(), code, login).status_code == 302
    assert presenter(Client(), anciens[0]).status_code == 200
