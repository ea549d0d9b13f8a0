"""The candidature: drafts, versions, states, journal; what staff do to many at once."""

from .brouillon import Brouillon
from .candidature import Candidature, Journal, Version
from .envoi import Destinataire, Envoi
from .lots import EvenementPreinscription, LignePreinscription, LotPreinscription
from .rectification import Rectification

__all__ = [
    "Brouillon",
    "Candidature",
    "Destinataire",
    "Envoi",
    "EvenementPreinscription",
    "Journal",
    "LignePreinscription",
    "LotPreinscription",
    "Rectification",
    "Version",
]
