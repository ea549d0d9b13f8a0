"""What the exams are: calendars, catalogue, geography."""

from .catalogue import (
    CategorieCandidat,
    Epreuve,
    Etablissement,
    ListeChoix,
    LotCharge,
    QuestionAcquis,
    RegleAcquis,
    RegleEligibilite,
    ReglePiece,
    Specialite,
    VersionCatalogue,
)
from .etape import EtapeCalendrier
from .geo import Academie, Commune, Departement, Pays
from .lien import LienSpecialite
from .message import MessagePonctuel
from .service import Examen, ServiceGestionnaire, ServiceInscription, Session

__all__ = [
    "Academie",
    "CategorieCandidat",
    "Commune",
    "Departement",
    "Epreuve",
    "Etablissement",
    "EtapeCalendrier",
    "Examen",
    "LienSpecialite",
    "ListeChoix",
    "LotCharge",
    "MessagePonctuel",
    "Pays",
    "QuestionAcquis",
    "RegleAcquis",
    "RegleEligibilite",
    "ReglePiece",
    "ServiceGestionnaire",
    "ServiceInscription",
    "Session",
    "Specialite",
    "VersionCatalogue",
]
