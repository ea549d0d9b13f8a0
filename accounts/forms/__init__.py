"""Forms of the account pages."""

from .connexion import ConnexionForm, OubliForm
from .creation import CreationForm
from .etat_civil import EtatCivilForm
from .modifier import AdresseForm, MotDePasseForm, NouveauMotDePasseForm, SuppressionForm

__all__ = [
    "AdresseForm",
    "ConnexionForm",
    "CreationForm",
    "EtatCivilForm",
    "MotDePasseForm",
    "NouveauMotDePasseForm",
    "OubliForm",
    "SuppressionForm",
]
