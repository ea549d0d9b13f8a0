"""Confirmation d'inscription: what it says, from a saved version (guide, chapters 6 and 7).

Everything is text ready to print, so that the PDF depends on nothing but this context.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registrations.contenu import AcquisDeclare, Contenu, Difference, EpreuveRetenue, PieceDemandee

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
    """The confirmation of a saved version; a pure function of what was saved."""
    service, contact = contenu["service"], contenu["service"]["contact"]
    fuseau, heure = service["fuseau"], service["libelle_heure"]
    identite = contenu["identite"]
    adresse = [contact["academie"], contact["nom"], *textes.lignes(contact["adresse"])]
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
        qualification=_qualification(contenu),
        identite=_identite(contenu),
        coordonnees=_coordonnees(contenu),
        informations=_informations(contenu),
        acquis=[_acquis(declare) for declare in contenu["acquis"]],
        epreuves=_epreuves(contenu["epreuves"]),
        changements=[_changement(difference) for difference in differences],
        pieces=_pieces(contenu["pieces"]),
        pieces_mode=MODES[service["pieces_mode"]],
        pieces_limite=f"{textes.limite_longue(service['pieces_fermeture'], fuseau)} ({heure})",
        instructions=textes.lignes(service["instructions"]),
        code=textes.par_quatre(code),
        adresse_verification=adresse_verification,
    )


def _qualification(contenu: Contenu) -> Bloc:
    qualification = contenu["qualification"]
    lignes = [
        Ligne("Spécialité", qualification["specialite"]["libelle"]),
        Ligne("Enseignement", qualification["enseignement"] or "-"),
    ]
    if qualification["situation_professionnelle"]:
        lignes.append(Ligne("Situation professionnelle", qualification["situation_professionnelle"]))
    return Bloc("Qualification présentée", lignes)


def _identite(contenu: Contenu) -> Bloc:
    identite = contenu["identite"]
    departement = identite["departement_naissance"]
    lignes = [
        Ligne("Civilité", identite["civilite"]["libelle"]),
        Ligne("Nom de famille (nom de naissance)", identite["nom_naissance"]),
        Ligne("Nom d'usage", identite["nom_usage"] or "-"),
        Ligne("Prénoms", identite["prenoms"]),
        Ligne("Date de naissance", textes.date_courte(identite["date_naissance"])),
        Ligne(
            "Commune de naissance" if departement else "Ville de naissance",
            identite["commune_naissance"],
        ),
    ]
    if departement:
        lignes.append(
            Ligne(
                "Département, DOM ou COM de naissance",
                departement["libelle"] or departement["code"],
            )
        )
    lignes += [
        Ligne("Pays de naissance", identite["pays_naissance"]["libelle"]),
        Ligne("Nationalité", identite["nationalite"]["libelle"]),
    ]
    parents = (("Nom et prénoms du père", identite["pere"]), ("Nom et prénoms de la mère", identite["mere"]))
    lignes += [Ligne(libelle, valeur) for libelle, valeur in parents if valeur]
    return Bloc("Identification du candidat", lignes)


def _coordonnees(contenu: Contenu) -> Bloc:
    adresse = contenu["coordonnees"]
    rue = [adresse["voie"], adresse["complement_1"], adresse["complement_2"], adresse["complement_3"]]
    rue += [f"{adresse['code_postal']} {adresse['localite']}", adresse["pays"]["libelle"]]
    return Bloc(
        "Coordonnées",
        [
            Ligne("Adresse", "\n".join(ligne for ligne in rue if ligne.strip())),
            Ligne("Téléphone mobile", adresse["telephone_mobile"]),
            Ligne("Téléphone fixe", adresse["telephone_fixe"] or "-"),
            Ligne("Adresse mail", adresse["mail"]),
        ],
    )


def _informations(contenu: Contenu) -> Bloc:
    informations, qualification = contenu["informations"], contenu["qualification"]
    etablissement = informations["etablissement"]
    nom = etablissement["libelle"] or "-"
    if etablissement["code"] and etablissement["code"] not in nom:
        nom = f"{nom} ({etablissement['code']})"
    handicap = textes.oui_non(informations["handicap"])
    if informations["amenagement_deja_accorde"] is not None:
        handicap += f" - aménagement déjà accordé : {textes.oui_non(informations['amenagement_deja_accorde'])}"
    lignes = [
        Ligne("Catégorie du candidat", informations["categorie"]["libelle"]),
        Ligne("Votre établissement", nom),
        Ligne("Aménagement durée de formation", textes.oui_non(informations["amenagement_duree"])),
        Ligne("Demande d'aménagement(s) d'épreuves au titre du handicap", handicap),
        Ligne("Valorisation des acquis de l'expérience", "VAE" if contenu["vae"] else "Non VAE"),
        Ligne("Forme de passage", qualification["forme"]),
        Ligne("Dérogation forme de passage", textes.oui_non(qualification["derogation_forme"])),
        Ligne("Forme de passage finale", qualification["forme_finale"]),
        Ligne(
            "Communication des résultats d'examen en vue d'une publication par la presse ou sur les sites internet"
            " de sociétés de droit privé",
            textes.oui_non(informations["diffusion_presse"]),
        ),
        Ligne(
            "Communication des résultats, de mon nom et de mon adresse aux collectivités territoriales en vue"
            " d'éventuelles félicitations",
            textes.oui_non(informations["diffusion_collectivites"]),
        ),
    ]
    if informations["situation"]:
        lignes.insert(0, Ligne("Situation à l'inscription", informations["situation"]))
    return Bloc("Informations candidature", lignes)


def _acquis(acquis: AcquisDeclare) -> Acquis:
    notes = ", ".join(f"{code} : {note}" for code, note in sorted(acquis["notes"].items()))
    details = [f"Notes déclarées : {notes}"] if notes else []
    if acquis["raison"]:
        details.append(acquis["raison"])
    return Acquis(
        titulaire=acquis["titre"] or acquis["question"],
        droit=f"{acquis['type_droit']} - Année : {acquis['annee']} Académie : {acquis['academie']['libelle']}",
        details=details,
    )


def _epreuves(epreuves: list[EpreuveRetenue]) -> list[GroupeEpreuves]:
    groupes = (
        ("Epreuve(s) obligatoire(s)", [e for e in epreuves if e["nature"] == "obligatoire"]),
        ("Epreuve(s) facultative(s)", [e for e in epreuves if e["nature"] != "obligatoire"]),
    )
    raisons = {e["code"]: e["raison"] for e in epreuves}
    return [
        GroupeEpreuves(titre, [_epreuve(e, raisons.get(e["parent"], "")) for e in du_groupe])
        for titre, du_groupe in groupes
        if du_groupe
    ]


def _epreuve(epreuve: EpreuveRetenue, raison_du_parent: str) -> Epreuve:
    """A line of the table; a reason already given for the whole épreuve is not repeated for its parts."""
    details = [epreuve["raison"]] if epreuve["raison"] not in ("", raison_du_parent) else []
    if epreuve["note"]:
        details.insert(0, f"Note conservée : {epreuve['note']}")
    return Epreuve(
        intitule=" - ".join(partie for partie in (epreuve["code"], epreuve["titre"], epreuve["option"]) if partie),
        position=epreuve["position_libelle"],
        mode=epreuve["mode"],
        sous_epreuve=bool(epreuve["parent"]),
        details=details,
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
