"""What registrations needs to know from above: the results of a session, which are documents.

`documents` registers a function in its `apps.ready()`, by dotted name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.utils.module_loading import import_string

from cyclades.common.normalisation import cle_recherche


@dataclass(frozen=True)
class Resultat:
    """What a relevé says: the jury's decision, and the mark of each épreuve as printed (« 12,50 », « AB »)."""

    decision: str
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def admis(self) -> bool:
        return cle_recherche(self.decision).startswith("admis")


Fournisseur = Callable[[Sequence[int]], Mapping[int, Resultat]]
_fournisseurs: list[str] = []


def register_resultats(fonction: str) -> None:
    """Declare by dotted name the function `(candidatures) -> {candidature: Resultat}` of an app above."""
    if fonction not in _fournisseurs:
        _fournisseurs.append(fonction)


def resultats_de(candidatures: Sequence[int]) -> dict[int, Resultat]:
    """The results known of these candidatures; those without a published relevé are left out."""
    connus: dict[int, Resultat] = {}
    for nom in _fournisseurs:
        connus |= cast(Fournisseur, import_string(nom))(candidatures)
    return connus
