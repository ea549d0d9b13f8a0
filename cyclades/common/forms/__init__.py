"""Forms of the portal: declared fields, cleaned by Django, drawn by one flat template (docs/composants.md)."""

from .base import PortailForm
from .champ import Champ
from .choix import CaseField, CasesField, ChoixField, ChoixRadioField, FichierField, FichiersField, OuiNonField
from .nettoyage import nettoyer
from .textes import (
    CacheField,
    CourrielField,
    DateFrField,
    MotDePasseField,
    NombreField,
    TelephoneField,
    TexteField,
    ZoneTexteField,
)

__all__ = [
    "CacheField",
    "CaseField",
    "CasesField",
    "Champ",
    "ChoixField",
    "ChoixRadioField",
    "CourrielField",
    "DateFrField",
    "FichierField",
    "FichiersField",
    "MotDePasseField",
    "NombreField",
    "OuiNonField",
    "PortailForm",
    "TelephoneField",
    "TexteField",
    "ZoneTexteField",
    "nettoyer",
]
