"""The candidature: drafts, versions, states, journal."""

from .brouillon import Brouillon
from .candidature import Candidature, Journal, Version

__all__ = ["Brouillon", "Candidature", "Journal", "Version"]
