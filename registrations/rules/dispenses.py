"""Which épreuves are covered in the end: the best right on each, sous-épreuves following their épreuve."""

from collections.abc import Iterable

from .types import AcquisDecide, Dispense, Position

# A dispense wants no mark, a bénéfice keeps one, a report keeps a low one: in this order.
PRIORITE = {Position.DISPENSE: 0, Position.BENEFICE: 1, Position.REPORT: 2}


def couverture(acquis: Iterable[AcquisDecide], decoches: frozenset[str]) -> dict[str, Dispense]:
    """Code of an épreuve or sous-épreuve → the dispense that covers it; unticked ones are left out.

    Between two rights on the same épreuve, a dispense wins over a bénéfice, a bénéfice over a report,
    then the first declared: so adding an acquis never takes a dispense away.
    """
    couvertes: dict[str, Dispense] = {}
    for decide in acquis:
        for dispense in decide.dispenses:
            if not dispense.retenue:
                continue
            for code in (dispense.code, *dispense.sous_epreuves):
                actuelle = couvertes.get(code)
                if code not in decoches and (
                    actuelle is None or PRIORITE[dispense.position] < PRIORITE[actuelle.position]
                ):
                    couvertes[code] = dispense
    return couvertes
