"""The file of pupils, and what is decided of those who have an account."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from cyclades.common.forms import CacheField, ChoixField, ChoixRadioField, PortailForm
from cyclades.common.forms.lots import CsvForm
from registrations.contenu import Difference
from registrations.enums import DES_COMPTES, DES_CORRECTIONS, Choix
from registrations.imports.ecarts import empreinte, en_mots
from registrations.models import LignePreinscription
from sessions_cfg.models import Academie


class ImportForm(CsvForm):
    academie = ChoixField(label="Académie", help_text="Celle des établissements du fichier, qui ouvre la session.")
    field_order = ("academie", "fichier", "cle")

    def __init__(self, *args: Any, academies: Iterable[Academie], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [(a.pk, str(a)) for a in academies]
        champ = self.fields["academie"]
        assert isinstance(champ, ChoixField)  # noqa: S101  declared above
        champ.choices = tuple(choix)
        if len(choix) == 1:
            champ.initial = choix[0][0]


class DecisionsForm(PortailForm):
    """One question a pupil; those left without an answer wait. `differences`: what a correction would change."""

    def __init__(
        self,
        *args: Any,
        lignes: Iterable[LignePreinscription],
        differences: Mapping[int, list[Difference]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lignes = {f"ligne_{ligne.pk}": ligne for ligne in lignes}
        self.corrections = {nom for nom, ligne in self.lignes.items() if ligne.candidature is not None}
        for nom, ligne in self.lignes.items():
            possibles = DES_CORRECTIONS if nom in self.corrections else DES_COMPTES
            self.fields[nom] = ChoixRadioField(
                label=_question(ligne),
                help_text=_ce_qui_change(differences.get(ligne.pk, [])) if nom in self.corrections else "",
                required=False,
                choices=tuple((c.value, c.label) for c in possibles),
            )
            if ligne.candidature is not None:
                self.fields[f"vu_{ligne.pk}"] = CacheField(required=False, initial=empreinte(ligne.candidature))

    @property
    def comptes(self) -> bool:
        """Is any of them a pupil who has an account?"""
        return len(self.corrections) < len(self.lignes)

    def decide(self, les_autres: Choix | None) -> bool:
        """Is something decided, kept in `choix` (row → choice)? `les_autres`: what becomes of those of its kind left
        without an answer."""
        self.choix: dict[int, Choix] = {}
        if not self.is_valid():
            return False
        for nom, ligne in self.lignes.items():
            du_genre = les_autres if (les_autres in DES_CORRECTIONS) == (nom in self.corrections) else None
            reponse = self.cleaned_data.get(nom) or du_genre
            if reponse:
                self.choix[ligne.pk] = Choix(reponse)
        if self.lignes and not self.choix:
            self.add_error(next(iter(self.lignes)), "Choisissez ce que devient cette ligne, ou une autre de la page.")
        return self.is_valid()

    def vus(self) -> dict[int, str]:
        """The print of each entry whose differences the page showed."""
        return {self.lignes[nom].pk: self.cleaned_data[f"vu_{self.lignes[nom].pk}"] for nom in self.corrections}


def _ce_qui_change(differences: list[Difference]) -> str:
    return f"Ce qui changerait : {en_mots(differences)}." if differences else "Rien ne diffère plus."


def _question(ligne: LignePreinscription) -> str:
    civil = ligne.donnees["etat_civil"]
    naissance = dt.date.fromisoformat(civil["date_naissance"])
    lieu = civil["commune_naissance"] or civil["ville_naissance"] or "lieu inconnu"
    eleve = f"{civil['nom_naissance']} {civil['prenoms']}, né(e) le {naissance:%d/%m/%Y} ({lieu})"
    compte = f"compte existant n° {ligne.compte.numero_candidat}" if ligne.compte else "compte effacé depuis"
    connu = "déjà préinscrit(e)" if ligne.candidature is not None else compte
    return f"Ligne {ligne.ligne} : {eleve}, classe {ligne.donnees['classe']} : {connu}"
