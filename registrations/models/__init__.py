"""The candidature: drafts, versions, states, journal."""

from .brouillon import Brouillon
from .candidature import Candidature, Journal, Version
from .rectification import Rectification

__all__ = ["Brouillon", "Candidature", "Journal", "Rectification", "Version"]
