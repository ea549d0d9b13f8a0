"""What a candidate may ask to have changed after the closing: the declared list (specification §5)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rectifiable:
    """A point of the candidature. `champs` are fields of the tab `onglet`; « option_ » stands for all that start so.

    Without a tab, the request is in words: the civil status, which staff correct by an act of its own.
    """

    cle: str
    libelle: str
    onglet: str
    champs: tuple[str, ...]
    aide: str = ""

    def retient(self, noms: Iterable[str]) -> list[str]:
        """Those of a form's fields that this point is about."""
        return [n for n in noms if any(n.startswith(c) if c.endswith("_") else n == c for c in self.champs)]


ETAT_CIVIL = Rectifiable(
    "etat-civil", "Etat civil : nom, prénoms, naissance", "", (), "Joignez la copie de votre pièce d'identité."
)

RECTIFIABLES: tuple[Rectifiable, ...] = (
    ETAT_CIVIL,
    Rectifiable("nationalite", "Nationalité", "identification", ("nationalite",)),
    Rectifiable("mail", "Adresse mail de contact", "identification", ("mail",)),
    Rectifiable("parents", "Noms du père et de la mère", "identification", ("pere", "mere")),
    Rectifiable("situation", "Situation à l'inscription", "informations", ("situation",)),
    Rectifiable("categorie", "Catégorie du candidat", "informations", ("categorie",)),
    Rectifiable("duree", "Aménagement de la durée de formation", "informations", ("amenagement_duree",)),
    Rectifiable("etablissement", "Etablissement", "informations", ("etablissement",)),
    Rectifiable(
        "handicap",
        "Demande d'aménagement(s) d'épreuves au titre du handicap",
        "informations",
        ("handicap", "amenagement_deja_accorde"),
    ),
    Rectifiable(
        "diffusion", "Communication de vos résultats", "informations", ("diffusion_presse", "diffusion_collectivites")
    ),
    Rectifiable("specialite", "Spécialité", "qualification", ("specialite",)),
    Rectifiable("reponses", "Questions propres à la spécialité", "qualification", ("question_",)),
    Rectifiable("forme", "Forme de passage", "qualification", ("forme", "derogation_forme")),
    Rectifiable("epreuves", "Epreuves : positions et options", "epreuves", ("position_", "option_")),
)

PAR_CLE = {r.cle: r for r in RECTIFIABLES}
