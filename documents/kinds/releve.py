"""Relevé de notes: the mark of each épreuve, dispenses and bénéfices, and the decision of the jury."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.enums import Kind
from registrations import lecture
from registrations.contenu import Contenu, EpreuveRetenue
from registrations.enums import Position

from . import commun
from .commun import Bloc, Commun, DonneesInvalides, Emission, Genre, Ligne

TITRE = "Relevé de notes"
INFORMATIONS = (
    "Ce relevé n'est pas le diplôme. Conservez-le : il est demandé pour garder vos notes à une session suivante.",
    "Les notes gardées en bénéfice valent cinq ans à compter de la session où elles ont été obtenues.",
)
# A bénéfice and a report bear their kept mark; a dispense has none.
GARDEES = (Position.BENEFICE, Position.REPORT)


@dataclass(frozen=True, slots=True)
class Resultats:
    """What the jury adds to the saved version: marks as printed (« 12,50 », « AB »), by code of épreuve.

    `autres` are lines that the version does not know (« Note éliminatoire », « Points du jury »), as label and value.
    """

    notes: Mapping[str, str]
    decision: str
    jury_le: dt.date
    moyenne: str = ""
    mention: str = ""
    autres: Sequence[tuple[str, str]] = ()
    informations: Sequence[str] = field(default=INFORMATIONS)


@dataclass(frozen=True, slots=True)
class Note:
    intitule: str
    coefficient: str
    note: str
    position: str
    sous_epreuve: bool


@dataclass(frozen=True, slots=True)
class GroupeNotes:
    titre: str
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Releve(Commun):
    """The whole printed content."""

    candidat: Bloc
    serie: str
    groupes: list[GroupeNotes]
    resultat: Bloc
    decision: str
    informations: list[str]


def sans_note(contenu: Contenu, notes: Mapping[str, str]) -> list[str]:
    """Codes of the épreuves that the candidate sat and that bear no mark, nor do their parts; for the publisher."""
    notees = {code for code, note in notes.items() if note}
    parents = {e["parent"] for e in contenu["epreuves"] if e["code"] in notees} | notees
    return [
        e["code"]
        for e in contenu["epreuves"]
        if e["position"] == Position.INSCRIT and e["code"] not in parents and e["parent"] not in notees
    ]


def construire(contenu: Contenu, emission: Emission, donnees: Resultats) -> Releve:
    """The relevé: every épreuve of the saved version, in its order, with its mark or why there is none."""
    connues = {e["code"] for e in contenu["epreuves"]}
    if inconnues := sorted(set(donnees.notes) - connues):
        raise DonneesInvalides(f"L'inscription ne comporte pas d'épreuve « {' », « '.join(inconnues)} ».")
    if not donnees.decision.strip():
        raise DonneesInvalides("Un relevé porte la décision du jury.")
    resultat = [("Décision du jury", donnees.decision), ("Mention", donnees.mention)]
    resultat += [("Moyenne générale", f"{donnees.moyenne} / 20" if donnees.moyenne else ""), *donnees.autres]
    resultat.append(("Jury du", f"{donnees.jury_le:%d/%m/%Y}"))
    return Releve(
        **commun.commun(TITRE, contenu, emission),
        candidat=commun.candidat(contenu),
        serie=emission.serie,
        groupes=[
            GroupeNotes(titre, [_note(e, donnees.notes.get(e["code"], "")) for e in epreuves])
            for titre, epreuves in lecture.epreuves_regroupees(contenu)
        ],
        resultat=Bloc("Résultat", [Ligne(libelle, valeur) for libelle, valeur in resultat if valeur]),
        decision=donnees.decision,
        informations=list(donnees.informations),
    )


def _note(epreuve: EpreuveRetenue, note: str) -> Note:
    gardee = epreuve["note"] if epreuve["position"] in GARDEES else ""
    return Note(
        intitule=lecture.intitule_de(epreuve),
        coefficient=epreuve["coefficient"].replace(".", ",") or "-",
        note=note or gardee or "-",
        position=epreuve["position_libelle"],
        sous_epreuve=bool(epreuve["parent"]),
    )


GENRE = Genre(Kind.RELEVE, "releve-1", "releve_notes", construire)
