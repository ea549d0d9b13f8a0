"""Tab 5: position and option of each épreuve where there is something to choose."""

from dataclasses import dataclass, field

from django.forms import BoundField

from cyclades.common.forms import ChoixField
from registrations.enums import Position
from registrations.rules.types import EpreuveDecidee

from .base import OngletForm


@dataclass
class Noeud:
    """An épreuve of the tree, with its selects and its sous-épreuves."""

    epreuve: EpreuveDecidee
    champs: list[BoundField]
    enfants: list["Noeud"] = field(default_factory=list)

    @property
    def libelle(self) -> str:
        """« EP2A : Mise en oeuvre : Broderie machine guidée main : Inscrit », as the guide shows it."""
        morceaux = [self.epreuve.code, self.epreuve.titre, self.epreuve.option]
        return " : ".join([m for m in morceaux if m] + [Position(self.epreuve.position).label])

    @property
    def ouvert(self) -> bool:
        """Is there something to choose here or below?"""
        return bool(self.champs) or any(enfant.ouvert for enfant in self.enfants)


class EpreuvesForm(OngletForm):
    onglet = "epreuves"

    def preparer(self) -> None:
        for epreuve in self.contexte.decision.epreuves:
            if not epreuve.a_choisir:
                continue
            self.fields[f"position_{epreuve.code}"] = ChoixField(
                label="Position",
                choices=((p.value, Position(p).label) for p in epreuve.positions),
                initial=epreuve.position.value,
                verrouille=len(epreuve.positions) < 2,
            )
            if epreuve.options:
                self.fields[f"option_{epreuve.code}"] = ChoixField(
                    label="Option",
                    choices=((o.libelle, o.libelle) for o in epreuve.options),
                    required=epreuve.option_obligatoire,
                    initial=epreuve.option,
                    message_requis=f"Choisissez une option pour {epreuve.code} - {epreuve.titre}.",
                )

    def champ_de(self, nom: str) -> str:
        return f"option_{nom}"

    @property
    def obligatoires(self) -> list[Noeud]:
        return self.arbre(obligatoires=True)

    @property
    def facultatives(self) -> list[Noeud]:
        return self.arbre(obligatoires=False)

    def arbre(self, *, obligatoires: bool) -> list[Noeud]:
        """The obligatory or the optional épreuves, sous-épreuves under theirs."""
        noeuds: dict[str, Noeud] = {}
        racines = []
        for epreuve in self.contexte.decision.epreuves:
            if epreuve.obligatoire is not obligatoires:
                continue
            noms = (f"position_{epreuve.code}", f"option_{epreuve.code}")
            noeud = Noeud(epreuve, [self[nom] for nom in noms if nom in self.fields])
            noeuds[epreuve.code] = noeud
            if epreuve.parent in noeuds:
                noeuds[epreuve.parent].enfants.append(noeud)
            else:
                racines.append(noeud)
        return racines
