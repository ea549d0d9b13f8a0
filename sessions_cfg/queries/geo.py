"""Places: countries, nationalities, départements, communes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from cyclades.common.normalisation import cle_recherche
from sessions_cfg.models import Commune, Departement, Pays

FRANCE = "FR"
ACTUELLE = "commune-actuelle"
PROPOSITIONS = 20


@dataclass(frozen=True)
class CommuneTrouvee:
    """A commune as the portal writes it: name in capitals, INSEE code (of today when it still exists)."""

    code: str
    nom: str


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


def cle_commune(nom: str) -> str:
    """Search key of a commune: no accent nor hyphen, « St » and « Ste » written out."""
    cle = re.sub(r"\bste\b", "sainte", cle_recherche(nom))
    return re.sub(r"\bst\b", "saint", cle)


def communes_exactes(departement: str, nom: str) -> list[CommuneTrouvee]:
    """Communes of the département, of every vintage held, with exactly this name (accents, hyphens and case apart)."""
    cles = {cle_recherche(nom), cle_commune(nom)}
    return _sans_doublon(Commune.objects.filter(departement=departement, cle__in=cles).order_by("cle", "code", "genre"))


def chercher_communes(departement: str, debut: str, limite: int = PROPOSITIONS) -> list[CommuneTrouvee]:
    """At most `limite` communes whose name starts with what was typed, then those that hold it. One query.

    Accents, case, hyphens and apostrophes are forgiven; two letters at least. Every commune held is
    offered, of every type and vintage, never filtered by date (specification §2); each name once.
    """
    cle = cle_commune(debut)
    if not departement or len(cle) < 2:
        return []
    au_debut = ExpressionWrapper(Q(cle__startswith=cle), output_field=BooleanField())
    trouvees = (
        Commune.objects.filter(departement=departement, cle__contains=cle)
        .annotate(au_debut=au_debut)
        .order_by("-au_debut", "cle", "code", "genre")[: limite * 3]
    )
    return _sans_doublon(trouvees)[:limite]


def _sans_doublon(communes: Iterable[Commune]) -> list[CommuneTrouvee]:
    """One per name, in the order given: of two with the same name, the present one's code."""
    retenues: dict[str, CommuneTrouvee] = {}
    for commune in communes:
        nom = commune.nom.upper()
        if nom not in retenues or commune.genre == ACTUELLE:
            retenues[nom] = CommuneTrouvee(commune.code, nom)
    return list(retenues.values())


def localites(code_postal: str) -> list[Commune]:
    """Communes served by a French postcode, by name; empty when it is unknown. One query."""
    return list(Commune.objects.filter(codes_postaux__contains=[code_postal], genre=ACTUELLE).order_by("cle", "code"))
