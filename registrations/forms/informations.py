"""Tab 2: category, établissement, handicap, consents."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from cyclades.common.forms import CasesField, ChoixField, OuiNonField
from registrations.checks import MODALITES_CHANGEES, verifier_informations
from registrations.rules.types import CategorieOfferte
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
ACCORD = "J'ai lu ces modalités et je les accepte"


class AccordField(CasesField):
    """One box, whose value tells which text is accepted: ticked before the text changed, it is to be ticked again."""

    phrase_requis = "Lisez les modalités de l'académie, puis cochez « J'ai lu ces modalités et je les accepte »."

    def to_python(self, value: object) -> list[Any]:
        if isinstance(value, (list, tuple, set)) and {str(v) for v in value} - self.libelles.keys():
            raise ValidationError(MODALITES_CHANGEES, code="modalites_changees")
        return super().to_python(value)


class InformationsForm(OngletForm):
    onglet = "informations"
    multiples = ("modalites",)

    situation = ChoixField(label="Situation à l'inscription", required=False)
    categorie = ChoixField(
        label="Catégorie du candidat",
        help_text="Elle décide des formes de passage qui vous sont ouvertes.",
    )
    amenagement_duree = OuiNonField(
        label="Aménagement de la durée de formation",
        help_text="Oui si une décision de positionnement a réduit ou allongé votre formation. Sans formation : Non.",
    )
    etablissement = ChoixField(
        label="Etablissement",
        help_text="Sans établissement, choisissez INDIV ou INDIVIDUELS suivi de votre ville ou de votre département. "
        "Inscrit au CNED : CNED.",
    )
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
    modalites = AccordField(label="Votre accord")

    def preparer(self) -> None:
        categorie, etablissement = self.fields["categorie"], self.fields["etablissement"]
        assert isinstance(categorie, ChoixField) and isinstance(etablissement, ChoixField)  # noqa: S101
        categorie.choices = tuple((c.code, c.libelle) for c in self.contexte.decision.categories)
        etablissement.choices = tuple((e.code, e.libelle) for e in self.contexte.etablissements)
        situations = self.contexte.snapshot.situations
        if situations:
            self.fields["situation"].choices = tuple((s, s) for s in situations)
        else:  # nothing configured: the question is not asked
            del self.fields["situation"]
        if self.contexte.accord:
            self.fields["modalites"].choices = ((self.contexte.accord, ACCORD),)
        else:
            del self.fields["modalites"]

    @property
    def fermees(self) -> list[CategorieOfferte]:
        """Catégories that a condition shuts for this person, each with why."""
        return [c for c in self.contexte.decision.categories if not c.admise]

    def comprendre(self) -> Informations:
        """The cleaned tab."""
        propres: dict[str, Any] = self.cleaned_data
        deja = propres["amenagement_deja_accorde"] if propres["handicap"] else None
        a_part = ("amenagement_deja_accorde", "situation", "modalites")
        return Informations(
            **{nom: propres[nom] for nom in Informations.__dataclass_fields__ if nom not in a_part},
            amenagement_deja_accorde=deja,
            situation=propres.get("situation", ""),
            modalites=next(iter(propres.get("modalites", ())), ""),
        )

    def verifier(self) -> Mapping[str, list[str]]:
        return verifier_informations(
            self.comprendre(),
            categories=[c.code for c in self.contexte.decision.categories],
            etablissements=[e.code for e in self.contexte.etablissements],
            accord=self.contexte.accord,
        )
