"""When a group of pieces may be deposited, and how that is said. The database decides again (I-11)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format

from cyclades.common.clock import PARIS
from sessions_cfg.models import ServiceInscription

from .enums import STATUTS_ACQUIS
from .models import GroupePieces, PieceAttendue

JOURS_NOUVEAU_DEPOT = 7


@dataclass(frozen=True, slots=True)
class Fenetre:
    """`ouverture` is included, `limite` excluded; both are instants."""

    ouverture: dt.datetime
    limite: dt.datetime

    def est_ouverte(self, instant: dt.datetime) -> bool:
        return self.ouverture <= instant < self.limite

    @property
    def limite_affichee(self) -> dt.datetime:
        """The last minute, in Paris time: a limit at midnight reads 23:59 of the day before."""
        return derniere_minute(self.limite)


def derniere_minute(limite: dt.datetime) -> dt.datetime:
    """The last minute before `limite` when it is a whole day's end, else `limite` itself; Paris time."""
    locale = limite.astimezone(PARIS)
    if (locale.hour, locale.minute, locale.second) == (0, 0, 0):
        return locale - dt.timedelta(minutes=1)
    return locale


def fenetre_du_groupe(groupe: GroupePieces, service: ServiceInscription) -> Fenetre:
    """The window of `groupe`: its own dates when staff gave it some, else those of its service."""
    return Fenetre(
        ouverture=groupe.ouverture or service.pieces_ouverture or service.ouverture,
        limite=groupe.limite or service.pieces_fermeture,
    )


def depot_ouvert(piece: PieceAttendue, groupe: GroupePieces, fenetre: Fenetre, instant: dt.datetime) -> bool:
    """May the candidate deposit, replace or delete a file of `piece` at `instant`? Same rule as the trigger."""
    if piece.retiree_le is not None or groupe.mode != "EN_LIGNE" or piece.statut in STATUTS_ACQUIS:
        return False
    if piece.echeance_propre is not None and instant < piece.echeance_propre:
        return True
    return groupe.verrouille_le is None and fenetre.est_ouverte(instant)


def manquantes(
    groupe: GroupePieces, fenetre: Fenetre, pieces: list[PieceAttendue], deposees: set[int], instant: dt.datetime
) -> list[PieceAttendue]:
    """The obligatory pieces of `groupe` that still need a file before it can be sent at `instant`.

    `deposees` holds the ids of pieces with a file not sent yet. In a locked group, or once `fenetre` is over,
    only reopened pieces whose own deadline is ahead count.
    """
    entier = groupe.verrouille_le is None and instant < fenetre.limite
    return [
        piece
        for piece in pieces
        if piece.obligatoire
        and piece.retiree_le is None
        and piece.pk not in deposees
        and piece.statut not in STATUTS_ACQUIS
        and (entier or (piece.echeance_propre is not None and instant < piece.echeance_propre))
    ]


def fin_de_journee(jour: dt.date) -> dt.datetime:
    """The instant at which `jour` ends, Paris time."""
    return dt.datetime.combine(jour + dt.timedelta(days=1), dt.time(), tzinfo=PARIS)


def echeance_par_defaut(jour: dt.date) -> dt.date:
    """Last day of a new deposit after « Non conforme »: seven days after `jour` (specification §7)."""
    return jour + dt.timedelta(days=JOURS_NOUVEAU_DEPOT)


def en_toutes_lettres(instant: dt.datetime) -> str:
    """« mercredi 03 novembre 2021 », the day of `instant` in Paris."""
    return date_format(instant.astimezone(PARIS), "l d F Y")


def titre_du_groupe(mode: str, fenetre: Fenetre) -> str:
    """The heading of a group, in the guide's words."""
    fin = fenetre.limite_affichee
    limite = f"le {en_toutes_lettres(fin)} {fin:%H:%M} (heure/Paris)"
    if mode == "EN_LIGNE":
        return f"A déposer en ligne entre le {en_toutes_lettres(fenetre.ouverture)} et {limite}"
    if mode == "COURRIER":
        return f"A retourner par courrier avant {limite}"
    return f"A retourner selon d'autres modalités avant {limite}"
