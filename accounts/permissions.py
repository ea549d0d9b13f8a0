"""Who among the staff may see and do what (I-24): the one place where académies become a scope.

Every queryset of `/gestion/` is narrowed by `academies_visibles`; nothing else decides. A candidate,
an inactive account, a member of staff without a profile or whose session has not shown its second
factor (I-28) sees no académie at all.
"""

from typing import TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from sessions_cfg.models import Academie

from .enums import Role
from .models import StaffProfile, User

Personne: TypeAlias = User | AnonymousUser


def session_confirmee(user: Personne) -> bool:
    """Has the session of this request shown a second factor (`OTPMiddleware` says which)?"""
    return getattr(user, "otp_device", None) is not None


def second_facteur_manque(user: Personne) -> bool:
    """Is this a member of staff who must first show a second factor? Offered, not demanded, in demonstration."""
    return isinstance(user, User) and user.is_staff and not settings.DEMO and not session_confirmee(user)


def profil_personnel(user: Personne) -> StaffProfile | None:
    """The staff profile of an active member of staff, whose session has shown its second factor, else None."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff) or second_facteur_manque(user):
        return None
    return getattr(user, "personnel", None)


def est_personnel(user: Personne) -> bool:
    """May this person enter `/gestion/` at all?"""
    return profil_personnel(user) is not None


def est_superviseur(user: Personne) -> bool:
    """National staff: every académie, every act."""
    profil = profil_personnel(user)
    return profil is not None and profil.role == Role.SUPERVISEUR


def est_responsable(user: Personne) -> bool:
    """May configure sessions, calendars and texts (a superviseur may too), within `academies_visibles`."""
    profil = profil_personnel(user)
    return profil is not None and profil.role in (Role.RESPONSABLE, Role.SUPERVISEUR)


def academies_visibles(user: Personne) -> QuerySet[Academie]:
    """The académies of this member of staff: all for a superviseur, none for anyone who is not staff.

    A service that runs the exams of several académies (SIEC) sees those too. The queryset is unevaluated:
    use it as a subquery, `filter(academie__in=academies_visibles(user))`.
    """
    profil = profil_personnel(user)
    return Academie.objects.none() if profil is None else academies_du_profil(profil)


def academies_du_profil(profil: StaffProfile) -> QuerySet[Academie]:
    """The académies of a member of staff outside of any request: for what is done later in their name."""
    if profil.role == Role.SUPERVISEUR:
        return Academie.objects.all()
    siennes = profil.academies.values("pk")
    return Academie.objects.filter(Q(pk__in=siennes) | Q(gestion__in=siennes))


def academies_du_responsable(auteur: User) -> set[str]:
    """Where the author of work done later may act as a responsable today: nowhere when his access was closed or
    lowered since. Codes of the académies."""
    profil = StaffProfile.objects.filter(user=auteur, user__is_active=True, user__is_staff=True).first()
    if profil is None or profil.role not in (Role.RESPONSABLE, Role.SUPERVISEUR):
        return set()
    return set(academies_du_profil(profil).values_list("pk", flat=True))


def nom_d_acteur(user: User) -> str:
    """How the database and the journals name this member of staff: « gestionnaire:12 »."""
    return f"gestionnaire:{user.pk}"


def personnel_visible(user: Personne) -> QuerySet[StaffProfile]:
    """The staff whose access this person may look at: all for a superviseur, for a responsable the gestionnaires
    who follow at least one of his académies, none for anyone else."""
    if est_superviseur(user):
        return StaffProfile.objects.all()
    if not est_responsable(user):
        return StaffProfile.objects.none()
    suivis = StaffProfile.academies.through.objects.filter(academie__in=academies_visibles(user))
    return StaffProfile.objects.filter(role=Role.GESTIONNAIRE, pk__in=suivis.values("staffprofile"))


def roles_a_donner(user: Personne) -> list[Role]:
    """The roles that this person may give: never more than their own, and a responsable makes gestionnaires only."""
    if est_superviseur(user):
        return list(Role)
    return [Role.GESTIONNAIRE] if est_responsable(user) else []
