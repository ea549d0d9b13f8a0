"""Mails on a real SMTP server: two parts, prefix, the same Message-ID at each sending."""

import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from cyclades.common import clock
from cyclades.outbox import services
from cyclades.outbox.courriel import envoyer_gabarit
from cyclades.outbox.models import Etat, Message
from cyclades.outbox.registry import register


class Boite:
    """Keeps what it receives; answers `reponses` first."""

    def __init__(self) -> None:
        self.recus: list[EmailMessage] = []
        self.reponses: list[str] = []

    async def handle_DATA(self, serveur: Any, session: Any, enveloppe: Any) -> str:
        if self.reponses:
            return self.reponses.pop(0)
        recu = email.message_from_bytes(enveloppe.content, policy=email.policy.default)
        assert isinstance(recu, EmailMessage)
        self.recus.append(recu)
        return "250 OK"


@pytest.fixture
def boite(settings: Any) -> Iterator[Boite]:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    boite = Boite()
    serveur = Controller(boite, hostname="127.0.0.1", port=port)
    serveur.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield boite
    serveur.stop()


def ecrire(*, ids: dict[str, Any], message: Message) -> None:
    envoyer_gabarit(
        message,
        destinataire="eleve@demo.example",
        gabarit="emails/activation",
        contexte={"lien": "http://127.0.0.1/a?b=1&c=2", "identifiant": "O'Neil <x>"},
        sujet="Activer mon compte",
    )


register("test.courriel", "tests.outbox.test_courriel.ecrire")


def poster() -> Message:
    with transaction.atomic():
        services.post("test.courriel", ids={"n": 1}, cle="courriel")
    return Message.objects.get()


@pytest.mark.django_db
def test_mail_has_text_and_html_prefix_and_headers(boite: Boite) -> None:
    message = poster()

    services.vider()

    recu = boite.recus[0]
    texte, html = recu.get_body(("plain",)), recu.get_body(("html",))
    assert texte is not None and html is not None
    assert (recu["Subject"], recu["To"]) == ("[CYCLADES] Activer mon compte", "eleve@demo.example")
    assert recu["Message-ID"] == f"<{message.cle_unique}@cyclades.example>"
    assert recu["Auto-Submitted"] == "auto-generated"
    assert "http://127.0.0.1/a?b=1&c=2" in texte.get_content()
    assert "O'Neil <x>" in texte.get_content()
    assert 'href="http://127.0.0.1/a?b=1&amp;c=2"' in html.get_content()
    assert "O&#x27;Neil &lt;x&gt;" in html.get_content()


@pytest.mark.django_db
@pytest.mark.parametrize("reponse", ["451 plus tard", "554 refus"])
def test_mail_refused_is_tried_again_with_the_same_message_id(boite: Boite, reponse: str) -> None:
    boite.reponses = [reponse]
    message = poster()

    assert services.vider(lever=False) == 0
    message.refresh_from_db()
    assert (message.etat, message.essais, message.derniere_erreur) == (Etat.A_FAIRE, 1, "SMTPDataError")

    Message.objects.update(a_faire_le=clock.temps_reel())
    assert services.vider() == 1
    assert [r["Message-ID"] for r in boite.recus] == [f"<{message.cle_unique}@cyclades.example>"]


@pytest.mark.django_db
def test_mail_server_dead_is_a_failure_of_the_machine(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 8599
    message = poster()

    services.vider(lever=False)

    message.refresh_from_db()
    assert (message.derniere_erreur, message.panne) == ("ConnectionRefusedError", True)
