"""Tab 3: spécialité, its own questions, forme de passage."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField

from cyclades.common.forms import ChoixField, OuiNonField, TexteField
from registrations.checks import verifier_qualification
from registrations.rules.types import FormeFermee, Raison
from registrations.saisie import Qualification
from sessions_cfg.snapshot import Lien, Specialite

from .base import OngletForm


class SpecialiteForm(OngletForm):
    """A tab where a spécialité is chosen, with the questions and the conditions that only it has."""

    onglet = "qualification"

    def poser_les_questions(self) -> None:
        """Declare a field for each question that only the spécialité chosen has; none before a choice."""
        for question in self.offerte.questions if self.offerte else ():
            self.fields[f"question_{question.cle}"] = ChoixField(
                label=question.libelle,
                required=question.obligatoire,
                choices=((valeur, valeur) for valeur in question.valeurs),
            )

    @property
    def noms_des_questions(self) -> list[str]:
        """The fields of the spécialité's own questions."""
        return [nom for nom in self.fields if nom.startswith("question_")]

    @property
    def questions(self) -> list[BoundField]:
        return [self[nom] for nom in self.noms_des_questions]

    @property
    def offerte(self) -> Specialite | None:
        """The spécialité chosen, with its regulation and its links."""
        return self.contexte.snapshot.specialite

    @property
    def liens(self) -> tuple[Lien, ...]:
        """The regulation of the spécialité chosen, where it is known, then what the académie gives to read."""
        return (*self.offerte.liens, *self.contexte.liens_de_l_academie) if self.offerte else ()

    @property
    def a_savoir(self) -> tuple[Raison, ...]:
        """Conditions of the spécialité chosen, that block nothing here; none is shown before a choice."""
        return self.contexte.decision.informations if self.offerte else ()

    def champ_de(self, nom: str) -> str:
        return nom if nom in self.fields else f"question_{nom}"


class QualificationForm(SpecialiteForm):
    specialite = ChoixField(label="Spécialité")
    forme = ChoixField(
        label="Forme de passage",
        help_text="Globale : toutes les épreuves à cette session. Progressive : réparties sur plusieurs sessions.",
    )
    derogation_forme = OuiNonField(
        label="Dérogation à la forme de passage",
        help_text="Oui seulement si le recteur vous l'a accordée : sa décision vous sera demandée.",
    )
    forme_finale = TexteField(
        label="Forme passage finale",
        required=False,
        verrouille=True,
        help_text="Calculée d'après vos deux réponses.",
    )

    def preparer(self) -> None:
        specialite, forme = self.fields["specialite"], self.fields["forme"]
        assert isinstance(specialite, ChoixField) and isinstance(forme, ChoixField)  # noqa: S101
        specialite.choices = tuple((s.code, s.libelle) for s in self.contexte.specialites)
        forme.choices = tuple((f, f) for f in self.contexte.decision.formes)
        if len(forme.choices) == 1:
            forme.initial = forme.choices[0][0]
        self.fields["forme_finale"].initial = self.contexte.decision.forme_finale
        self.poser_les_questions()

    @property
    def fermees(self) -> tuple[FormeFermee, ...]:
        """Formes de passage that are not open to this candidate, and why."""
        return self.contexte.decision.formes_fermees

    @property
    def texte_formes(self) -> str:
        return self.contexte.snapshot.examen.texte_formes

    def comprendre(self) -> Qualification:
        """The cleaned tab."""
        propres: dict[str, Any] = self.cleaned_data
        return Qualification(
            specialite=propres["specialite"],
            reponses={nom.removeprefix("question_"): propres[nom] for nom in self.noms_des_questions if propres[nom]},
            forme=propres["forme"],
            derogation_forme=propres["derogation_forme"],
        )

    def verifier(self) -> Mapping[str, list[str]]:
        return verifier_qualification(
            self.comprendre(),
            specialites=[s.code for s in self.contexte.specialites],
            formes=self.contexte.decision.formes,
        )
