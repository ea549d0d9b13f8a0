"""What a superviseur types of an exam, and of the lists that its épreuves and questions choose from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sessions_cfg.models import Examen, ListeChoix

from .champs import OptionsField, avec_ce_qui_est_connu
from .redaction import RedactionForm


class ExamenForm(RedactionForm):
    """What an exam allows; what it is called and how it is passed are the texts' own."""

    partie = "examens"
    connus = ()

    class Meta:
        model = Examen
        fields = (
            "facultatives_max",
            "plusieurs_specialites",
            "notes_validite_sessions",
            "notes_seuil",
            "redoublants",
        )
        localized_fields = ("notes_seuil",)
        help_texts = {
            "facultatives_max": "Vide : pas de limite connue.",
            "plusieurs_specialites": "Un candidat peut en présenter plusieurs à la même session.",
            "redoublants": "Un responsable peut préparer une session à partir d'une autre.",
            "notes_seuil": "Note la plus basse conservée. Vide : toutes.",
        }

    def fautes(self, propres: dict[str, Any]) -> list[str]:
        return []  # numbers that no other record names


class ListeForm(RedactionForm):
    """A list of options, or of answers to « Situation à l'inscription »."""

    partie = "listes"
    connus = ()
    valeurs = OptionsField(label="Valeurs", required=False, widget=forms.Textarea(attrs={"rows": 16}))

    class Meta:
        model = ListeChoix
        fields = ("valeurs", "source")

    def clean_valeurs(self) -> list[dict[str, Any]]:
        valeurs = avec_ce_qui_est_connu(self.cleaned_data["valeurs"], self.instance.valeurs)
        libelles = [v["libelle"] for v in valeurs]
        doubles = sorted({texte for texte in libelles if libelles.count(texte) > 1})
        if doubles:
            raise ValidationError(f"Écrit deux fois : {', '.join(doubles)}.", code="double")
        return valeurs

    def fautes(self, propres: dict[str, Any]) -> list[str]:
        return []
