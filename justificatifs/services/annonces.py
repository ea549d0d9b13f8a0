"""What the candidate is told of decisions: one mail for those of the same half hour."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cyclades.outbox.services import post
from justificatifs.models import Revue

TRANCHE = dt.timedelta(minutes=30)
# A decision may be taken back for that long; the mail leaves after it.
REPENTIR = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Tranche:
    """A half hour of the clock, in UTC: `debut` is included, `fin` is not; its mail leaves at `envoi`."""

    debut: dt.datetime

    @classmethod
    def de(cls, instant: dt.datetime) -> "Tranche":
        return cls(dt.datetime.fromtimestamp(instant.timestamp() // TRANCHE.seconds * TRANCHE.seconds, dt.UTC))

    @property
    def fin(self) -> dt.datetime:
        return self.debut + TRANCHE

    @property
    def envoi(self) -> dt.datetime:
        return self.fin + REPENTIR


def annoncer(candidature_id: int, revue: Revue) -> None:
    """Have the candidate told of a decision with the others of its half hour, in the caller's transaction."""
    tranche = Tranche.de(revue.quand)
    cle = f"pieces.decisions:{candidature_id}:{int(tranche.debut.timestamp())}"
    ids: dict[str, int | str] = {"candidature": candidature_id, "debut": tranche.debut.isoformat()}
    post("pieces.decisions", ids=ids, cle=cle, a_faire_le=tranche.envoi)


def redire(candidature_id: int, revue: Revue) -> None:
    """Have him told of one decision that holds again, and that its own mail passed over."""
    ids: dict[str, int | str] = {"candidature": candidature_id, "revue": revue.pk}
    post("pieces.decisions", ids=ids, cle=f"pieces.decisions:{candidature_id}:revue:{revue.pk}")


def en_vigueur(revues: Iterable[Revue]) -> Revue | None:
    """The change of status that holds: the last one, but for those that were taken back. `revues` in order."""
    pile: list[Revue] = []
    for revue in revues:
        if not revue.reprise:
            pile.append(revue)
        elif pile:
            pile.pop()
    return pile[-1] if pile else None


def a_dire(candidature_id: int, tranche: Tranche) -> list[Revue]:
    """The decisions of staff in that half hour, as they stood when its mail was due."""
    revues = Revue.objects.filter(piece__candidature=candidature_id, quand__lt=tranche.envoi, piece__retiree_le=None)
    par_piece: dict[int, list[Revue]] = {}
    for revue in revues.select_related("piece__groupe", "auteur").order_by("pk"):
        par_piece.setdefault(revue.piece_id, []).append(revue)
    tenues = [en_vigueur(suite) for suite in par_piece.values()]
    dites = [r for r in tenues if r is not None and r.auteur is not None and r.auteur.is_staff]
    return sorted((r for r in dites if tranche.debut <= r.quand < tranche.fin), key=lambda r: (r.piece.ordre, r.pk))
