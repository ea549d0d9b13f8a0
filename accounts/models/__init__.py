"""Tables of the accounts app."""

from .comptes import (
    Acces,
    Adieu,
    AdresseConnue,
    AvisInactivite,
    CandidateProfile,
    ChangementAdresse,
    Compteur,
    SessionOuverte,
    User,
)
from .corrections import CorrectionIdentite
from .personnel import CodesDeSecours, EvenementPersonnel, StaffProfile
from .premier_acces import CodePremierAcces

__all__ = [
    "Acces",
    "Adieu",
    "AdresseConnue",
    "AvisInactivite",
    "CandidateProfile",
    "ChangementAdresse",
    "CodePremierAcces",
    "CodesDeSecours",
    "Compteur",
    "CorrectionIdentite",
    "EvenementPersonnel",
    "SessionOuverte",
    "StaffProfile",
    "User",
]
