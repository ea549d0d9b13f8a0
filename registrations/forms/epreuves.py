"""Tab 5: position and option of each épreuve where there is something to choose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from cyclades.common.forms import ChoixField
from registrations import lecture
from registrations.enums import Position
from registrations.rules.intitule import intitule
from registrations.rules.types import PROGRESSIVE, EpreuveDecidee
from registrations.rules.types import Position as PositionDecidee
from registrations.saisie import choix_de
from sessions_cfg.snapshot import Option

from .base import OngletForm

CHANGEMENT = "Vous avez changé de spécialité depuis que vous avez rempli cet onglet : vérifiez vos épreuves."
A_CONFIRMER = "À confirmer par le service"
PAR_ACQUIS = frozenset({PositionDecidee.DISPENSE, PositionDecidee.BENEFICE, PositionDecidee.REPORT})


@dataclass
class Noeud:
    """An épreuve of the tree, with its selects and its sous-épreuves."""

    epreuve: EpreuveDecidee
    champs: list[BoundField]
    enfants: list["Noeud"] = field(default_factory=list)

    @property
    def libelle(self) -> str:
        """« EP2A : Mise en oeuvre : Broderie machine guidée main : Inscrit », as the guide shows it."""
        nom = intitule(self.epreuve.code, self.epreuve.titre, self.epreuve.option, " : ")
        return f"{nom} : {Position(self.epreuve.position).label}"

    @property
    def ouvert(self) -> bool:
        """Is there something to choose here or below?"""
        return bool(self.champs) or any(enfant.ouvert for enfant in self.enfants)

    def deployer(self) -> Iterator["Noeud"]:
        """Itself, then everything below it."""
        yield self
        for enfant in self.enfants:
            yield from enfant.deployer()

    @property
    def details(self) -> str:
        """« Ponctuel, coefficient 3, 2 h 25, écrit et oral »; unknown is said, never guessed."""
        return lecture.details_epreuve(self.epreuve, [enfant.epreuve for enfant in self.enfants])

    @property
    def pour_moi(self) -> str:
        """« À passer », « Dispense », « Facultative »: what the épreuve is for somebody who has chosen nothing yet."""
        position = self.epreuve.position
        if position is PositionDecidee.NON_INSCRIT:
            return "Facultative : à votre choix"
        if position is not PositionDecidee.INSCRIT:
            return Position(position).label
        if PositionDecidee.DISPENSE in self.epreuve.positions:
            return "À passer, ou dispense à votre demande"
        return "À passer"

    @property
    def phrase(self) -> str:
        """What there is to choose, in a sentence; the page says once what forme progressive asks of all."""
        phrases = []
        if PositionDecidee.DISPENSE in self.epreuve.positions:
            phrases.append("Vous pouvez la passer, ou en être dispensé à votre demande.")
        elif PositionDecidee.NON_INSCRIT in self.epreuve.positions:
            phrases.append("Elle est facultative : à vous de décider si vous la passez.")
        if self.epreuve.options:
            phrases.append(
                "Choisissez une option." if self.epreuve.option_obligatoire else "L'option peut rester à choisir."
            )
        return " ".join(phrases)


class EpreuvesForm(OngletForm):
    onglet = "epreuves"

    def preparer(self) -> None:
        if self.contexte.perime(self.onglet):
            self.initial = {}
            if self.is_bound:
                self.data = MultiValueDict()
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
                    choices=_options(epreuve.options),
                    required=epreuve.option_obligatoire,
                    initial=epreuve.option,
                    message_requis=f"Choisissez une option pour {epreuve.code} - {epreuve.titre}.",
                )

    def champ_de(self, nom: str) -> str:
        return f"option_{nom}"

    def verifier(self) -> dict[str, list[str]]:
        """Positions chosen before and no longer offered: said, never dropped in silence."""
        choix, globale = choix_de(self.valeurs), self.contexte.decision.forme_finale != PROGRESSIVE
        remises = [
            e.code
            for e in self.contexte.decision.epreuves
            if globale
            and e.position not in PAR_ACQUIS
            and e.code in choix
            and choix[e.code].position == PositionDecidee.NON_PRESENTEE
        ]
        if not remises:
            return {}
        return {"": [f"En forme globale, tout se passe à cette session : {', '.join(remises)} ne peut être remise."]}

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if self.contexte.perime(self.onglet):
            self.add_error(None, CHANGEMENT)
        return propres

    @property
    def facultatives_max(self) -> int | None:
        return self.contexte.snapshot.examen.facultatives_max

    @property
    def progressive(self) -> bool:
        return self.contexte.decision.forme_finale == PROGRESSIVE

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

    def lignes(self, *, obligatoires: bool) -> list[Noeud]:
        """The same tree as a list, each sous-épreuve after its épreuve, for a table."""
        return [n for racine in self.arbre(obligatoires=obligatoires) for n in racine.deployer()]


def _options(options: Iterable[Option]) -> list[tuple[str, Any]]:
    """Those that the catalogue is sure of, then the others, in a group that says so."""
    sures = [(o.libelle, o.libelle) for o in options if o.verifiee]
    autres = [(o.libelle, o.libelle) for o in options if not o.verifiee]
    return [*sures, *([(A_CONFIRMER, autres)] if autres else [])]
