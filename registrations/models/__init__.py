"""The candidature: drafts, versions, states, journal."""

from .brouillon import Brouillon
from .candidature import Candidature, Journal, Version
from .envoi import Destinataire, Envoi
from .rectification import Rectification

__all__ = ["Brouillon", "Candidature", "Destinataire", "Envoi", "Journal", "Rectification", "Version"]
