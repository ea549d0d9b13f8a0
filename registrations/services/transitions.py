"""The only writer of `Candidature.etat` (I-13): transitions are declared in `registrations.states`."""

from collections.abc import Sequence

from django.db import transaction

from cyclades.common import clock
from registrations.enums import Etat
from registrations.models import Candidature
from registrations.signals import candidature_transitioned
from registrations.states import genre_d_acteur, transition_permise

from .journal import noter


class TransitionRefusee(Exception):
    """This move is not declared for this actor from the present state."""


def faire_naitre(*, candidature: Candidature, etat: Etat) -> None:
    """Insert a candidature in its first state; the database refuses a state or an actor not declared."""
    candidature.etat = etat
    candidature.save(force_insert=True)


def faire_naitre_ensemble(*, candidatures: Sequence[Candidature], etat: Etat) -> None:
    """The same for many at once, whose keys are then known (1 query)."""
    for candidature in candidatures:
        candidature.etat = etat
    Candidature.objects.bulk_create(candidatures)


def transition(*, candidature: Candidature, vers: Etat, acteur: str, motif: str = "") -> Candidature:
    """Move a candidature to `vers`, journal it and send `candidature_transitioned`; returns the fresh row.

    `acteur` is `candidat:<id>`, `gestionnaire:<id>` or `systeme:<what>`. The row is locked and read
    again: two acts at once give one of them `TransitionRefusee`. A staff or system caller wraps this
    in `cyclades.common.acteur`, so that the database knows him too; a candidate's write is refused
    by the database outside the opening hours (CY011).
    """
    with transaction.atomic():
        fraiche = Candidature.objects.select_for_update().get(pk=candidature.pk)
        de = fraiche.etat
        declaree = transition_permise(de, vers, genre_d_acteur(acteur))
        if declaree is None:
            raise TransitionRefusee(f"{de} → {vers}")
        maintenant = clock.maintenant()
        fraiche.etat = vers
        fraiche.motif = motif
        fraiche.modifiee_le = maintenant
        fraiche.save(update_fields=["etat", "motif", "modifiee_le"])
        noter(candidature=fraiche, action=declaree.nom, acteur=acteur, quand=maintenant, de=de, vers=vers, motif=motif)
        candidature_transitioned.send(sender=Candidature, candidature=fraiche, de=de, vers=vers, acteur=acteur)
    return fraiche
