"""What every kind of document shares: who issues it, about whom, under which numbers and code."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from documents.enums import Kind
from registrations import lecture
from registrations.contenu import Contenu

from . import textes

Donnees = TypeVar("Donnees")


class DonneesInvalides(ValueError):
    """What the issuer gives does not make a document; the sentence is for the person who publishes."""


@dataclass(frozen=True, slots=True)
class Emission:
    """What only the issue knows. `emis_le` is an instant; `version` counts the issues of this document, which `serie`
    tells from others of its kind."""

    numero_inscription: int
    version: int
    emis_le: dt.datetime
    code: str
    adresse_verification: str
    serie: str = ""


@dataclass(frozen=True, slots=True)
class Ligne:
    libelle: str
    valeur: str


@dataclass(frozen=True, slots=True)
class Bloc:
    titre: str
    lignes: list[Ligne]


@dataclass(frozen=True, slots=True)
class Piece:
    intitule: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class FamillePieces:
    titre: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Commun:
    """The head and foot of a document, ready to print. `emis_iso` is UTC; every other date is text in the service's
    time zone."""

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
    code: str
    adresse_verification: str


@dataclass(frozen=True, slots=True)
class Genre(Generic[Donnees]):
    """How a kind is issued: `construire` is pure, from a saved version, the issue, and what the issuer adds.

    `gabarit` names the template (`documents.kinds.GABARITS`), `fichier` what the name of the file says.
    """

    kind: Kind
    gabarit: str
    fichier: str
    construire: Callable[[Contenu, Emission, Donnees], Commun]

    def nom_de_fichier(self, contenu: Contenu, emission: Emission) -> str:
        """« 2146028333_1-v2_juin_2022_document_inscription_20211103.pdf » (guide, chapter 12)."""
        service = contenu["service"]
        jour = textes.instant_local(emission.emis_le.isoformat(), service["fuseau"])
        candidat = contenu["identite"]["numero_candidat"].removeprefix("0")
        session = textes.pour_nom_de_fichier(service["session_mois"])
        numeros = f"{candidat}_{emission.numero_inscription}-v{emission.version}"
        return f"{numeros}_{session}_{self.fichier}_{jour:%Y%m%d}.pdf"


def commun(titre: str, contenu: Contenu, emission: Emission) -> dict[str, Any]:
    """The fields of `Commun`, to build the context of any kind."""
    service, contact, identite = contenu["service"], contenu["service"]["contact"], contenu["identite"]
    adresse = [contact["academie"], contact["nom"], *textes.lignes(contact["adresse"])]
    return {
        "titre": titre,
        "examen": service["examen"]["libelle"],
        "academie": service["academie"]["libelle"],
        "session": service["session_mois"],
        "emetteur": list(dict.fromkeys(ligne for ligne in adresse if ligne)),
        "contact": [ligne for ligne in (contact["telephone"], contact["mail"]) if ligne],
        "numero_candidat": identite["numero_candidat"],
        "numero_inscription": f"{emission.numero_inscription:03d}",
        "version": f"{emission.version:02d}",
        "nom_complet": f"{identite['nom_naissance']} {identite['prenoms']}",
        "initiales": textes.initiales(identite["prenoms"], identite["nom_naissance"]),
        "emis_iso": en_utc(emission.emis_le),
        "emis_le": instant(emission.emis_le.isoformat(), contenu),
        "code": textes.par_quatre(emission.code),
        "adresse_verification": emission.adresse_verification,
    }


def en_utc(instant: dt.datetime) -> str:
    """« 2021-11-10T12:16:40Z »."""
    return f"{instant.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def candidat(contenu: Contenu) -> Bloc:
    """Who the document is about, and for which diploma: the same block on every kind but the confirmation."""
    identite, specialite = contenu["identite"], contenu["qualification"]["specialite"]["libelle"]
    ne_le = lecture.date_fr(identite["date_naissance"])
    lignes = [
        ("Nom de naissance", identite["nom_naissance"]),
        ("Nom d'usage", identite["nom_usage"]),
        ("Prénoms", identite["prenoms"]),
        ("Date et lieu de naissance", f"{ne_le} - {identite['commune_naissance'] or '-'}"),
        ("Adresse", textes.sans_balises(lecture.adresse(contenu["coordonnees"]))),
        ("Spécialité", specialite),
        ("Établissement", contenu["informations"]["etablissement"]["libelle"]),
    ]
    return Bloc("Candidat", [Ligne(libelle, valeur) for libelle, valeur in lignes if valeur])


def intitule_epreuve(contenu: Contenu, code: str, intitule: str = "") -> str:
    """« EG1A - Français écrit » of the saved version, unless the issuer words it; an unknown code needs his words."""
    if intitule:
        return f"{code} - {intitule}" if code else intitule
    connue = next((e for e in contenu["epreuves"] if e["code"] == code), None)
    if connue is None:
        raise DonneesInvalides(f"L'inscription ne comporte pas d'épreuve « {code} ».")
    return lecture.intitule_de(connue)


def instant(iso: str, contenu: Contenu) -> str:
    """« 10/11/2021 à 13:16 (heure de Paris) », on the clocks of the service."""
    return f"{textes.instant_court(iso, contenu['service']['fuseau'])} ({contenu['service']['libelle_heure']})"


def limite(iso: str, contenu: Contenu) -> str:
    """« lundi 06 décembre 2021 23:59 (heure de Paris) »."""
    return f"{textes.limite_longue(iso, contenu['service']['fuseau'])} ({contenu['service']['libelle_heure']})"


def par_famille(pieces: Iterable[tuple[str, Piece]]) -> list[FamillePieces]:
    """Pieces under the heading of their family, families in the order of their first piece."""
    familles: dict[str, list[Piece]] = {}
    for famille, piece in pieces:
        familles.setdefault(famille, []).append(piece)
    return [FamillePieces(titre, de_la_famille) for titre, de_la_famille in familles.items()]
