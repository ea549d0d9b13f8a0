"""What pages ask about people and birthplaces."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cyclades.common.normalisation import cle_recherche
from sessions_cfg import queries as geographie
from sessions_cfg.models import Commune

FRANCE = "FR"
PROPOSITIONS = 20


@dataclass(frozen=True)
class CommuneTrouvee:
    """A commune as the portal writes it: name in capitals, INSEE code."""

    code: str
    nom: str


def pays_de_naissance() -> list[tuple[str, str]]:
    """(code, label) of the countries, France first: its overseas territories are within it."""
    liste = list(geographie.pays_de_naissance().values_list("iso2", "libelle_cyclades"))
    return sorted(liste, key=lambda p: (p[0] != FRANCE, cle_recherche(p[1])))


def departements() -> list[tuple[str, str]]:
    """(code, « 014 - CALVADOS ») in the order of their codes."""
    return list(geographie.departements().values_list("code", "libelle_cyclades"))


def cle_commune(nom: str) -> str:
    """Search key of a commune: no accent nor hyphen, « St » and « Ste » written out."""
    cle = cle_recherche(nom)
    cle = re.sub(r"\bste\b", "sainte", cle)
    return re.sub(r"\bst\b", "saint", cle)


def communes_exactes(departement: str, nom: str) -> list[CommuneTrouvee]:
    """Communes of the département, of every vintage held, with exactly this name (accents, hyphens and case apart)."""
    return _sans_doublon(
        Commune.objects.filter(departement=departement, cle__in={cle_recherche(nom), cle_commune(nom)})
    )


def communes_proposees(departement: str, debut: str) -> list[CommuneTrouvee]:
    """At most 20 communes whose name starts with what was typed, then those that hold it."""
    cle = cle_commune(debut)
    if not departement or len(cle) < 2:
        return []
    return _sans_doublon(geographie.chercher_communes(departement, cle, PROPOSITIONS))


def _sans_doublon(communes: Iterable[Commune]) -> list[CommuneTrouvee]:
    """One per name, in the order given: of two with the same name, the present one's code."""
    retenues: dict[str, CommuneTrouvee] = {}
    for commune in communes:
        nom = commune.nom.upper()
        if nom not in retenues or commune.genre == "commune-actuelle":
            retenues[nom] = CommuneTrouvee(commune.code, nom)
    return list(retenues.values())
