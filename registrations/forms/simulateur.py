"""The questions of the simulator: those of tabs 2 to 4 that the rules need, and why each is asked."""

from collections.abc import Mapping

from cyclades.common.forms import ChoixField, DateFrField, OuiNonField
from registrations.rules.types import TitrePropose

from .acquis import AcquisForm
from .qualification import SpecialiteForm


class SituationForm(SpecialiteForm):
    """Spécialité, forme, catégorie, birth date and nationality: without a name, an address or a number."""

    specialite = ChoixField(label="Spécialité", help_text="Elle décide des épreuves et des diplômes qui comptent.")
    categorie = ChoixField(
        label="Catégorie du candidat",
        help_text="Elle décide des formes de passage qui vous sont ouvertes. Sans formation ni établissement : "
        "une des catégories INDIVIDUEL.",
    )
    naissance = DateFrField(
        label="Date de naissance",
        help_text="JJ/MM/AAAA. Votre âge ouvre ou ferme certaines catégories et décide de pièces à fournir.",
        autocomplete="bday",
        largeur="court",
    )
    francais = OuiNonField(
        label="Avez-vous la nationalité française ?",
        help_text="Les Français de 16 à 24 ans prouvent leur recensement ou leur Journée défense et citoyenneté.",
    )
    forme = ChoixField(
        label="Forme de passage",
        help_text="Globale : toutes les épreuves à cette session. Progressive : réparties sur plusieurs sessions.",
    )

    def preparer(self) -> None:
        specialites, categories = self.contexte.specialites, self.contexte.decision.categories
        formes = self.contexte.snapshot.examen.formes  # all: a forme that is shut is refused with its reason
        self.fields["specialite"].choices = tuple((s.code, s.libelle) for s in specialites)
        self.fields["categorie"].choices = tuple((c.code, c.libelle) for c in categories)
        self.fields["forme"].choices = tuple((f, f) for f in formes)
        self.fields["forme"].initial = formes[0] if formes else ""
        self.poser_les_questions()

    def verifier(self) -> Mapping[str, list[str]]:
        """What the rules refuse of tab 2; `clean` adds what they refuse of tab 3."""
        return self.contexte.erreurs("informations")


class AcquisSimulesForm(AcquisForm):
    """The tab « Acquis » without the académie of each title: it changes nothing to what the title gives."""

    def _declarer(self, titre: TitrePropose) -> None:
        super()._declarer(titre)
        del self.fields[f"academie_{titre.regle}"]
