"""Who among the staff saw what about whom."""

from collections.abc import Iterable

from accounts.models import Acces, StaffProfile, User
from cyclades.common import clock


def noter_acces(*, compte_id: int, agent: User, objet: str) -> None:
    """Record that `agent` is being shown `objet` (« Dossier de candidature n° 001 ») of that account."""
    Acces.objects.create(
        compte_id=compte_id, agent=agent, qui=role_en_mots(agent), quand=clock.maintenant(), objet=objet[:120]
    )


def noter_des_acces(*, comptes: Iterable[int], agent: User, objet: str) -> None:
    """The same of several people at once: a file that speaks of each."""
    qui, quand = role_en_mots(agent), clock.maintenant()
    Acces.objects.bulk_create(
        Acces(compte_id=compte_id, agent=agent, qui=qui, quand=quand, objet=objet[:120]) for compte_id in comptes
    )


def role_en_mots(agent: User) -> str:
    """« Gestionnaire, ACADÉMIE DE TOULOUSE »."""
    profil: StaffProfile | None = getattr(agent, "personnel", None)
    if profil is None:
        return "Personnel"
    academies = profil.academies.order_by("libelle").values_list("libelle_cyclades", flat=True)
    return ", ".join([profil.get_role_display(), *academies])[:200]
