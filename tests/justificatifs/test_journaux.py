"""Decisions and openings of files are only ever added (I-27)."""

import pytest
from django.db import DatabaseError, connection, transaction

from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import sqlstate
from justificatifs.models import Consultation, Revue
from justificatifs.services.depots import deposer
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", ["justificatifs_revue", "justificatifs_consultation"])
@pytest.mark.parametrize("verbe", ["UPDATE {} SET quand = now()", "DELETE FROM {}"])
def test_journal_refuses_change_even_from_staff(table: str, verbe: str) -> None:
    candidature, auteur = dossiers.candidature(), personnel("16")
    depot = deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), "a.pdf"))
    Revue.objects.create(piece=depot.piece, depot=depot, auteur=auteur, vers="recue", quand=clock.maintenant())
    Consultation.objects.create(depot=depot, auteur=auteur, quand=clock.maintenant())
    with pytest.raises(DatabaseError) as erreur, acteur(f"gestionnaire:{auteur.pk}"), connection.cursor() as cursor:
        cursor.execute(verbe.format(table))
    assert sqlstate(erreur.value) == "CY010"
    assert (Revue.objects.count(), Consultation.objects.count()) == (1, 1)


def test_retention_alone_may_erase() -> None:
    candidature = dossiers.candidature()
    depot = deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), "a.pdf"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cyclades.effacement = 'test'")
        depot.delete()
    assert not type(depot).objects.exists()
