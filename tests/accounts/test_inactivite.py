"""Accounts left unused: told once, erased after the instant that the mail named, kept by a visit."""

import datetime as dt
import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client

from accounts import tasks
from accounts.enums import Role
from accounts.models import AvisInactivite, User
from accounts.services import inactivite
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Battement, Message
from tests.justificatifs import dossiers
from tests.usines import MOT_DE_PASSE, compte_candidat, personnel

pytestmark = pytest.mark.django_db
NAISSANCE = "2024-01-31T09:00+01:00"


def avancer(jours: float) -> None:
    clock.regler(clock.decalage() + dt.timedelta(days=jours))


@pytest.fixture
def inactif(horloge: Callable[[str], None], settings: Any) -> User:
    """Activated on 31 January 2024, never seen since; it is 24 months and a day later."""
    settings.COMPTE_INACTIF_MOIS, settings.COMPTE_INACTIF_PREAVIS_JOURS = 24, 30
    horloge(NAISSANCE)
    compte = compte_candidat(email="dack@demo.example")
    horloge("2026-02-01T09:00+01:00")
    return compte


def passer() -> None:
    inactivite.passer()
    outbox.vider()


def test_inactive_account_is_told_then_erased_and_not_before(
    inactif: User, caplog: pytest.LogCaptureFixture, horloge: Callable[[str], None]
) -> None:
    passer()

    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["dack@demo.example"], "[CYCLADES] Votre compte sera bientôt effacé")
    ]
    corps = str(mail.outbox[0].body)
    assert "n'a pas servi depuis le 31/01/2024" in corps
    assert "à partir du 03/03/2026 09:00 (heure de Paris)" in corps
    horloge("2026-03-03T08:59:58+01:00")
    passer()
    assert User.objects.filter(pk=inactif.pk).exists()

    horloge("2026-03-03T09:00:30+01:00")
    with caplog.at_level("INFO"):
        passer()

    assert not User.objects.exists()
    assert not Message.objects.filter(identifiants__compte=inactif.pk).exists()
    assert "comptes inactifs effacé(s) : 1, écarté(s) : 0 ; avec eux : adresses connues 1, avis d'inactivité 1" in (
        caplog.text
    )
    assert "dack" not in caplog.text
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("instant", "prevenus"), [("2026-01-31T08:59:58+01:00", 0), ("2026-01-31T09:00:30+01:00", 1)])
def test_inactivity_is_counted_in_months_to_the_instant(
    inactif: User, horloge: Callable[[str], None], instant: str, prevenus: int
) -> None:
    horloge(instant)

    passer()

    assert len(mail.outbox) == prevenus


def test_told_once_however_often_the_sweep_runs(inactif: User) -> None:
    for _ in range(3):
        passer()
        avancer(1)
    inactivite.passer()
    inactivite.passer()

    assert len(mail.outbox) == 1
    assert AvisInactivite.objects.count() == 1


def test_a_visit_takes_the_notice_back_and_the_next_cycle_tells_again(inactif: User) -> None:
    passer()
    avancer(29)
    reponse = Client().post("/compte/connexion/", {"identifiant": "dack@demo.example", "mot_de_passe": MOT_DE_PASSE})
    assert reponse.status_code == 302
    inactif.refresh_from_db()
    assert abs((clock.maintenant() - inactif.last_login).total_seconds()) < 60  # type: ignore[operator]

    avancer(2)
    passer()
    assert User.objects.filter(pk=inactif.pk).exists()
    assert not AvisInactivite.objects.exists()

    avancer(731)
    passer()
    assert len(mail.outbox) == 2


def test_a_visit_before_the_mail_leaves_sends_none(inactif: User) -> None:
    inactivite.passer()
    inactivite.noter_visite(compte_id=inactif.pk)

    outbox.vider()

    assert mail.outbox == []


def test_nobody_is_erased_whom_the_mail_could_not_tell(inactif: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuser(*_: object) -> int:
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuser)
        inactivite.passer()
        outbox.vider(lever=False)
    avancer(60)
    inactivite.passer()
    assert User.objects.filter(pk=inactif.pk).exists()

    Message.objects.update(a_faire_le=clock.temps_reel())
    outbox.vider()
    assert len(mail.outbox) == 1
    passer()
    assert User.objects.filter(pk=inactif.pk).exists()  # thirty days from the sending, not from the attempt
    avancer(31)
    passer()
    assert not User.objects.exists()


def test_account_without_address_is_left_alone(inactif: User) -> None:
    User.objects.update(email="")
    passer()
    avancer(60)
    passer()

    assert User.objects.filter(pk=inactif.pk).exists()


def test_account_with_a_candidature_is_left_alone(settings: Any, horloge: Callable[[str], None]) -> None:
    settings.COMPTE_INACTIF_MOIS = 24
    candidature = dossiers.candidature()
    profil = candidature.compte.profil
    profil.identite_verrouillee_le = candidature.cree_le
    profil.save()
    avancer(365 * 6)

    passer()

    assert not AvisInactivite.objects.filter(compte=candidature.compte).exists()
    assert User.objects.filter(pk=candidature.compte_id).exists()


def test_zero_months_is_never_and_takes_notices_back(inactif: User, settings: Any) -> None:
    inactivite.passer()
    settings.COMPTE_INACTIF_MOIS = 0

    passer()
    avancer(400)
    passer()

    assert mail.outbox == []
    assert not AvisInactivite.objects.exists()
    assert User.objects.filter(pk=inactif.pk).exists()


def test_longer_delay_takes_back_the_notices_that_it_makes_too_early(inactif: User, settings: Any) -> None:
    passer()
    settings.COMPTE_INACTIF_MOIS = 36

    avancer(31)
    passer()

    assert User.objects.filter(pk=inactif.pk).exists()
    assert not AvisInactivite.objects.exists()


def test_staff_is_told_then_closed_and_never_erased(inactif: User, horloge: Callable[[str], None]) -> None:
    inactif.delete()
    horloge(NAISSANCE)
    agent = personnel("16", email="agent@demo.example")
    horloge("2026-02-01T09:00+01:00")
    passer()
    assert mail.outbox[0].subject == "[CYCLADES] Votre accès sera bientôt fermé"
    assert "espace de gestion" in str(mail.outbox[0].body)
    client = Client()
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")
    User.objects.filter(pk=agent.pk).update(last_login=None)
    AvisInactivite.objects.create(compte=agent, poste_le=clock.maintenant(), efface_le=clock.maintenant())

    avancer(31)
    passer()

    agent.refresh_from_db()
    assert (agent.is_active, agent.is_staff) == (False, True)
    assert agent.personnel.role == Role.GESTIONNAIRE
    assert client.get("/gestion/").status_code == 302
    assert not AvisInactivite.objects.exists()


@pytest.mark.parametrize("autre", [False, True])
def test_superviseur_is_closed_only_while_another_is_in_use(
    inactif: User, horloge: Callable[[str], None], autre: bool
) -> None:
    horloge(NAISSANCE)
    vieux = personnel(role=Role.SUPERVISEUR, email="vieux@demo.example")
    horloge("2026-02-01T09:00+01:00")
    if autre:
        personnel(role=Role.SUPERVISEUR, email="actif@demo.example")
    passer()
    avancer(31)
    passer()

    vieux.refresh_from_db()
    assert vieux.is_active is not autre


def test_sweep_by_beat_and_by_cron(inactif: User, capsys: pytest.CaptureFixture[str]) -> None:
    tasks.inactifs()
    assert AvisInactivite.objects.count() == 1
    AvisInactivite.objects.all().delete()
    Message.objects.all().delete()

    call_command("purge_comptes", "--inactifs")
    assert [(m.genre, m.file) for m in Message.objects.all()] == [("comptes.inactifs", "bulk")]
    outbox.vider()
    assert len(mail.outbox) == 1

    call_command("purge_comptes", "--inactifs", "--direct")
    assert capsys.readouterr().out.splitlines() == [
        "traitement des comptes inactifs demandé",
        "comptes inactifs traités",
    ]
    assert Battement.objects.filter(nom="inactivite").exists()


def test_many_are_told_batch_by_batch_up_to_the_limit_of_a_sweep(
    inactif: User, horloge: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    horloge(NAISSANCE)
    for _ in range(6):
        compte_candidat()
    horloge("2026-02-01T09:00+01:00")
    monkeypatch.setattr(inactivite, "LOT", 2)
    monkeypatch.setattr(inactivite, "AVIS_PAR_PASSAGE", 4)

    inactivite.passer()
    assert AvisInactivite.objects.count() == 4
    inactivite.passer()
    assert AvisInactivite.objects.count() == 7
