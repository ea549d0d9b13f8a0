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
# A publication lasts longer: it is looked at less often, and longer.
PUBLICATION = ((dt.timedelta(minutes=1), Palier("court", 2)), (dt.timedelta(hours=1), Palier("moyen", 10)))
DUREES = ((dt.timedelta(seconds=20), IMPATIENT), (dt.timedelta(minutes=3), PATIENT))


def palier(versions: Iterable[DocumentVersion], instant: dt.datetime) -> Palier | None:
    """How to wait for those of `versions` that are being prepared; None when there is none."""
    attendues = [v.cree_le for v in versions if v.etat == EtatVersion.EN_PREPARATION]
    if not attendues:
        return None
    return _selon(instant - max(attendues), DUREES)


def palier_de_publication(debut: dt.datetime, instant: dt.datetime) -> Palier:
    """How to wait for a publication that is under way since its last act, `debut`."""
    return _selon(instant - debut, PUBLICATION)


def _selon(age: dt.timedelta, durees: Iterable[tuple[dt.timedelta, Palier]]) -> Palier:
    return next((choisi for duree, choisi in durees if age < duree), LONG)
