"""Changing one's civil status, until a candidature locks it."""

from django.db import transaction

from accounts.models import CandidateProfile
from cyclades.common.errors import refus_traduits

from .creation import EtatCivil
from .effacement import CompteVerrouille


def modifier_etat_civil(*, compte_id: int, etat_civil: EtatCivil) -> None:
    """Replace the civil status of an account without candidature.

    Raises CompteVerrouille when one exists or existed; the database's guard decides in a race (I-05).
    """
    with refus_traduits(), transaction.atomic():
        profil = CandidateProfile.objects.select_for_update().get(user_id=compte_id)
        if profil.identite_verrouillee_le is not None:
            raise CompteVerrouille
        for nom, valeur in etat_civil.champs().items():
            setattr(profil, nom, valeur)
        profil.save()
