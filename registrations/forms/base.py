"""The form of a tab: fields parse, `verifier` asks the pure checks, the rules engine has the last word."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.html import format_html

from cyclades.common.forms import Champ, PortailForm
from registrations.contexte import ContexteDesRegles
from registrations.preinscription import AVANT
from registrations.saisie import Valeurs


class OngletForm(PortailForm):
    """A tab. Bound, it judges `contexte`, which must already hold what is posted under `onglet`."""

    onglet: ClassVar[str]
    multiples: ClassVar[tuple[str, ...]] = ()  # fields of several values; « codes_ » stands for all that start so

    def __init__(self, *args: Any, contexte: ContexteDesRegles, **kwargs: Any) -> None:
        self.contexte = contexte
        super().__init__(*args, **kwargs)
        self.preparer()
        self._marquer()

    @property
    def valeurs(self) -> Valeurs:
        """What was typed in this tab, as the draft keeps it."""
        return self.contexte.donnees.get(self.onglet, {})

    @classmethod
    def est_multiple(cls, nom: str) -> bool:
        """Does this field hold several values?"""
        return any(nom.startswith(m) if m.endswith("_") else nom == m for m in cls.multiples)

    def preparer(self) -> None:
        """Fill in the lists, and declare the fields that depend on what was typed before."""

    def _marquer(self) -> None:
        """Say of each field entered beforehand who entered it; lock what only the school corrects."""
        avant = self.contexte.preinscription
        for nom, liste in avant.saisie.get(self.onglet, {}).items():
            champ = self.fields.get(nom)
            if not isinstance(champ, Champ) or not avant.donnee(self.onglet, nom):
                continue
            valeur = liste if self.est_multiple(nom) else liste[0]
            aide = str(champ.help_text)
            if nom in avant.imposee(self.onglet):
                champ.verrouille, champ.initial, self.initial[nom] = True, valeur, valeur
                aide = "Lui seul peut le corriger."
            if avant.inchange(self.onglet, nom, self.contexte.donnees):
                champ.help_text = format_html('<span class="renseigne">{}.</span> {}', avant.marque, aide)
            else:
                autre = f"{AVANT[avant.origine]} : {champ.affichage(valeur)}."
                champ.help_text = format_html('<span class="renseigne">{}</span> {}', autre, aide)

    def verifier(self) -> Mapping[str, list[str]]:
        """Refusals of the pure checks: field ("" = whole tab) → sentences. Called on clean fields only."""
        return {}

    def champ_de(self, nom: str) -> str:
        """The field that shows what the checks or the rules say of `nom`."""
        return nom

    def clean(self) -> dict[str, Any]:
        propres = super().clean() or self.cleaned_data
        if not self.errors:
            self._refuser(self.verifier())
        if not self.errors:
            self._refuser(self.contexte.erreurs(self.onglet))
        return propres

    def _refuser(self, erreurs: Mapping[str, list[str]]) -> None:
        for champ, phrases in erreurs.items():
            for phrase in phrases:
                nom = self.champ_de(champ)
                self.add_error(nom if nom in self.fields else None, phrase)


def initiales(formulaire: type[OngletForm], valeurs: Valeurs) -> dict[str, Any]:
    """What was typed, as initial values of an unbound form; nothing typed, nothing given."""
    return {
        nom: liste if formulaire.est_multiple(nom) else (liste[0] if liste else "") for nom, liste in valeurs.items()
    }
