"""Sundays and holidays, told beside a date; no date moves for them.

The list is the catalogue's (`jours_feries.json`, code du travail, art. L3133-1, L3134-13 and L3422-2): days of the
year, or days after Easter Sunday. Where no source was read (overseas under another code, abroad), nothing is told.
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from dateutil.easter import easter

from sessions_cfg import periodes
from sessions_cfg.services.fichiers import lire

CENTRE_ETRANGER = "centre_etranger"
DIMANCHE = 6


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    """Read once per process: the law changes with a release."""
    donnees: dict[str, Any] = lire("jours_feries.json")
    return donnees


@lru_cache(maxsize=64)
def feries(annee: int, academie: str) -> dict[dt.date, str]:
    """The holidays of `annee` in that académie (BCN code), with their names."""
    donnees = _catalogue()
    if academie in donnees["sans"]:
        return {}
    locaux = [j for j in donnees["jours"] if academie in j.get("academies", [academie])]
    return {_jour(annee, j): j["libelle"] for j in locaux}


def _jour(annee: int, ferie: dict[str, Any]) -> dt.date:
    if "paques" in ferie:
        return easter(annee) + dt.timedelta(days=ferie["paques"])
    return dt.date.fromisoformat(f"{annee}-{ferie['jour']}")


def phrase(jours: Iterable[dt.date], *, academie: str, genre: str) -> str:
    """« Le lundi 01 novembre 2021 est un jour férié (Toussaint). », for each of `jours` that is one; else ""."""
    phrases = []
    for jour in sorted({dt.date(j.year, j.month, j.day) for j in jours}):
        nom = "" if genre == CENTRE_ETRANGER else feries(jour.year, academie).get(jour, "")
        dits = ["un dimanche"] * (jour.weekday() == DIMANCHE) + [f"un jour férié ({nom})"] * bool(nom)
        if dits:
            phrases.append(f"Le {periodes.jour_et_date(jour)} est {' et '.join(dits)}.")
    return " ".join(phrases)
