"""One form per tab where something is typed."""

from .acquis import AcquisForm
from .base import OngletForm, initiales
from .epreuves import EpreuvesForm
from .identification import IdentificationForm
from .informations import InformationsForm
from .qualification import QualificationForm
from .simulateur import AcquisSimulesForm, SituationForm

FORMULAIRES: dict[str, type[OngletForm]] = {
    f.onglet: f for f in (IdentificationForm, InformationsForm, QualificationForm, AcquisForm, EpreuvesForm)
}

__all__ = [
    "FORMULAIRES",
    "AcquisForm",
    "AcquisSimulesForm",
    "EpreuvesForm",
    "IdentificationForm",
    "InformationsForm",
    "OngletForm",
    "QualificationForm",
    "SituationForm",
    "initiales",
]
