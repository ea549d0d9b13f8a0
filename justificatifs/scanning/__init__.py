"""What a received file really is, decided by its bytes; nothing here executes or unpacks to disk."""

from .contenu import ACCEPT, FORMATS, Contenu, examiner
from .noms import nom_affichable
from .refus import FichierRefuse

__all__ = ["ACCEPT", "FORMATS", "Contenu", "FichierRefuse", "examiner", "nom_affichable"]
