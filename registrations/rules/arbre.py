"""The épreuves of a spécialité as a tree of two levels, and its units.

A unit is what the regulation obtains, keeps or puts off as a whole: an épreuve with its
sous-épreuves, or each sous-épreuve where the regulation gives the units to these (bac pro: U11, U12).
"""

from collections.abc import Collection

from sessions_cfg.snapshot import Epreuve, Specialite

from .types import EpreuveVisee

TOUTES = "*"


class Arbre:
    """Look-ups over the épreuves, in the regulation's order."""

    def __init__(self, specialite: Specialite | None) -> None:
        self.epreuves: tuple[Epreuve, ...] = specialite.epreuves if specialite else ()
        self.par_code = {e.code: e for e in self.epreuves}
        self.disciplines = frozenset(e.discipline for e in self.epreuves if e.obligatoire)
        self.enfants: dict[str, tuple[Epreuve, ...]] = {}
        for e in self.epreuves:
            if e.parent:
                self.enfants[e.parent] = (*self.enfants.get(e.parent, ()), e)

    def regroupe(self, epreuve: Epreuve) -> bool:
        """Is it only the heading of units that are its sous-épreuves?"""
        return not epreuve.unite and any(e.unite for e in self.enfants.get(epreuve.code, ()))

    def est_unite(self, epreuve: Epreuve) -> bool:
        if epreuve.parent:
            mere = self.par_code.get(epreuve.parent)
            return mere is None or self.regroupe(mere)
        return not self.regroupe(epreuve)

    def visees(self, disciplines: Collection[str], codes: Collection[str]) -> tuple[EpreuveVisee, ...]:
        """Obligatory épreuves of these disciplines or codes; a sous-épreuve follows its épreuve when both are aimed
        at. « * » among the disciplines: every unit.

        Optional épreuves are never covered: no text of the catalogue says so.
        """
        if TOUTES in disciplines:
            choisies = {e.code for e in self.epreuves if e.obligatoire and self.est_unite(e)}
        else:
            choisies = {
                e.code for e in self.epreuves if e.obligatoire and (e.discipline in disciplines or e.code in codes)
            }
        return tuple(
            EpreuveVisee(e.code, e.titre, tuple(enfant.code for enfant in self.enfants.get(e.code, ())))
            for e in self.epreuves
            if e.code in choisies and e.parent not in choisies
        )
