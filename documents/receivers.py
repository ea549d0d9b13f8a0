"""What documents do when something happens to a candidature: write rows, nothing else."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from accounts.models import CodePremierAcces
from accounts.signals import premier_acces_fait
from cyclades.outbox.services import post
from justificatifs.signals import demande_etablie, pieces_relancees
from registrations.enums import Etat
from registrations.models import Candidature, Version
from registrations.signals import candidature_saved, candidature_transitioned

from .models import PapillonEdite
from .services import automatiques, papillons
from .services.emission import emettre_confirmation


@receiver(candidature_saved, dispatch_uid="documents.confirmation")
def emettre(sender: type[Candidature], *, candidature: Candidature, version: Version, **kwargs: Any) -> None:
    """Every saved version has its confirmation, recorded in the same transaction."""
    emettre_confirmation(candidature=candidature, version=version)


@receiver(demande_etablie, dispatch_uid="documents.demande")
def demander(
    sender: type[Candidature], *, candidature: Candidature, version: Version, numero: int, **kwargs: Any
) -> None:
    """The list of pieces is issued when it is new or has changed, not at every save; by a worker, as no page waits."""
    post(
        "document.demande",
        ids={"version": version.pk, "numero": numero},
        cle=f"document.demande:{candidature.pk}:{numero}",
    )


@receiver(pieces_relancees, dispatch_uid="documents.relance")
def relancer(
    sender: type[Candidature], *, candidature: Candidature, pieces: Sequence[Any], instant: dt.datetime, **kwargs: Any
) -> None:
    """Each reminder by mail leaves its document."""
    automatiques.relancer(candidature=candidature, pieces=pieces, instant=instant)


@receiver(premier_acces_fait, dispatch_uid="documents.papillons")
def oublier_le_papillon(sender: type[CodePremierAcces], *, code: CodePremierAcces, **kwargs: Any) -> None:
    """The code has served: the file that bears it may be erased, if it was the last one."""
    papillon = PapillonEdite.objects.filter(code=code).first()
    if papillon is not None:
        papillons.poster_effacement(papillon.edition_id, cause=f"code:{code.pk}")


@receiver(candidature_transitioned, dispatch_uid="documents.annulation")
def annuler(
    sender: type[Candidature], *, candidature: Candidature, de: str, vers: str, acteur: str, **kwargs: Any
) -> None:
    """Cancelled by the service or by a scheduled task: the notice; taken back: the notice is withdrawn."""
    if vers == Etat.ANNULE:
        automatiques.annuler(candidature=candidature, acteur=acteur)
    elif de == Etat.ANNULE:
        automatiques.retirer_avis(candidature=candidature)
