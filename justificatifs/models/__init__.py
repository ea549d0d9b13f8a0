"""What is asked, what was sent, what was decided, who looked."""

from .depots import Consultation, Depot
from .pieces import DemandePieces, GroupePieces, PieceAttendue, Revue

__all__ = ["Consultation", "DemandePieces", "Depot", "GroupePieces", "PieceAttendue", "Revue"]
