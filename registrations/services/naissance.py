"""A candidature is born: its number, under the lock of the account (I-06), and the rule of one active per session."""

import datetime as dt
from typing import Any

from django.db.models import Max, Q

from accounts.models import CandidateProfile, User
from registrations.enums import ETATS_ACTIFS, Etat
from registrations.models import Candidature
from sessions_cfg.models import ServiceInscription

from .erreurs import BrouillonDisparu, DejaInscrit, NumerosEpuises
from .transitions import faire_naitre

NUMERO_MAX = 999


def verrouiller(compte: User) -> CandidateProfile:
    """Lock the account, under which numbers are counted (I-06), then its civil status, read as it is now (I-05)."""
    verrouille = (
        User.objects.select_for_update(of=("self", "profil"))
        .select_related("profil__departement_naissance")
        .filter(profil__isnull=False, pk=compte.pk)  # an inner join, which can be locked
        .first()
    )
    if verrouille is None:
        raise BrouillonDisparu  # the account was deleted a moment ago, and its drafts with it
    return verrouille.profil


def geler(identite: CandidateProfile, maintenant: dt.datetime) -> None:
    """Freeze the civil status at the first candidature (I-05)."""
    if identite.identite_verrouillee_le is None:
        identite.identite_verrouillee_le = maintenant
        identite.save(update_fields=["identite_verrouillee_le"])


def naitre(
    *, compte: User, service: ServiceInscription, etat: Etat, maintenant: dt.datetime, **champs: Any
) -> Candidature:
    """A new candidature, numbered after all those that this person ever had; `champs` are its other columns.

    Called under the account's lock. Raises `DejaInscrit`, `NumerosEpuises`.
    """
    exclusive = not service.session.examen.plusieurs_specialites
    siennes = Candidature.objects.filter(compte=compte).aggregate(
        dernier=Max("numero"), active=Max("pk", filter=Q(session=service.session_id, etat__in=ETATS_ACTIFS))
    )
    if exclusive and siennes["active"]:
        active = Candidature.objects.get(pk=siennes["active"])
        active.compte = compte
        raise DejaInscrit(active)
    dernier = siennes["dernier"] or 0
    if dernier >= NUMERO_MAX:
        raise NumerosEpuises
    candidature = candidature_neuve(compte=compte, service=service, numero=dernier + 1, maintenant=maintenant, **champs)
    faire_naitre(candidature=candidature, etat=etat)
    return candidature


def candidature_neuve(
    *, compte: User, service: ServiceInscription, numero: int, maintenant: dt.datetime, **champs: Any
) -> Candidature:
    """The row of a candidature, not written yet."""
    return Candidature(
        compte=compte,
        service=service,
        session_id=service.session_id,
        academie_id=service.academie_id,
        numero=numero,
        exclusive=not service.session.examen.plusieurs_specialites,
        cree_le=maintenant,
        modifiee_le=maintenant,
        **champs,
    )
