"""Confirmation d'inscription: what it says, from a saved version (guide, chapters 6 and 7).

Everything is text ready to print, so that the PDF depends on nothing but this context.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registrations import lecture
from registrations.contenu import AcquisDeclare, Contenu, Difference, EpreuveRetenue, PieceDemandee
from registrations.enums import Position

from . import textes

GABARIT = "confirmation-1"
TITRE = "Confirmation d'inscription"

MODES = {
    "EN_LIGNE": "À déposer en ligne, dans votre espace candidat, rubrique «\u00a0Mes justificatifs\u00a0».",
    "COURRIER": "À envoyer par courrier à l'adresse ci-dessous.",
    "AUTRE": "À remettre comme l'indique le service ci-dessous.",
}


@dataclass(frozen=True, slots=True)
class Ligne:
    libelle: str
    valeur: str


@dataclass(frozen=True, slots=True)
class Bloc:
    titre: str
    lignes: list[Ligne]


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
class Piece:
    intitule: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class FamillePieces:
    titre: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The whole printed content. `emis_iso` is UTC; every other date is text in the service's time zone."""

    titre: str
    examen: str
    academie: str
    session: str
    emetteur: list[str]
    contact: list[str]
    numero_candidat: str
    numero_inscription: str
    version: str
    nom_complet: str
    initiales: str
    emis_iso: str
    emis_le: str
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
    code: str
    adresse_verification: str


def nom_de_fichier(contenu: Contenu, *, numero_inscription: int, version: int, emis_le: dt.datetime) -> str:
    """« 2146028333_1-v2_juin_2022_document_inscription_20211103.pdf » (guide, chapter 12)."""
    service = contenu["service"]
    local = textes.instant_local(emis_le.isoformat(), service["fuseau"])
    candidat = contenu["identite"]["numero_candidat"].removeprefix("0")
    session = textes.pour_nom_de_fichier(service["session_mois"])
    return f"{candidat}_{numero_inscription}-v{version}_{session}_document_inscription_{local:%Y%m%d}.pdf"


def construire(
    contenu: Contenu,
    *,
    numero_inscription: int,
    version: int,
    emis_le: dt.datetime,
    differences: Sequence[Difference],
    code: str,
    adresse_verification: str,
) -> Confirmation:
    """The confirmation of a saved version; a pure function of what was saved.

    Its blocks and épreuves are those of the Récapitulatif on screen, row for row.
    """
    service, contact = contenu["service"], contenu["service"]["contact"]
    fuseau, heure = service["fuseau"], service["libelle_heure"]
    identite = contenu["identite"]
    adresse = [contact["academie"], contact["nom"], *textes.lignes(contact["adresse"])]
    qualification, identification, informations = lecture.blocs(contenu)
    coupure = next(rang for rang, (libelle, _) in enumerate(identification.paires) if libelle == "Adresse")
    return Confirmation(
        titre=TITRE,
        examen=service["examen"]["libelle"],
        academie=service["academie"]["libelle"],
        session=service["session_mois"],
        emetteur=list(dict.fromkeys(ligne for ligne in adresse if ligne)),
        contact=[ligne for ligne in (contact["telephone"], contact["mail"]) if ligne],
        numero_candidat=identite["numero_candidat"],
        numero_inscription=f"{numero_inscription:03d}",
        version=f"{version:02d}",
        nom_complet=f"{identite['nom_naissance']} {identite['prenoms']}",
        initiales=textes.initiales(identite["prenoms"], identite["nom_naissance"]),
        emis_iso=f"{emis_le.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        emis_le=f"{textes.instant_court(emis_le.isoformat(), fuseau)} ({heure})",
        fermeture=f"{textes.instant_court(service['fermeture'], fuseau)} ({heure})",
        qualification=_bloc(qualification.titre, qualification.paires),
        identite=_bloc(identification.titre, identification.paires[:coupure]),
        coordonnees=_bloc("Coordonnées", identification.paires[coupure:]),
        informations=_bloc(informations.titre, informations.paires),
        acquis=[_acquis(contenu, declare) for declare in contenu["acquis"]],
        epreuves=_epreuves(contenu),
        changements=[_changement(difference) for difference in differences],
        pieces=_pieces(contenu["pieces"]),
        pieces_mode=MODES[service["pieces_mode"]],
        pieces_limite=f"{textes.limite_longue(service['pieces_fermeture'], fuseau)} ({heure})",
        instructions=textes.lignes(service["instructions"]),
        code=textes.par_quatre(code),
        adresse_verification=adresse_verification,
    )


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


def _pieces(pieces: list[PieceDemandee]) -> list[FamillePieces]:
    familles: dict[str, list[Piece]] = {}
    for piece in pieces:
        details = [piece["raison"]] if piece["raison"] else []
        if piece["alternatives"]:
            details.append("À défaut : " + " ; ".join(piece["alternatives"]))
        if not piece["obligatoire"]:
            details.append("Pièce facultative.")
        intitule = f"{piece['code']} : {piece['libelle']}" if piece["code"] else piece["libelle"]
        familles.setdefault(piece["famille_libelle"], []).append(Piece(intitule, details))
    return [FamillePieces(titre, de_la_famille) for titre, de_la_famille in familles.items()]
