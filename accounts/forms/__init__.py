"""Forms of the account pages."""

from .activation import CorrectionForm
from .connexion import ConnexionForm, OubliForm
from .creation import CreationForm
from .etat_civil import EtatCivilForm
from .modifier import AdresseForm, MotDePasseForm, NouveauMotDePasseForm, SuppressionForm
from .personnel import MembreForm
from .second_facteur import CodeDeSecoursForm, CodeDuTelephoneForm, CodeForm

__all__ = [
    "AdresseForm",
    "CodeDeSecoursForm",
    "CodeDuTelephoneForm",
    "CodeForm",
    "ConnexionForm",
    "CorrectionForm",
    "CreationForm",
    "EtatCivilForm",
    "MembreForm",
    "MotDePasseForm",
    "NouveauMotDePasseForm",
    "OubliForm",
    "SuppressionForm",
]
