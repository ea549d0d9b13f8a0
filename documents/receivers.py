"""What documents do when a candidature is saved: write rows, nothing else."""

from typing import Any

from django.dispatch import receiver

from registrations.models import Candidature, Version
from registrations.signals import candidature_saved

from .services.emission import emettre_confirmation


@receiver(candidature_saved, dispatch_uid="documents.confirmation")
def emettre(sender: type[Candidature], *, candidature: Candidature, version: Version, **kwargs: Any) -> None:
    """Every saved version has its confirmation, recorded in the same transaction."""
    emettre_confirmation(candidature=candidature, version=version)
