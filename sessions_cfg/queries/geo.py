"""Places: countries, nationalities, départements, communes."""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from cyclades.common.normalisation import cle_recherche
from sessions_cfg.models import Commune, Departement, Pays


def pays() -> QuerySet[Pays]:
    """Every country, for an address; France first is the form's affair."""
    return Pays.objects.filter(territoire_francais=False).order_by("nom")


def pays_de_naissance() -> QuerySet[Pays]:
    """Countries of birth: French overseas territories are « FRANCE (DONT OUTRE-MER) »."""
    return pays()


def nationalites() -> QuerySet[Pays]:
    """Countries that give a nationality, by its name (« Français » for FRA)."""
    return Pays.objects.exclude(nationalite="").order_by("nationalite")


def departements() -> QuerySet[Departement]:
    """Départements, DOM and COM of birth, « 014 - CALVADOS », in the order of their codes."""
    return Departement.objects.order_by("code_bcn")


def chercher_communes(departement_code: str, texte: str, limite: int = 20) -> list[Commune]:
    """Communes of a département whose name starts with `texte`, then those that contain it.

    Accents, case, hyphens and apostrophes are forgiven. Every type held is offered (déléguées, associées,
    arrondissements); the same name under the same code appears once. At most `limite`; one query.
    """
    cle = cle_recherche(texte)
    if not cle:
        return []
    debut = ExpressionWrapper(Q(cle__startswith=cle), output_field=BooleanField())
    trouvees = (
        Commune.objects.filter(departement_id=departement_code, cle__contains=cle)
        .annotate(au_debut=debut)
        .order_by("-au_debut", "cle", "code", "genre")[: limite * 2]
    )
    uniques: dict[tuple[str, str], Commune] = {(commune.code, commune.nom): commune for commune in reversed(trouvees)}
    return list(reversed(uniques.values()))[:limite]


def localites(code_postal: str) -> list[Commune]:
    """Communes served by a French postcode, by name; empty when it is unknown. One query."""
    return list(
        Commune.objects.filter(codes_postaux__contains=[code_postal], genre="commune-actuelle").order_by("cle", "code")
    )
