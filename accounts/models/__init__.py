"""Tables of the accounts app."""

from .acces import Acces
from .comptes import (
    Adieu,
    AdresseConnue,
    AvisInactivite,
    CandidateProfile,
    ChangementAdresse,
    User,
)
from .corrections import CorrectionIdentite
from .personnel import CodesDeSecours, EvenementPersonnel, StaffProfile
from .premier_acces import CodePremierAcces
from .session import Compteur, SessionOuverte

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
