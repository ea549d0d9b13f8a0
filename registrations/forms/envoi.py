"""The mail that staff write to a selection of candidates."""

from django.core.exceptions import ValidationError

from cyclades.common.forms import PortailForm, TexteField, ZoneTexteField
from registrations.services.envois import VARIABLES, inconnues

LISTE = ", ".join(f"{{{nom}}}" for nom in VARIABLES)


class EnvoiForm(PortailForm):
    objet = TexteField(label="Objet", max_length=120)
    corps = ZoneTexteField(
        label="Texte",
        max_length=5000,
        lignes=12,
        help_text=f"Mots remplacés pour chaque candidat : {LISTE}. Le texte part tel quel, sans mise en forme.",
    )

    def clean_objet(self) -> str:
        return self._verifier(self.cleaned_data["objet"])

    def clean_corps(self) -> str:
        return self._verifier(self.cleaned_data["corps"])

    @staticmethod
    def _verifier(texte: str) -> str:
        fautes = inconnues(texte)
        if fautes:
            raise ValidationError(f"{{{fautes[0]}}} n'est pas un mot connu. Mots possibles : {LISTE}.", code="variable")
        return texte
