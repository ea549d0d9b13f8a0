"""Opening issued documents, and asking for a new try. Each act of staff is in the journal (I-27)."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common import clock
from documents.models import DocumentVersion
from registrations.services.journal import noter

from .emission import demander_production


def _noter(version: DocumentVersion, par: User, action: str) -> None:
    noter(
        candidature=version.document.candidature,
        action=action,
        acteur=nom_d_acteur(par),
        quand=clock.maintenant(),
        motif=f"{version.document.intitule}, version {version.numero:02d}",
    )


def noter_ouverture(*, version: DocumentVersion, par: User) -> None:
    """A member of staff opens a document of a candidate."""
    _noter(version, par, "document_ouvert")


def noter_lecture(*, version: DocumentVersion, instant: dt.datetime) -> None:
    """The candidate opens a document: « lu le » is the first time, and stays."""
    if version.lu_le is None:
        DocumentVersion.objects.filter(pk=version.pk, lu_le=None).update(lu_le=instant)


@transaction.atomic
def redemander(*, version: DocumentVersion, par: User) -> None:
    """Ask again for a document that failed or is late, or have the file of an issued one looked at."""
    _noter(version, par, "document_redemande")
    demander_production(version, reprise=f"{clock.temps_reel():%Y%m%d%H%M%S%f}")
