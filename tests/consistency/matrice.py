"""Who may go where: every named URL of the resolver with its declared access.

`ACCES` is the table; a URL that is not in it fails the test. Staff pages of the Django admin are declared by
pattern, since the resolver makes them from the registered models.
"""

from dataclasses import dataclass
from enum import Enum

from django.urls import URLPattern, URLResolver, get_resolver


class Acces(Enum):
    PUBLIC = "public"  # everyone reads it
    VISITEUR = "visiteur"  # for people who are not signed in; the others may be sent home
    CANDIDAT = "candidat"  # any signed-in candidate
    TITULAIRE = "titulaire"  # the candidate whose candidature it is, nobody else
    PERSONNEL = "personnel"  # any staff; contents scoped
    ACADEMIE = "academie"  # staff of the object's académie, and superviseurs
    TECHNIQUE = "technique"  # health, demo: no personal data


@dataclass(frozen=True)
class Adresse:
    nom: str
    motif: str
    parametres: tuple[str, ...]


def adresses() -> list[Adresse]:
    """Every named URL of the project, with its converters."""
    trouvees: list[Adresse] = []

    def parcourir(noeud: URLResolver, prefixe: str, motif: str) -> None:
        for enfant in noeud.url_patterns:
            if isinstance(enfant, URLResolver):
                espace = f"{prefixe}{enfant.namespace}:" if enfant.namespace else prefixe
                parcourir(enfant, espace, motif + str(enfant.pattern))
            elif isinstance(enfant, URLPattern):
                parametres = tuple(getattr(enfant.pattern, "converters", {}))
                trouvees.append(Adresse(f"{prefixe}{enfant.name or ''}", motif + str(enfant.pattern), parametres))

    parcourir(get_resolver(), "", "/")
    return trouvees
