"""The command that runs the invariants; that each query bites is in `test_morsures`."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from cyclades.portail.management.commands.verifier_invariants import violations
from tests.justificatifs import dossiers
from tests.usines import compte_candidat

pytestmark = pytest.mark.django_db


def test_account_left_unactivated_is_reported_by_the_command() -> None:
    compte = compte_candidat(actif=False)
    type(compte).objects.filter(pk=compte.pk).update(cree_le=compte.cree_le - dt.timedelta(days=3))

    with pytest.raises(CommandError, match="I-04"):
        call_command("verifier_invariants")


def test_candidature_without_locked_identity_is_reported() -> None:
    dossiers.candidature()

    assert any("I-05" in ligne for ligne in violations())
