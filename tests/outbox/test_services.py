"""Recording and doing work: once, in one transaction, with failures noted."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from cyclades.common import clock
from cyclades.outbox import registry, services
from cyclades.outbox.models import Battement, Etat, Message

from . import travaux  # noqa: F401  declares the suite's kinds


def inscrire(genre: str = "test.noter", cle: str = "a", n: int = 1) -> Message:
    with transaction.atomic():
        services.post(genre, ids={"n": n}, cle=cle)
    return Message.objects.get(cle_dedoublonnage=cle)


def faits() -> int:
    return Battement.objects.filter(nom__startswith="fait-").count()


def test_post_outside_transaction_is_refused(base_reelle: None) -> None:
    with pytest.raises(ImproperlyConfigured):
        services.post("test.noter", ids={}, cle="a")


@pytest.mark.django_db
def test_post_same_key_twice_writes_one_row() -> None:
    inscrire(cle="evenement", n=1)
    inscrire(cle="evenement", n=2)

    assert [m.identifiants for m in Message.objects.all()] == [{"n": 1}]


@pytest.mark.django_db
def test_post_takes_queue_of_kind_and_refuses_unknown_kind() -> None:
    assert inscrire().file == "bulk"
    with pytest.raises(registry.GenreInconnu), transaction.atomic():
        services.post("test.inconnu", ids={}, cle="b")


@pytest.mark.django_db
def test_en_un_envoi_writes_all_at_its_end_in_one_insert(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1), services.en_un_envoi():
        services.post("test.noter", ids={"n": 1}, cle="a")
        with services.en_un_envoi():
            services.post("test.noter", ids={"n": 2}, cle="b")
        services.post("test.noter", ids={"n": 3}, cle="a")

    assert sorted(m.identifiants["n"] for m in Message.objects.all()) == [1, 2]


@pytest.mark.django_db
def test_en_un_envoi_left_by_an_error_writes_nothing_and_forgets() -> None:
    with pytest.raises(ValueError, match="entre"), services.en_un_envoi():
        services.post("test.noter", ids={"n": 1}, cle="a")
        raise ValueError("entre")

    assert not Message.objects.exists()
    assert inscrire(cle="b").identifiants == {"n": 1}


def test_post_in_transaction_rolled_back_leaves_nothing(base_reelle: None) -> None:
    class Annule(Exception):
        pass

    with pytest.raises(Annule), transaction.atomic():
        services.post("test.noter", ids={}, cle="a")
        raise Annule

    assert not Message.objects.exists()


@pytest.mark.django_db
def test_post_for_later_follows_portal_clock(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    with transaction.atomic():
        services.post("test.noter", ids={"n": 1}, cle="a", a_faire_le=clock.maintenant() + dt.timedelta(hours=1))

    assert services.vider() == 0
    horloge("2021-11-10T14:30+01:00")
    attendu = clock.temps_reel() + dt.timedelta(hours=1)
    assert abs(Message.objects.get().a_faire_le - attendu) < dt.timedelta(seconds=30)


@pytest.mark.django_db
def test_traiter_twice_does_the_work_once() -> None:
    message = inscrire()

    assert [services.traiter(message.pk), services.traiter(message.pk)] == [True, False]

    message.refresh_from_db()
    assert (faits(), message.etat, message.essais, message.bail_jusqu_a) == (1, Etat.FAIT, 1, None)
    assert message.fait_le is not None


@pytest.mark.django_db
def test_traiter_failure_undoes_work_and_notes_class_name_only() -> None:
    message = inscrire("test.echouer")

    assert services.traiter(message.pk) is False

    message.refresh_from_db()
    assert (faits(), message.etat, message.essais) == (0, Etat.A_FAIRE, 1)
    assert message.derniere_erreur == "ValueError"
    assert dt.timedelta(seconds=3) < message.a_faire_le - clock.temps_reel() < dt.timedelta(seconds=6)


@pytest.mark.django_db
def test_traiter_row_not_yet_due_again_is_left_alone() -> None:
    message = inscrire("test.echouer")
    services.traiter(message.pk)

    assert services.traiter(message.pk) is False

    message.refresh_from_db()
    assert message.essais == 1


@pytest.mark.django_db
def test_traiter_defect_ends_as_rebut_after_eight_attempts(caplog: pytest.LogCaptureFixture) -> None:
    message = inscrire("test.echouer")

    for _ in range(12):
        Message.objects.update(a_faire_le=clock.temps_reel())
        services.traiter(message.pk)

    message.refresh_from_db()
    assert (message.etat, message.essais, faits()) == (Etat.REBUT, 8, 0)
    assert [r.levelname for r in caplog.records if "rebut" in r.message] == ["ERROR"]
    assert "demo.example" not in caplog.text
    assert services.reprendre_rebuts() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "etat"), [(dt.timedelta(hours=71), Etat.A_FAIRE), (dt.timedelta(hours=73), Etat.REBUT)]
)
def test_traiter_network_failure_is_tried_three_days(age: dt.timedelta, etat: str) -> None:
    message = inscrire("test.tomber_en_panne")

    for _ in range(12):
        Message.objects.update(a_faire_le=clock.temps_reel(), cree_le=clock.temps_reel() - age)
        services.traiter(message.pk)

    message.refresh_from_db()
    assert message.etat == etat


@pytest.mark.django_db
def test_traiter_worker_dead_each_time_ends_as_rebut() -> None:
    message = inscrire()
    Message.objects.update(essais=8, bail_jusqu_a=clock.temps_reel() - dt.timedelta(seconds=1))

    assert services.traiter(message.pk) is False

    message.refresh_from_db()
    assert (message.etat, message.derniere_erreur) == (Etat.REBUT, "ArretBrutal")


@pytest.mark.django_db
def test_vider_raises_what_the_handler_raises() -> None:
    inscrire("test.echouer")

    with pytest.raises(ValueError, match="accrall"):
        services.vider()


@pytest.mark.django_db
def test_vider_does_every_due_row() -> None:
    for n in range(3):
        inscrire(cle=f"c{n}", n=n)

    assert services.vider() == 3
    assert faits() == 3


def test_register_kind_twice_with_two_meanings_is_refused() -> None:
    registry.register("test.noter", "tests.outbox.travaux.noter", file="bulk")
    with pytest.raises(ValueError, match="autrement"):
        registry.register("test.noter", "tests.outbox.travaux.echouer", file="bulk")
    with pytest.raises(ValueError, match="file inconnue"):
        registry.register("test.autre", "tests.outbox.travaux.noter", file="inconnue")
