"""Tab 2: category, établissement, handicap, consents."""

from collections.abc import Mapping
from typing import Any

from cyclades.common.forms import ChoixField, OuiNonField
from registrations.checks import verifier_informations
from registrations.saisie import Informations

from .base import OngletForm

CONSENTEMENT_PRESSE = (
    "J'accepte la communication de mes résultats d'examen, en vue d'une publication par la presse "
    "ou sur les sites internet de sociétés de droit privé"
)
CONSENTEMENT_COLLECTIVITES = (
    "J'accepte la communication de mes résultats, de mon nom et de mon adresse aux collectivités "
    "territoriales en vue d'éventuelles félicitations"
)


class InformationsForm(OngletForm):
    onglet = "informations"

    categorie = ChoixField(label="Catégorie du candidat")
    amenagement_duree = OuiNonField(label="Aménagement de la durée de formation")
    etablissement = ChoixField(label="Etablissement")
    handicap = OuiNonField(label="Demande d'aménagement(s) d'épreuves au titre du handicap (1)")
    amenagement_deja_accorde = OuiNonField(
        label="Un aménagement vous a-t-il déjà été accordé ?",
        required=False,
        help_text="À remplir si vous avez répondu Oui à la question précédente.",
        si=("handicap", ("oui",)),
    )
    diffusion_presse = OuiNonField(
        label=CONSENTEMENT_PRESSE, message_requis="Répondez par Oui ou par Non : publication de vos résultats."
    )
    diffusion_collectivites = OuiNonField(
        label=CONSENTEMENT_COLLECTIVITES,
        message_requis="Répondez par Oui ou par Non : communication aux collectivités territoriales.",
    )

    def preparer(self) -> None:
        categorie, etablissement = self.fields["categorie"], self.fields["etablissement"]
        assert isinstance(categorie, ChoixField) and isinstance(etablissement, ChoixField)  # noqa: S101
        categorie.choices = tuple((c.code, c.libelle) for c in self.contexte.decision.categories)
        etablissement.choices = tuple((e.code, e.libelle) for e in self.contexte.etablissements)

    def comprendre(self) -> Informations:
        """The cleaned tab."""
        propres: dict[str, Any] = self.cleaned_data
        deja = propres["amenagement_deja_accorde"] if propres["handicap"] else None
        return Informations(
            **{nom: propres[nom] for nom in Informations.__dataclass_fields__ if nom != "amenagement_deja_accorde"},
            amenagement_deja_accorde=deja,
        )

    def verifier(self) -> Mapping[str, list[str]]:
        return verifier_informations(
            self.comprendre(),
            categories=[c.code for c in self.contexte.decision.categories],
            etablissements=[e.code for e in self.contexte.etablissements],
        )
