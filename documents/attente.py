"""How often a page asks whether a document is ready: often at first, then not at all."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .enums import EtatVersion
from .models import DocumentVersion


@dataclass(frozen=True)
class Palier:
    """`secondes` between two questions; 0: the page says that it takes longer and stops asking."""

    nom: str
    secondes: int


IMPATIENT = Palier("court", 1)
PATIENT = Palier("moyen", 5)
LONG = Palier("long", 0)
DUREES = ((dt.timedelta(seconds=20), IMPATIENT), (dt.timedelta(minutes=3), PATIENT))


def palier(versions: Iterable[DocumentVersion], instant: dt.datetime) -> Palier | None:
    """How to wait for those of `versions` that are being prepared; None when there is none."""
    attendues = [v.cree_le for v in versions if v.etat == EtatVersion.EN_PREPARATION]
    if not attendues:
        return None
    age = instant - max(attendues)
    return next((choisi for duree, choisi in DUREES if age < duree), LONG)
