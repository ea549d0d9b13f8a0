"""What follows a version just written, in its transaction: a line of the journal, the other apps' rows, one mail."""

from cyclades.outbox.services import en_un_envoi, post
from registrations.models import Candidature, Version
from registrations.signals import candidature_saved

from .journal import noter


def annoncer(*, candidature: Candidature, version: Version, action: str, motif: str = "") -> None:
    """Journal `action` in the name of the version's author, send `candidature_saved`, post the candidate's mail."""
    noter(
        candidature=candidature,
        action=action,
        acteur=version.auteur,
        quand=version.cree_le,
        vers=f"version {version.numero:02d}",
        motif=motif,
    )
    with en_un_envoi():
        candidature_saved.send(sender=Candidature, candidature=candidature, version=version)
        post(
            "candidature.enregistree" if version.numero == 1 else "candidature.modifiee",
            ids={"version": version.pk},
            cle=f"candidature:{candidature.pk}:version:{version.numero}",
        )
