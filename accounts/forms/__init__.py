"""Forms of the account pages."""

from .activation import CorrectionForm
from .connexion import ConnexionForm, OubliForm
from .creation import CreationForm
from .etat_civil import EtatCivilForm
from .modifier import AdresseForm, MotDePasseForm, NouveauMotDePasseForm, SuppressionForm
from .personnel import MembreForm
from .premier_acces import ChoixForm, PapillonForm
from .second_facteur import CodeDeSecoursForm, CodeDuTelephoneForm, CodeForm

__all__ = [
    "AdresseForm",
    "ChoixForm",
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
    "PapillonForm",
    "SuppressionForm",
]
