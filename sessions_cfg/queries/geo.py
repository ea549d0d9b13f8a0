"""Places: countries, nationalities, départements, communes of a postcode."""

from django.db.models import QuerySet

from cyclades.common.normalisation import cle_recherche
from sessions_cfg.models import Commune, Departement, Pays

FRANCE = "FR"
ACTUELLE = "commune-actuelle"


def pays() -> QuerySet[Pays]:
    """Every country, for an address; French overseas territories are within France."""
    return Pays.objects.filter(territoire_francais=False).order_by("nom")


def pays_de_naissance() -> list[tuple[str, str]]:
    """(code, label) of the countries, « FRANCE (DONT OUTRE-MER) » first."""
    liste = pays().values_list("iso2", "libelle_cyclades")
    return sorted(liste, key=lambda p: (p[0] != FRANCE, cle_recherche(p[1])))


def nationalites() -> QuerySet[Pays]:
    """Countries that give a nationality, by its name (« Français » for FRA)."""
    return Pays.objects.exclude(nationalite="").order_by("nationalite")


def departements() -> list[tuple[str, str]]:
    """(code, « 014 - CALVADOS ») of the départements, DOM and COM of birth, in the order of their codes."""
    return list(Departement.objects.order_by("code_bcn").values_list("code", "libelle_cyclades"))


def localites(code_postal: str) -> list[Commune]:
    """Communes served by a French postcode, by name; empty when it is unknown. One query."""
    return list(Commune.objects.filter(codes_postaux__contains=[code_postal], genre=ACTUELLE).order_by("cle", "code"))
