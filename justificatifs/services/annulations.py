"""Cancellation of candidatures whose signed confirmation never came, where the service says so (reference, Nice)."""

from django.db import transaction

from cyclades.common import clock
from cyclades.common.acteur import acteur
from justificatifs.echeances import a_annuler
from justificatifs.models import GroupePieces
from registrations.enums import Etat
from registrations.models import Candidature
from registrations.services.office import annuler_d_office, prendre

PAR_PASSAGE = 2000
MOTIF = (
    "Votre confirmation d'inscription signée n'a pas été déposée avant la date limite, "
    "comme le demande votre service d'inscription."
)


def annuler_sans_confirmation() -> int:
    """Cancel those whose deadline is past and who gave no file at all for the signed confirmation; their number.

    One run, named `systeme:annulation-<day>` in the journal of each; a responsable may take each back. A deposit
    at the last second wins or is refused, never both: the group is locked, then looked at again.
    """
    instant = clock.maintenant()
    nom = f"systeme:annulation-{clock.aujourd_hui():%Y%m%d}"
    dues = list(a_annuler(Candidature.objects.all(), instant).values_list("pk", flat=True)[:PAR_PASSAGE])
    return sum(_annuler(pk, nom) for pk in dues)


def _annuler(candidature_id: int, nom: str) -> bool:
    with acteur(nom), transaction.atomic():
        candidature = prendre(candidature_id)
        # The order of « Enregistrer »: account, candidature, group.
        list(GroupePieces.objects.select_for_update().filter(candidature=candidature_id).order_by("pk"))
        encore = a_annuler(Candidature.objects.filter(pk=candidature_id), clock.maintenant()).exists()
        if candidature.etat != Etat.INSCRIT or not encore:
            return False
        annuler_d_office(candidature=candidature, acteur=nom, motif=MOTIF)
    return True
