"""Which pieces are asked, and why. The catalogue's conditions decide; each piece says when it is asked."""

from collections.abc import Iterable

from sessions_cfg.snapshot import ReglePiece

from .conditions import Contexte, remplie
from .types import AcquisDecide, PieceDemandee


def prouves(acquis: Iterable[AcquisDecide]) -> tuple[AcquisDecide, ...]:
    """Acquis that need a proof: those that cover an épreuve still dispensed, and those that the service must verify."""
    return tuple(a for a in acquis if a.a_verifier or (a.admis and any(d.retenue for d in a.dispenses)))


def demandees(
    regles: Iterable[ReglePiece], contexte: Contexte, acquis: tuple[AcquisDecide, ...]
) -> tuple[PieceDemandee, ...]:
    """The pieces, in the catalogue's order (by family)."""
    return tuple(
        PieceDemandee(
            cle=r.cle,
            code=r.code,
            libelle=r.libelle,
            famille=r.famille,
            famille_libelle=r.famille_libelle,
            obligatoire=r.obligatoire,
            raison=_raison(r, acquis),
            alternatives=r.alternatives,
        )
        for r in regles
        if remplie(r.condition, contexte)
    )


def _raison(regle: ReglePiece, acquis: tuple[AcquisDecide, ...]) -> str:
    concernes = [f"{a.titre} ({a.annee})" for a in acquis if a.question in regle.condition.get("acquis", ())]
    quand = regle.quand[:1].upper() + regle.quand[1:]
    return f"{quand} : {' ; '.join(concernes)}." if concernes else f"{quand}."
