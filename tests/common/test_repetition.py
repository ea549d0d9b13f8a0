"""The rehearsal clock starts where it may, and says why it may not."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import Compteur, SessionOuverte, User
from cyclades.common import clock
from cyclades.common.demarrage import arreter_si_horloge_interdite
from cyclades.common.repetition import HorlogeRefusee, demarrer, plus_recente
from cyclades.common.system_checks import horloge_permise
from sessions_cfg.models import Academie

pytestmark = pytest.mark.django_db


@pytest.fixture
def compte() -> User:
    """An account activated on 1 March 2030, noon in Paris."""
    instant = dt.datetime(2030, 3, 1, 12, tzinfo=clock.PARIS)
    return User.objects.create(
        identifiant="a@b.example", is_staff=True, is_active=True, cree_le=instant, active_le=instant
    )


def test_demarrer_at_an_instant_sets_python_and_database() -> None:
    demarrer("2021-11-10T13:00+01:00")

    assert abs(clock.maintenant() - dt.datetime(2021, 11, 10, 12, tzinfo=dt.UTC)) < dt.timedelta(seconds=5)


def test_demarrer_without_offset_reads_paris_time() -> None:
    demarrer("2021-07-10T13:00")

    assert abs(clock.maintenant() - dt.datetime(2021, 7, 10, 11, tzinfo=dt.UTC)) < dt.timedelta(seconds=5)


def test_demarrer_without_instant_goes_back_to_real_time() -> None:
    demarrer("2021-11-10T13:00+01:00")

    demarrer("")

    assert clock.decalage() == dt.timedelta(0)


def test_demarrer_before_the_newest_row_is_refused_and_changes_nothing(compte: User) -> None:
    with pytest.raises(HorlogeRefusee) as refus:
        demarrer("2030-03-01T11:59:59+01:00")

    assert str(refus.value) == (
        "CYCLADES_HORLOGE=2030-03-01T11:59:59+01:00 refusé : la base contient « compte » du 01/03/2030 12:00:00 "
        "(heure de Paris) ; partez d'un instant plus tardif ou donnez un autre CYCLADES_VAR."
    )
    assert clock.decalage() == dt.timedelta(0)


def test_demarrer_at_the_newest_row_is_accepted(compte: User) -> None:
    demarrer("2030-03-01T12:00+01:00")

    assert clock.decalage() != dt.timedelta(0)


def test_demarrer_in_real_time_with_rows_to_come_says_so(compte: User) -> None:
    with pytest.raises(HorlogeRefusee, match=r"« compte » du 01/03/2030 12:00:00 .heure de Paris., dans le futur"):
        demarrer("")


def test_demarrer_with_words_is_refused() -> None:
    with pytest.raises(HorlogeRefusee, match="CYCLADES_HORLOGE=demain n'est pas un instant"):
        demarrer("demain")


def test_demarrer_in_production_is_refused(settings: Settings) -> None:
    settings.HORLOGE_REGLABLE = False

    with pytest.raises(HorlogeRefusee, match="refusé en production"):
        demarrer("2021-11-10T13:00+01:00")
    with pytest.raises(ImproperlyConfigured):
        clock.regler(dt.timedelta(days=1))


def test_calendars_are_no_facts() -> None:
    Academie.objects.create(code="99", libelle="Essai", nom_officiel="Essai", libelle_cyclades="ESSAI", genre="x")

    assert plus_recente() is None


def test_sessions_and_limits_are_no_facts() -> None:
    """They run on the machine's clock: a rehearsal of 2021 was once refused after its first sign-in."""
    Compteur.objects.create(cle="c", fenetre=dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
    SessionOuverte.objects.create(session_key="s", session_data="", expire_date=dt.datetime(2040, 1, 1, tzinfo=dt.UTC))

    assert plus_recente() is None


def test_command_says_the_refusal_in_one_line(compte: User) -> None:
    with pytest.raises(CommandError, match="refusé"):
        call_command("regler_horloge", "2021-11-10T13:00+01:00")


def test_production_refuses_to_start_on_a_database_in_rehearsal(settings: Settings) -> None:
    demarrer("2021-11-10T13:00+01:00")
    settings.HORLOGE_REGLABLE = False
    clock.oublier_decalage()

    with pytest.raises(SystemExit, match="interdite en production"):
        arreter_si_horloge_interdite()
    assert [e.id for e in horloge_permise(None, databases=["default"])] == ["cyclades.E001"]


def test_production_starts_on_a_database_in_real_time(settings: Settings) -> None:
    settings.HORLOGE_REGLABLE = False

    arreter_si_horloge_interdite()

    assert horloge_permise(None, databases=["default"]) == []
