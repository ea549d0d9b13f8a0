"""Confirmation d'inscription: what it says, from a saved version (guide, chapters 6 and 7).

Everything is text ready to print, so that the PDF depends on nothing but this context.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.enums import Kind
from registrations import lecture
from registrations.contenu import AcquisDeclare, Contenu, Difference, EpreuveRetenue, PieceDemandee
from registrations.enums import Position

from . import commun, textes
from .commun import Bloc, Commun, Emission, FamillePieces, Genre, Ligne, Piece

TITRE = "Confirmation d'inscription"

MODES = {
    "EN_LIGNE": "À déposer en ligne, dans votre espace candidat, rubrique «\u00a0Mes justificatifs\u00a0».",
    "COURRIER": "À envoyer par courrier à l'adresse ci-dessous.",
    "AUTRE": "À remettre comme l'indique le service ci-dessous.",
}


@dataclass(frozen=True, slots=True)
class Acquis:
    titulaire: str
    droit: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class Epreuve:
    intitule: str
    position: str
    mode: str
    sous_epreuve: bool
    details: list[str]


@dataclass(frozen=True, slots=True)
class GroupeEpreuves:
    titre: str
    epreuves: list[Epreuve]


@dataclass(frozen=True, slots=True)
class Changement:
    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Confirmation(Commun):
    """The whole printed content."""

    fermeture: str
    qualification: Bloc
    identite: Bloc
    coordonnees: Bloc
    informations: Bloc
    acquis: list[Acquis]
    epreuves: list[GroupeEpreuves]
    changements: list[Changement]
    pieces: list[FamillePieces]
    pieces_mode: str
    pieces_limite: str
    instructions: list[str]


def construire(contenu: Contenu, emission: Emission, differences: Sequence[Difference]) -> Confirmation:
    """The confirmation of a saved version; a pure function of what was saved.

    Its blocks and épreuves are those of the Récapitulatif on screen, row for row.
    """
    service = contenu["service"]
    qualification, identification, informations = lecture.blocs(contenu)
    coupure = next(rang for rang, (libelle, _) in enumerate(identification.paires) if libelle == "Adresse")
    return Confirmation(
        **commun.commun(TITRE, contenu, emission),
        fermeture=commun.instant(service["fermeture"], contenu),
        qualification=_bloc(qualification.titre, qualification.paires),
        identite=_bloc(identification.titre, identification.paires[:coupure]),
        coordonnees=_bloc("Coordonnées", identification.paires[coupure:]),
        informations=_bloc(informations.titre, informations.paires),
        acquis=[_acquis(contenu, declare) for declare in contenu["acquis"]],
        epreuves=_epreuves(contenu),
        changements=[_changement(difference) for difference in differences],
        pieces=commun.par_famille((p["famille_libelle"], piece_demandee(p)) for p in contenu["pieces"]),
        pieces_mode=MODES[service["pieces_mode"]],
        pieces_limite=commun.limite(service["pieces_fermeture"], contenu),
        instructions=textes.lignes(service["instructions"]),
    )


GENRE = Genre(Kind.CONFIRMATION, "confirmation-1", "document_inscription", construire)


def _bloc(titre: str, paires: Sequence[tuple[str, object]]) -> Bloc:
    return Bloc(titre, [Ligne(libelle, textes.sans_balises(valeur)) for libelle, valeur in paires])


def _acquis(contenu: Contenu, acquis: AcquisDeclare) -> Acquis:
    details = [f"{code} : {note} / 20" for code, note in lecture.notes_de(contenu, acquis)]
    if not acquis["admis"]:
        details.append(acquis["raison"])
    return Acquis(
        titulaire=acquis["titre"],
        droit=f"{acquis['type_droit']} - Année : {acquis['annee']} Académie : {acquis['academie']['libelle']}",
        details=details,
    )


def _epreuves(contenu: Contenu) -> list[GroupeEpreuves]:
    raisons = {e["code"]: e["raison"] for e in contenu["epreuves"]}
    return [
        GroupeEpreuves(titre, [_epreuve(e, raisons.get(e["parent"], "")) for e in du_groupe])
        for titre, du_groupe in lecture.epreuves_regroupees(contenu)
    ]


def _epreuve(epreuve: EpreuveRetenue, raison_du_parent: str) -> Epreuve:
    """A line of the table. Why an épreuve is sat needs no words, nor the reason already given for the whole of it."""
    raison = epreuve["raison"]
    muette = epreuve["position"] == Position.INSCRIT or raison in ("", raison_du_parent)
    note = f" ({epreuve['note']})" if epreuve["note"] else ""
    return Epreuve(
        intitule=lecture.intitule_de(epreuve),
        position=f"{epreuve['position_libelle']}{note}",
        mode=epreuve["mode"],
        sous_epreuve=bool(epreuve["parent"]),
        details=[] if muette else [raison],
    )


def _changement(difference: Difference) -> Changement:
    return Changement(libelle=difference["libelle"], avant=difference["avant"] or "-", apres=difference["apres"] or "-")


def piece_demandee(piece: PieceDemandee) -> Piece:
    """A piece to give, why it is asked and what can replace it."""
    details = [piece["raison"]] if piece["raison"] else []
    if piece["alternatives"]:
        details.append("À défaut : " + " ; ".join(piece["alternatives"]))
    if not piece["obligatoire"]:
        details.append("Pièce facultative.")
    return Piece(f"{piece['code']} : {piece['libelle']}" if piece["code"] else piece["libelle"], details)
