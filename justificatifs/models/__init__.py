"""What is asked, what was sent, what was decided, who looked."""

from .depots import Consultation, Depot
from .pieces import DemandePieces, GroupePieces, PieceAttendue, Revue
from .preuves import Preuve

__all__ = ["Consultation", "DemandePieces", "Depot", "GroupePieces", "PieceAttendue", "Preuve", "Revue"]
