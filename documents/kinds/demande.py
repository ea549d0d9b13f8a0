"""Demande de pièces justificatives: what is asked, how and until when it comes back, what is accepted already."""

from collections.abc import Mapping
from dataclasses import dataclass

from documents.enums import Kind
from registrations.contenu import Contenu, PieceDemandee

from . import commun, textes
from .commun import Bloc, Commun, Emission, FamillePieces, Genre, Piece
from .confirmation import MODES, piece_demandee

TITRE = "Demande de pièces justificatives"


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where a piece stands: already accepted, or asked again until `echeance` (ISO instant, excluded)."""

    conforme: bool = False
    echeance: str = ""


@dataclass(frozen=True, slots=True)
class Demande(Commun):
    """The whole printed content."""

    candidat: Bloc
    serie: str
    pieces: list[FamillePieces]
    conformes: list[FamillePieces]
    mode: str
    ouverture: str
    limite: str
    instructions: list[str]


def construire(contenu: Contenu, emission: Emission, suivi: Mapping[str, Suivi]) -> Demande:
    """The list of a saved version, `suivi` by key of piece: what was accepted stays accepted, and is told apart."""
    service = contenu["service"]
    acceptees = {cle for cle, s in suivi.items() if s.conforme}
    ouverture = service["pieces_ouverture"]
    return Demande(
        **commun.commun(TITRE, contenu, emission),
        candidat=commun.candidat(contenu),
        serie=emission.serie,
        pieces=commun.par_famille(
            (p["famille_libelle"], _piece(contenu, p, suivi.get(p["cle"], Suivi())))
            for p in contenu["pieces"]
            if p["cle"] not in acceptees
        ),
        conformes=commun.par_famille(
            (p["famille_libelle"], Piece(piece_demandee(p).intitule, []))
            for p in contenu["pieces"]
            if p["cle"] in acceptees
        ),
        mode=MODES[service["pieces_mode"]],
        ouverture=textes.jour_long(ouverture, service["fuseau"]) if ouverture else "",
        limite=commun.limite(service["pieces_fermeture"], contenu),
        instructions=textes.lignes(service["instructions"]),
    )


def _piece(contenu: Contenu, demandee: PieceDemandee, suivi: Suivi) -> Piece:
    piece = piece_demandee(demandee)
    if not suivi.echeance:
        return piece
    return Piece(piece.intitule, [*piece.details, f"À fournir avant le {commun.limite(suivi.echeance, contenu)}."])


GENRE = Genre(Kind.DEMANDE_PIECES, "demande-1", "demande_pieces", construire)
