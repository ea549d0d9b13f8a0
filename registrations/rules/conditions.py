"""Conditions of the catalogue, read one key at a time; all must hold. The keys are listed in docs/regles.md.

A key that this module does not know never holds: what is not understood grants and asks nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sessions_cfg.snapshot import Snapshot

from .types import Profil


def age(naissance: dt.date, au: dt.date) -> int:
    """Years completed at a date; born on 29 February, one year older on 1 March of common years."""
    return au.year - naissance.year - ((au.month, au.day) < (naissance.month, naissance.day))


@dataclass(frozen=True, slots=True)
class Contexte:
    """What conditions look at. `acquis` and `origines` are those of acquis kept (admitted or to be verified)."""

    profil: Profil
    snapshot: Snapshot
    categorie: str
    forme: str
    age: int
    age_au_31_decembre: int
    acquis: frozenset[str] = frozenset()
    origines: frozenset[str] = frozenset()
    derniere_unite: bool = True


def _specialite(c: Contexte) -> str:
    return c.snapshot.specialite.cle if c.snapshot.specialite else ""


CLES: Mapping[str, Callable[[Contexte, Any], bool]] = {
    "toujours": lambda c, v: bool(v),
    "publics": lambda c, v: c.profil.public in v,
    "nationalite": lambda c, v: c.profil.nationalite == v,
    "age_min": lambda c, v: c.age >= v,
    "age_max_exclu": lambda c, v: c.age < v,
    "age_au_31_decembre_max_exclu": lambda c, v: c.age_au_31_decembre < v,
    "categories": lambda c, v: c.categorie in v,
    "categories_sauf": lambda c, v: c.categorie not in v,
    "formes": lambda c, v: c.forme in v,
    "acquis": lambda c, v: not c.acquis.isdisjoint(v),
    "acquis_sauf": lambda c, v: c.acquis.isdisjoint(v),
    "origine": lambda c, v: v in c.origines,
    "handicap": lambda c, v: c.profil.handicap is v,
    "amenagement_deja_accorde": lambda c, v: c.profil.amenagement_deja_accorde is v,
    "derogation": lambda c, v: c.profil.derogation is v,
    "academies": lambda c, v: c.snapshot.academie in v,
    "examens": lambda c, v: c.snapshot.examen.code in v,
    "specialites": lambda c, v: _specialite(c) in v,
    "reponses": lambda c, v: all(c.profil.reponses.get(cle) == valeur for cle, valeur in v.items()),
    "derniere_unite": lambda c, v: c.derniere_unite is v,
}


def remplie(condition: Mapping[str, Any], contexte: Contexte) -> bool:
    """Do all the keys hold? An empty condition holds."""
    for cle, valeur in condition.items():
        lire = CLES.get(cle)
        if lire is None or not lire(contexte, valeur):
            return False
    return True
