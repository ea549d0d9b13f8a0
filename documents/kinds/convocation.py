"""Convocation aux épreuves: when, where and with what each épreuve is sat."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from documents.enums import Kind
from registrations import lecture
from registrations.contenu import Contenu

from . import commun, textes
from .commun import Bloc, Commun, DonneesInvalides, Emission, Genre

TITRE = "Convocation aux épreuves"

A_APPORTER = (
    "Cette convocation, imprimée ou sur votre téléphone.",
    "Une pièce d'identité en cours de validité, avec photographie.",
)
CONSIGNES = (
    "Présentez-vous au centre au moins 30 minutes avant l'heure indiquée.",
    "Aucun candidat n'est admis après l'ouverture des sujets. Toute absence doit être justifiée au service "
    "gestionnaire, par écrit et sans délai.",
    "Tout appareil connecté est éteint et rangé pendant les épreuves.",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """An épreuve to sit, as the publisher knows it; `debut` is an instant.

    `intitule` is that of the saved version when empty: `epreuve` is then one of its codes.
    """

    epreuve: str
    debut: dt.datetime
    centre: str
    adresse: str = ""
    salle: str = ""
    duree_minutes: int | None = None
    intitule: str = ""
    materiel: str = ""


@dataclass(frozen=True, slots=True)
class Convoquees:
    """What the publisher adds to the saved version; the usual sentences when he says nothing of them."""

    passages: Sequence[Passage]
    a_apporter: Sequence[str] = A_APPORTER
    consignes: Sequence[str] = CONSIGNES


@dataclass(frozen=True, slots=True)
class Epreuve:
    """A line of the table. `debut_iso` and `fin_iso` are UTC, for the calendar; every other date is ready to read."""

    jour: str
    heure: str
    intitule: str
    duree: str
    salle: str
    details: list[str]
    debut_iso: str
    fin_iso: str


@dataclass(frozen=True, slots=True)
class Centre:
    nom: str
    adresse: list[str]
    epreuves: list[Epreuve]


@dataclass(frozen=True, slots=True)
class Convocation(Commun):
    """The whole printed content."""

    candidat: Bloc
    serie: str
    heure: str
    centres: list[Centre]
    a_apporter: list[str]
    consignes: list[str]


def construire(contenu: Contenu, emission: Emission, donnees: Convoquees) -> Convocation:
    """The convocation, centres and épreuves in the order in which they are reached."""
    if not donnees.passages:
        raise DonneesInvalides("Une convocation nomme au moins une épreuve.")
    centres: dict[tuple[str, str], list[Epreuve]] = {}
    for passage in sorted(donnees.passages, key=lambda p: (p.debut, p.epreuve)):
        centres.setdefault((passage.centre, passage.adresse), []).append(_epreuve(contenu, passage))
    return Convocation(
        **commun.commun(TITRE, contenu, emission),
        candidat=commun.candidat(contenu),
        serie=emission.serie,
        heure=contenu["service"]["libelle_heure"],
        centres=[Centre(nom, textes.lignes(adresse), lignes) for (nom, adresse), lignes in centres.items()],
        a_apporter=list(donnees.a_apporter),
        consignes=list(donnees.consignes),
    )


def _epreuve(contenu: Contenu, passage: Passage) -> Epreuve:
    if passage.debut.tzinfo is None:
        raise DonneesInvalides("L'heure d'une épreuve dit dans quel fuseau elle se lit.")
    if not passage.centre.strip():
        raise DonneesInvalides(f"L'épreuve « {passage.epreuve} » n'a pas de centre.")
    intitule, duree = commun.intitule_epreuve(contenu, passage.epreuve, passage.intitule), passage.duree_minutes
    fin = passage.debut + dt.timedelta(minutes=duree or 0)
    ici = textes.instant_local(passage.debut.isoformat(), contenu["service"]["fuseau"])
    return Epreuve(
        jour=textes.jour_long(passage.debut.isoformat(), contenu["service"]["fuseau"]),
        heure=f"{ici:%H:%M}",
        intitule=intitule,
        duree=lecture.duree(duree) if duree else "-",
        salle=passage.salle or "-",
        details=textes.lignes(passage.materiel),
        debut_iso=commun.en_utc(passage.debut),
        fin_iso=commun.en_utc(fin),
    )


GENRE = Genre(Kind.CONVOCATION, "convocation-1", "convocation", construire)
