"""What a candidate types after the closing of the service."""

from collections.abc import Mapping

from cyclades.common.forms import CacheField
from registrations.checks import verifier_identification
from registrations.contenu import Coordonnees
from registrations.saisie import Identification, premiere
from registrations.services.coordonnees import CHAMPS
from registrations.services.instantane import coordonnees_de

from .identification import FRANCE, IdentificationForm


class CoordonneesForm(IdentificationForm):
    """Tab 1 reduced to the postal address and the telephones; `vu` is the version that was on the page."""

    vu = CacheField()

    def preparer(self) -> None:
        super().preparer()
        for nom in set(self.fields) - {*CHAMPS, "vu"}:
            del self.fields[nom]

    def comprendre(self) -> Identification:
        """The tab as it would be: what is not asked here stays as it was typed."""
        gardees = {nom: premiere(self.valeurs, nom) for nom in Identification.__dataclass_fields__}
        return Identification(**{**gardees, **{nom: self.cleaned_data.get(nom, "") for nom in CHAMPS}})

    def verifier(self) -> Mapping[str, list[str]]:
        saisie = self.comprendre()
        return verifier_identification(saisie, francais=saisie.pays == FRANCE, ne_a_l_etranger=True)

    def coordonnees(self) -> Coordonnees:
        """What a version keeps of it."""
        return coordonnees_de(self.contexte, self.comprendre())
