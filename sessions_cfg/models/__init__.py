"""What the exams are: calendars, catalogue, geography."""

from .catalogue import (
    CategorieCandidat,
    Epreuve,
    Etablissement,
    ListeChoix,
    MessagePonctuel,
    QuestionAcquis,
    RegleAcquis,
    ReglePiece,
    Specialite,
    VersionCatalogue,
)
from .geo import Academie, Commune, Departement, Pays
from .service import Examen, ServiceGestionnaire, ServiceInscription, Session

__all__ = [
    "Academie",
    "CategorieCandidat",
    "Commune",
    "Departement",
    "Epreuve",
    "Etablissement",
    "Examen",
    "ListeChoix",
    "MessagePonctuel",
    "Pays",
    "QuestionAcquis",
    "RegleAcquis",
    "ReglePiece",
    "ServiceGestionnaire",
    "ServiceInscription",
    "Session",
    "Specialite",
    "VersionCatalogue",
]
