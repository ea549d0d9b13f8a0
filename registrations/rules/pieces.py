"""Which pieces are asked, and why. The catalogue's conditions decide; each piece says when it is asked."""

from collections.abc import Iterable, Mapping

from sessions_cfg.snapshot import ReglePiece

from .conditions import Contexte, remplie
from .types import AcquisDecide, PieceDemandee

RAISON_MAX = 400  # the sentence is kept with the piece (500 characters) and printed on the confirmation


def prouves(acquis: Iterable[AcquisDecide]) -> tuple[AcquisDecide, ...]:
    """Acquis that need a proof: those that cover an épreuve still dispensed, and those that the service must verify."""
    return tuple(a for a in acquis if a.a_verifier or (a.admis and any(d.retenue for d in a.dispenses)))


def demandees(
    regles: Iterable[ReglePiece],
    contexte: Contexte,
    acquis: tuple[AcquisDecide, ...],
    origines: Mapping[str, str],
) -> tuple[PieceDemandee, ...]:
    """The pieces, in the catalogue's order (by family). `origines`: key of a rule → where its title comes from."""
    return tuple(
        PieceDemandee(
            cle=r.cle,
            code=r.code,
            libelle=r.libelle,
            famille=r.famille,
            famille_libelle=r.famille_libelle,
            obligatoire=r.obligatoire,
            raison=_raison(r, acquis, origines),
            alternatives=r.alternatives,
            source=r.sources[0] if r.sources else "",
        )
        for r in regles
        if remplie(r.condition, contexte)
    )


def _raison(regle: ReglePiece, acquis: tuple[AcquisDecide, ...], origines: Mapping[str, str]) -> str:
    """A sentence of `RAISON_MAX` characters at most: titles beyond are counted, not named."""
    origine = regle.condition.get("origine")
    concernes = [
        f"{a.titre} ({a.annee})"
        for a in acquis
        if a.question in regle.condition.get("acquis", ()) and origine in (None, origines.get(a.regle))
    ]
    quand = regle.quand[:1].upper() + regle.quand[1:]
    if not concernes:
        return f"{quand}."
    nommes = len(concernes)
    while nommes:
        suite = f" ; et {len(concernes) - nommes} de plus" if nommes < len(concernes) else ""
        phrase = f"{quand} : {' ; '.join(concernes[:nommes])}{suite}."
        if len(phrase) <= RAISON_MAX:
            return phrase
        nommes -= 1
    return f"{quand} ({len(concernes)})."
