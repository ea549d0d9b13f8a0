"""Relance de pièces justificatives: what is still missing, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.enums import Kind
from registrations.contenu import Contenu

from . import commun
from .commun import Bloc, Commun, DonneesInvalides, Emission, FamillePieces, Genre, Piece
from .confirmation import MODES

TITRE = "Relance de pièces justificatives"
DEPOSEE = "Un fichier est déposé mais n'est pas transmis : « J'ai fourni toutes mes pièces » reste à valider."
ANNULATION = (
    "Sans fichier déposé pour la confirmation d'inscription signée à la date limite, votre candidature sera annulée."
)


@dataclass(frozen=True, slots=True)
class PieceManquante:
    """An obligatory piece that is not sent; `limite` is an ISO instant, excluded."""

    intitule: str
    famille: str
    limite: str
    deposee: bool = False


@dataclass(frozen=True, slots=True)
class Manquantes:
    """What is missing at the reminder; `annule` when the service cancels without the signed confirmation."""

    pieces: Sequence[PieceManquante]
    annule: bool = False


@dataclass(frozen=True, slots=True)
class Relance(Commun):
    """The whole printed content."""

    candidat: Bloc
    serie: str
    limite: str
    mode: str
    pieces: list[FamillePieces]
    avertissement: str


def construire(contenu: Contenu, emission: Emission, donnees: Manquantes) -> Relance:
    """The reminder: the nearest deadline at the top, the others beside their piece."""
    if not donnees.pieces:
        raise DonneesInvalides("Une relance nomme au moins une pièce.")
    premiere = min(p.limite for p in donnees.pieces)
    return Relance(
        **commun.commun(TITRE, contenu, emission),
        candidat=commun.candidat(contenu),
        serie=emission.serie,
        limite=commun.limite(premiere, contenu),
        mode=MODES[contenu["service"]["pieces_mode"]],
        pieces=commun.par_famille((p.famille, _piece(contenu, p, premiere)) for p in donnees.pieces),
        avertissement=ANNULATION if donnees.annule else "",
    )


def _piece(contenu: Contenu, piece: PieceManquante, premiere: str) -> Piece:
    details = [DEPOSEE] if piece.deposee else []
    if piece.limite != premiere:
        details.append(f"À fournir avant le {commun.limite(piece.limite, contenu)}.")
    return Piece(piece.intitule, details)


GENRE = Genre(Kind.RELANCE_PIECES, "relance-1", "relance_pieces", construire)
