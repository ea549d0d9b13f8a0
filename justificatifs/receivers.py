"""What this app does when a candidature is saved: it writes the rows of what is asked, nothing else."""

from typing import Any

from django.dispatch import receiver

from registrations.models import Candidature, Version
from registrations.signals import candidature_saved

from .services.synchronisation import synchroniser


@receiver(candidature_saved, dispatch_uid="justificatifs.synchroniser")
def demander_les_pieces(sender: type[Candidature], *, candidature: Candidature, version: Version, **_: Any) -> None:
    synchroniser(candidature=candidature, version=version)
