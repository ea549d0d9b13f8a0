"""Forms of the account pages."""

from .activation import CorrectionForm
from .connexion import ConnexionForm, OubliForm
from .creation import CreationForm
from .etat_civil import EtatCivilForm
from .modifier import AdresseForm, MotDePasseForm, NouveauMotDePasseForm, SuppressionForm

__all__ = [
    "AdresseForm",
    "ConnexionForm",
    "CorrectionForm",
    "CreationForm",
    "EtatCivilForm",
    "MotDePasseForm",
    "NouveauMotDePasseForm",
    "OubliForm",
    "SuppressionForm",
]
