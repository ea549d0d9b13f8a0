"""What is typed after the closing of the service: by the candidate, then by the staff who answer him."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.datastructures import MultiValueDict

from accounts.forms.etat_civil import EtatCivilForm
from cyclades.common.forms import CacheField, PortailForm, TexteField, ZoneTexteField
from registrations.checks import verifier_identification
from registrations.contenu import Coordonnees, Difference
from registrations.contexte import ContexteDesRegles
from registrations.rectifiables import Rectifiable
from registrations.saisie import Identification, Valeurs, premiere
from registrations.services.coordonnees import CHAMPS
from registrations.services.identite import MOTIF_MAX as CORRECTION_MOTIF_MAX
from registrations.services.identite import PREUVE_MAX
from registrations.services.instantane import coordonnees_de
from registrations.services.rectifications import MOTIF_MAX

from .base import OngletForm
from .epreuves import EpreuvesForm
from .identification import FRANCE, IdentificationForm

EN_MOTS = "texte"


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


class DemandeForm(PortailForm):
    """A request about one point: the very fields of its tab, as they are now, and why.

    `onglet` is the form of the tab over the version in force, None for a point that is said in words. What is
    typed is judged by the tab too: a value that is not open to this person is refused at once, beside its field.
    """

    vu = CacheField()

    def __init__(self, *args: Any, point: Rectifiable, onglet: OngletForm | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.point, self.tab = point, onglet
        self.demandes: list[str] = []
        if onglet is None:
            self.fields[EN_MOTS] = ZoneTexteField(
                label="Ce qui doit être corrigé", max_length=500, lignes=4, help_text="Exemple : Prénoms : Dack, Jean."
            )
        else:
            self._reprendre(onglet)
        self.fields["explication"] = ZoneTexteField(
            label="Pourquoi", max_length=1000, lignes=4, help_text="Le service gestionnaire vous lira."
        )

    def _reprendre(self, onglet: OngletForm) -> None:
        noms = [n for n in self.point.retient(onglet.fields) if not onglet.fields[n].disabled]
        epreuves = _epreuves(onglet) if isinstance(onglet, EpreuvesForm) else {}
        for nom in noms:
            champ = deepcopy(onglet.fields[nom])
            champ.label = str(champ.label).removesuffix(" (1)")  # the note is the tab's
            champ.si = champ.si if champ.si and champ.si[0] in noms else None
            if epreuves:
                champ.label = f"{epreuves[nom.partition('_')[2]]} : {champ.label.lower()}"
            self.fields[nom] = champ
            self.initial.setdefault(nom, onglet[nom].value())
        self.demandes = noms

    def valeurs(self, postees: Valeurs) -> dict[str, list[str]]:
        """What is wanted of the tab, as typed."""
        return {nom: list(postees.get(nom, [""])) for nom in self.demandes}

    def clean(self) -> dict[str, Any]:
        propres = super().clean() or self.cleaned_data
        if self.tab is not None and not self.errors:
            self._juger(self.tab)
        return propres

    def _juger(self, onglet: OngletForm) -> None:
        donnees: Any = self.data  # as posted: a MultiValueDict
        posees = {nom: [str(v) for v in donnees.getlist(nom)] or [""] for nom in self.demandes}
        valeurs = {**onglet.valeurs, **posees}
        contexte: ContexteDesRegles = onglet.contexte.avec(onglet.onglet, valeurs)
        essai = type(onglet)(data=_multi(valeurs), contexte=contexte)
        for nom, phrases in essai.errors.items():
            if nom in self.demandes:
                for phrase in phrases:
                    self.add_error(nom, str(phrase))

    def changements(self) -> list[Difference]:
        """What is asked, in words, for what differs; all of it when it is said in words."""
        if self.tab is None:
            return [Difference(libelle=self.point.libelle, avant="", apres=self.cleaned_data[EN_MOTS])]
        lignes = []
        for nom in self.demandes:
            champ = self.fields[nom]
            avant = champ.affichage(self.tab[nom].value())
            apres = champ.affichage(self.cleaned_data[nom])
            if avant != apres:
                lignes.append(Difference(libelle=str(champ.label), avant=avant, apres=apres))
        return lignes


def _epreuves(form: EpreuvesForm) -> dict[str, str]:
    """« EG4 - Langue vivante » by code."""
    return {e.code: f"{e.code} - {e.titre}" for e in form.contexte.decision.epreuves}


def _multi(valeurs: Valeurs) -> MultiValueDict[str, str]:
    return MultiValueDict({nom: list(liste) for nom, liste in valeurs.items()})


class ReponseForm(PortailForm):
    """What staff answer; the button pressed says whether it is yes."""

    vu = CacheField()
    reponse = ZoneTexteField(
        label="Réponse au candidat",
        required=False,
        max_length=MOTIF_MAX,
        lignes=4,
        help_text="Obligatoire pour refuser : il la lira, par mail et sur son espace.",
    )


class CorrectionIdentiteForm(EtatCivilForm):
    """The civil status as the account has it, to be corrected by staff with a reason and a proof.

    `vu` tells whether it is still the one that was on the page; nothing is typed twice, the proof is at hand.
    """

    vu = CacheField()
    motif = ZoneTexteField(
        label="Motif", max_length=CORRECTION_MOTIF_MAX, lignes=3, help_text="La personne concernée le lira."
    )
    preuve = TexteField(
        label="Pièce qui le prouve",
        max_length=PREUVE_MAX,
        help_text="Exemple : carte nationale d'identité reçue le 12/12/2021.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in self.confirmations:
            del self.fields[nom]
        for nom in set(self.fields) - {"motif", "preuve"}:
            self.fields[nom].help_text = ""  # advice to the person about his own papers
