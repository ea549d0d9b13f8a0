"""What was entered before the candidate came: by his school, or taken from his last session (guide, chapter 8).

The candidate goes through every tab and corrects what is his own. What says where and in what the school presents
him is the school's: he sees it in grey, and whatever he posts it stays as the school gave it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .enums import Origine
from .lecture import RECAPITULES
from .rules.types import Public
from .saisie import Donnees, Valeurs, premiere, titres_coches

# Tab → fields that only the school corrects.
RESERVES: Mapping[str, tuple[str, ...]] = {
    "informations": ("categorie", "etablissement"),
    "qualification": ("specialite",),
}
PAR_ORIGINE = {
    Origine.ETABLISSEMENT: "Renseigné par votre établissement",
    Origine.REDOUBLANT: "Repris de votre inscription précédente",
}
AVANT = {Origine.ETABLISSEMENT: "Votre établissement avait indiqué", Origine.REDOUBLANT: "Inscription précédente"}


@dataclass(frozen=True)
class Preinscription:
    """`saisie` as a draft keeps it: tab → field → values; empty for somebody who registers by himself."""

    origine: Origine = Origine.GRAND_PUBLIC
    saisie: Donnees = field(default_factory=dict)
    etablissement: str = field(default="", compare=False)
    classe: str = ""

    @property
    def marque(self) -> str:
        """« Renseigné par votre établissement »; "" for somebody who registers by himself."""
        return PAR_ORIGINE.get(self.origine, "")

    @property
    def par_l_etablissement(self) -> bool:
        return self.origine is Origine.ETABLISSEMENT

    @property
    def public(self) -> Public:
        """Whose rules apply; a redoublant is an individual candidate."""
        return Public.ETABLISSEMENT if self.par_l_etablissement else Public.INDIVIDUEL

    def donnee(self, onglet: str, champ: str) -> bool:
        """Was this field entered beforehand?"""
        return bool(premiere(self.saisie.get(onglet, {}), champ))

    def imposee(self, onglet: str) -> dict[str, list[str]]:
        """What stays in this tab as the school gave it, whatever is posted."""
        if not self.par_l_etablissement:
            return {}
        saisie = self.saisie.get(onglet, {})
        return {nom: saisie[nom] for nom in RESERVES.get(onglet, ()) if self.donnee(onglet, nom)}

    def imposer(self, donnees: Donnees) -> dict[str, Valeurs]:
        """`donnees` where the school's own fields are what the school gave."""
        imposees = {onglet: imposee for onglet in RESERVES if (imposee := self.imposee(onglet))}
        return {**donnees, **{onglet: {**donnees.get(onglet, {}), **i} for onglet, i in imposees.items()}}

    def inchange(self, onglet: str, champ: str, donnees: Donnees) -> bool:
        """Is this field still as it was entered beforehand?"""
        posee = premiere(self.saisie.get(onglet, {}), champ)
        return bool(posee) and posee == premiere(donnees.get(onglet, {}), champ)

    def _tenus(self, onglet: str, champs: Iterable[str], donnees: Donnees) -> bool:
        return all(self.inchange(onglet, c, donnees) for c in champs if self.donnee(onglet, c))

    @property
    def titres(self) -> list[str]:
        """Titles declared beforehand: « <question>/<règle> »."""
        return titres_coches(self.saisie.get("acquis", {}))

    def marques(self, donnees: Donnees) -> frozenset[str]:
        """Lines of the Récapitulatif still as entered beforehand: labels, « epreuves/EG4 », « acquis/CAP-CAP »."""
        if not self.marque:
            return frozenset()
        lignes = {
            libelle
            for libelle, (onglet, champs) in RECAPITULES.items()
            if any(self.donnee(onglet, c) for c in champs) and self._tenus(onglet, champs, donnees)
        }
        choix = self.saisie.get("epreuves", {})
        codes = {nom.partition("_")[2] for nom in choix if nom.startswith(("position_", "option_"))}
        lignes |= {f"epreuves/{code}" for code in codes if self._tenus("epreuves", _choix(code), donnees)}
        gardes = set(titres_coches(donnees.get("acquis", {})))
        titres = {titre.partition("/")[2] for titre in self.titres if titre in gardes}
        lignes |= {f"acquis/{regle}" for regle in titres if self._tenus("acquis", (f"annee_{regle}",), donnees)}
        return frozenset(lignes)


def _choix(code: str) -> tuple[str, str]:
    return f"position_{code}", f"option_{code}"


AUCUNE = Preinscription()
