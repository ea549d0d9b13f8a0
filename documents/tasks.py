"""What workers do for documents: handlers of the outbox, and their warm-up."""

from typing import Any

from celery import shared_task
from celery.signals import worker_process_init

from cyclades.outbox.models import Message
from cyclades.outbox.services import ESSAIS_MAX
from registrations.models import Version

from . import rendering
from .services import annonce, automatiques, papillons, production, publication, tirage


def produire(*, ids: dict[str, Any], message: Message) -> None:
    """Outbox `document.produire`: issue the PDF of a version."""
    production.produire(version_id=int(ids["version"]), dernier_essai=message.essais >= ESSAIS_MAX)


def publier(*, ids: dict[str, Any], message: Message) -> None:
    """Outbox `document.publier`: a slice of a publication."""
    essai = message.essais >= ESSAIS_MAX
    publication.avancer(lot_id=int(ids["lot"]), rang=int(ids["rang"]), dernier_essai=essai)


def publie(*, ids: dict[str, Any], message: Message) -> None:
    """Outbox `document.publie`: the mail that says a document is there."""
    annonce.ecrire(ids=ids, message=message)


def demander(*, ids: dict[str, Any], message: Message) -> None:
    """Outbox `document.demande`: issue a list of pieces, `numero`, as a saved version asks for it."""
    automatiques.demander(version=Version.objects.get(pk=ids["version"]), numero=int(ids["numero"]))


def editer_papillons(*, ids: dict[str, Any], message: Message) -> None:
    """Outbox `document.papillons`: draw the codes and the PDF of an edition."""
    tirage.editer(edition_id=int(ids["edition"]), dernier_essai=message.essais >= ESSAIS_MAX)


def effacer_papillons(*, ids: dict[str, Any], message: Message) -> None:
    """Outbox `document.papillons_effacer`: a code served, or was replaced."""
    papillons.effacer_si_inutile(edition_id=int(ids["edition"]))


@shared_task(name="documents.papillons_menage")  # type: ignore[untyped-decorator]
def papillons_menage() -> None:
    """Beat, every hour: files of papillons that are kept no longer."""
    papillons.menage()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def prechauffer(**kwargs: object) -> None:
    """A cold process would make its first candidate wait a second."""
    rendering.prechauffer()
