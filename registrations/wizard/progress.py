"""Where a draft stands: tabs are gone through in order, done ones can be reopened (I-14)."""

from collections.abc import Collection
from dataclasses import dataclass

from .tabs import ONGLETS, RECAPITULATIF, SAISIS, Onglet


def premier_a_faire(faits: Collection[str]) -> Onglet:
    """The first tab not yet done; the Récapitulatif once all are."""
    return next((onglet for onglet in SAISIS if onglet.cle not in faits), RECAPITULATIF)


def accessible(onglet: Onglet, faits: Collection[str]) -> bool:
    """May this tab be opened? Yes when every tab before it is done; « N° Inscription » only once saved."""
    return onglet.numero <= premier_a_faire(faits).numero


@dataclass(frozen=True)
class Etape:
    """A tab as the page draws it; `url` is empty when it cannot be opened yet."""

    onglet: Onglet
    courant: bool
    fait: bool
    ouvert: bool


def etapes(courant: Onglet, faits: Collection[str], *, enregistree: bool = False) -> list[Etape]:
    """The seven tabs with what can be opened from `courant`."""
    return [
        Etape(
            onglet=onglet,
            courant=onglet is courant,
            fait=enregistree or onglet.cle in faits,
            ouvert=accessible(onglet, faits) if onglet.saisie or onglet is RECAPITULATIF else enregistree,
        )
        for onglet in ONGLETS
    ]
