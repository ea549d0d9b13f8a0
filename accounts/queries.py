"""What pages ask about people and birthplaces."""

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cyclades.common.normalisation import cle_recherche
from sessions_cfg.models import Commune, Departement, Pays

FRANCE = "FR"
PROPOSITIONS = 20


@dataclass(frozen=True)
class CommuneTrouvee:
    """A commune as the portal writes it: name in capitals, INSEE code."""

    code: str
    nom: str


def pays_de_naissance() -> list[tuple[str, str]]:
    """(code, label) of the countries, France first: its overseas territories are within it."""
    liste = list(Pays.objects.filter(territoire_francais=False).values_list("iso2", "libelle_cyclades"))
    return sorted(liste, key=lambda p: (p[0] != FRANCE, cle_recherche(p[1])))


def departements() -> list[tuple[str, str]]:
    """(code, « 014 - CALVADOS ») in the order of their codes."""
    return list(Departement.objects.values_list("code", "libelle_cyclades"))


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
    """At most 20 communes whose name starts with, or holds a word that starts with, what was typed."""
    cles = {cle for cle in (cle_recherche(debut), cle_commune(debut)) if len(cle) >= 2}
    if not cles or not departement:
        return []
    debute, contient = Q(), Q()
    for cle in cles:
        debute |= Q(cle__startswith=cle)
        contient |= Q(cle__contains=f" {cle}")
    du_departement = Commune.objects.filter(departement=departement)
    trouvees = _sans_doublon(du_departement.filter(debute)[: PROPOSITIONS * 3])
    if len(trouvees) < PROPOSITIONS:
        deja = {c.nom for c in trouvees}
        trouvees += [c for c in _sans_doublon(du_departement.filter(contient)[: PROPOSITIONS * 3]) if c.nom not in deja]
    return trouvees[:PROPOSITIONS]


def _sans_doublon(communes: QuerySet[Commune]) -> list[CommuneTrouvee]:
    """One per name: the present commune before those that were merged."""
    retenues: dict[str, CommuneTrouvee] = {}
    for commune in sorted(communes, key=lambda c: (c.cle, "actuelle" not in c.genre, c.code)):
        nom = commune.nom.upper()
        retenues.setdefault(nom, CommuneTrouvee(commune.code, nom))
    return list(retenues.values())
