"""Désinscription by the candidate: final, told by mail (specification §5, guide chapter 13)."""

from django.db import transaction

from accounts.models import User
from cyclades.common.errors import refus_traduits
from cyclades.outbox.services import post
from registrations.enums import Etat, Origine
from registrations.models import Brouillon, Candidature
from registrations.states import CANDIDAT

from .transitions import TransitionRefusee, transition


class DesinscriptionImpossible(Exception):
    """Not by the candidate: registered by his school, or no longer active."""


def desinscrire(*, candidature: Candidature) -> None:
    """Leave a candidature for good; a change begun is given up, one mail is posted (I-13).

    Raises `DesinscriptionImpossible`, or `Refus` (CY011) when the service is not open.
    """
    if candidature.origine == Origine.ETABLISSEMENT:
        raise DesinscriptionImpossible
    with refus_traduits(), transaction.atomic():
        # The account first, as « Enregistrer » does: the draft and the candidature are then never locked crosswise.
        User.objects.select_for_update().only("pk").get(pk=candidature.compte_id)
        try:
            transition(candidature=candidature, vers=Etat.DESINSCRIT, acteur=CANDIDAT)
        except TransitionRefusee as erreur:
            raise DesinscriptionImpossible from erreur
        Brouillon.objects.filter(candidature=candidature).delete()
        post(
            "candidature.desinscrite",
            ids={"candidature": candidature.pk},
            cle=f"candidature:{candidature.pk}:desinscrite",
        )
