"""What staff read of the first sign-ins of pupils: schools, classes and pupils of their académies (I-24)."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import CodePremierAcces
from accounts.permissions import Personne, academies_visibles
from cyclades.common.normalisation import cle_recherche
from registrations.enums import ETATS_ACTIFS
from registrations.models import Candidature

from .models import EditionPapillons

JAMAIS = Q(compte__last_login=None)


def inscrits_par_une_ecole(user: Personne) -> QuerySet[Candidature]:
    """The candidatures in force that schools registered, of sessions that are not archived."""
    return Candidature.objects.filter(
        ecole__isnull=False,
        etat__in=ETATS_ACTIFS,
        session__archivee_le=None,
        academie__in=academies_visibles(user),
    )


def classes(user: Personne, recherche: str = "") -> QuerySet[Candidature, Any]:
    """One row a class: school, session, class, how many pupils, how many never signed in."""
    inscrits = inscrits_par_une_ecole(user)
    for mot in recherche.split()[:5]:
        inscrits = inscrits.filter(
            Q(ecole__libelle__icontains=mot) | Q(ecole__code__iexact=mot) | Q(classe__icontains=mot)
        )
    return (
        inscrits.order_by("ecole__libelle", "ecole", "session__libelle", "session", "classe")
        .values("ecole", "ecole__libelle", "ecole__code", "session", "session__libelle", "classe")
        .annotate(eleves=Count("pk"), jamais=Count("pk", filter=JAMAIS))
    )


def eleves(user: Personne, *, ecole: int, session: int, classe: str) -> list[Any]:
    """The pupils of a class in the order of the alphabet; `a_un_code` tells those whose papillon was not used yet."""
    vivants = CodePremierAcces.objects.filter(compte=OuterRef("compte"), utilise_le=None, revoque_le=None)
    lignes = (
        inscrits_par_une_ecole(user)
        .filter(ecole=ecole, session=session, classe=classe)
        .select_related("compte__profil", "ecole", "session", "academie")
        .annotate(a_un_code=Exists(vivants))
        .defer("preinscription")
    )
    return sorted(lignes, key=_alphabet)


def _alphabet(candidature: Candidature) -> tuple[str, str, int]:
    profil = candidature.compte.profil
    return cle_recherche(profil.nom_naissance), cle_recherche(profil.prenoms), candidature.pk


def editions(user: Personne) -> QuerySet[EditionPapillons]:
    return EditionPapillons.objects.filter(academie__in=academies_visibles(user)).select_related(
        "ecole", "session", "auteur__personnel"
    )
