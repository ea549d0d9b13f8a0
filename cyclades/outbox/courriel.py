"""Mails of the portal: text and HTML, one Message-ID per event (I-20)."""

from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from cyclades.common import clock

from .models import Message


def adresse_absolue(chemin: str) -> str:
    """The public address of a path of the portal."""
    return f"{settings.ADRESSE_PUBLIQUE.rstrip('/')}{chemin}"


def identifiant_mail(message: Message) -> str:
    """The Message-ID of the mail of a row: the same at each sending, so that copies fold into one."""
    domaine = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "cyclades.invalid"
    return f"<{message.cle_unique}@{domaine}>"


def envoyer_gabarit(
    message: Message, *, destinataire: str, gabarit: str, contexte: dict[str, object], sujet: str
) -> None:
    """Send the mail of row `message` from the templates `<gabarit>.txt` and `<gabarit>.html`.

    The subject gets the prefix `[CYCLADES]`. One mail per row: an event that tells two people posts
    two rows. Raises what the mail backend raises; the outbox tries again.
    """
    donnees = {"adresse_portail": adresse_absolue("/"), "sujet": sujet, **contexte}
    mail = EmailMultiAlternatives(
        subject=f"{settings.EMAIL_SUBJECT_PREFIX}{sujet}",
        body=render_to_string(f"{gabarit}.txt", donnees),
        to=[destinataire],
        headers={
            "Message-ID": identifiant_mail(message),
            "Date": format_datetime(clock.maintenant()),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(render_to_string(f"{gabarit}.html", donnees), "text/html")
    mail.send()
