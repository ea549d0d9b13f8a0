"""What runs by itself: the purge by cron and by beat, housekeeping, the demonstration's accounts."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory

from accounts import tasks
from accounts.models import Compteur, User
from accounts.services import limites, premier_acces, purge
from accounts.services.demo import CODE_ELEVE, ELEVE, creer_comptes_de_demonstration
from cyclades.celery import app
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Battement, Message

from .conftest import creer

pytestmark = pytest.mark.django_db


def test_purge_by_cron_goes_through_the_outbox(capsys: pytest.CaptureFixture[str]) -> None:
    creer()
    outbox.vider()
    clock.regler(dt.timedelta(hours=48, seconds=1))

    call_command("purge_comptes")
    assert User.objects.exists()
    assert [m.file for m in Message.objects.filter(genre="comptes.purger")] == ["bulk"]
    outbox.vider()

    assert not User.objects.exists()
    assert "demandée" in capsys.readouterr().out


def test_purge_by_cron_goes_on_from_work_to_work_past_accounts_that_cannot_be_erased(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(purge, "LOT", 2)
    monkeypatch.setattr(tasks, "UN_PEU", -1.0)  # one batch each
    comptes = [creer(f"p{n}@demo.example") for n in range(7)]
    outbox.vider()
    clock.regler(dt.timedelta(hours=48, seconds=1))
    for compte in comptes[:3]:  # a whole batch and more that the database refuses to erase (CY005)
        compte.profil.identite_verrouillee_le = clock.maintenant()
        compte.profil.save()

    call_command("purge_comptes")
    outbox.vider()

    assert list(User.objects.values_list("pk", flat=True)) == [c.pk for c in comptes[:3]]
    assert Message.objects.filter(genre="comptes.purger", etat="fait").count() == 4


def test_purge_direct_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    creer()
    clock.regler(dt.timedelta(hours=48, seconds=1))

    call_command("purge_comptes", "--direct")

    assert capsys.readouterr().out == "1 compte(s) effacé(s)\n"
    assert Battement.objects.filter(nom="purge").exists()


def test_purge_erases_demonstration_mails(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DEMO, settings.VAR = True, tmp_path
    settings.EMAIL_BACKEND = "cyclades.outbox.backends.FichiersEml"
    creer()
    creer("autre@demo.example")
    outbox.vider()
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 2
    User.objects.filter(identifiant="autre@demo.example").update(cree_le=clock.maintenant() + dt.timedelta(hours=1))
    clock.regler(dt.timedelta(hours=48, seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.purger()

    restants = [f.read_text() for f in (tmp_path / "mails").glob("*.eml")]
    assert len(restants) == 1
    assert "dack.accrall" not in restants[0]


def test_beat_schedules_only_declared_tasks_on_declared_queues() -> None:
    app.loader.import_default_modules()
    for travail in app.conf.beat_schedule.values():
        assert travail["task"] in app.tasks
        assert travail["options"]["queue"] in ("mails", "documents", "scans", "bulk")


def test_menage_forgets_what_serves_no_more(client: Client) -> None:
    assert limites.consommer("essai", "192.0.2.1", limite=1)
    assert not limites.consommer("essai", "192.0.2.1", limite=1)
    assert limites.consommer("essai", "192.0.2.2", limite=1)
    client.post("/compte/connexion/", {"identifiant": "a@demo.example", "mot_de_passe": "x"})
    Compteur.objects.update(fenetre=clock.temps_reel() - dt.timedelta(days=2))
    AccessAttempt.objects.update(attempt_time=clock.temps_reel() - dt.timedelta(days=2))

    tasks.menage()

    assert (Compteur.objects.count(), AccessAttempt.objects.count()) == (0, 0)
    assert limites.consommer("essai", "192.0.2.1", limite=1)


def test_compteur_holds_no_address() -> None:
    limites.consommer("creation", "192.0.2.1", limite=1)

    assert len(Compteur.objects.get().cle) == 64


def test_demo_accounts_once_and_all_can_sign_in(settings: Any) -> None:
    settings.DEMO = True

    assert (creer_comptes_de_demonstration(), creer_comptes_de_demonstration()) == (7, 0)

    eleve = User.objects.get(identifiant=ELEVE)
    assert premier_acces.verifier(compte=eleve, saisi=CODE_ELEVE)[0] == premier_acces.Issue.VALABLE
    for identifiant in User.objects.exclude(pk=eleve.pk).values_list("identifiant", flat=True):
        requete = RequestFactory().post("/compte/connexion/")
        assert authenticate(requete, username=identifiant, password="Demo.2027!") is not None
    assert User.objects.get(identifiant="superviseur@demo.example").personnel.role == "superviseur"
    assert mail.outbox == []
