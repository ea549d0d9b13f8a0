"""Notification de mesures d'aménagements: what is granted for which épreuves, what is not, and how to contest it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from documents.enums import Kind
from registrations.contenu import Contenu

from . import commun, textes
from .commun import Bloc, Commun, DonneesInvalides, Emission, Genre

TITRE = "Notification de mesures d'aménagements"
TOUTES = "Toutes les épreuves"
RECOURS = (
    "Si vous contestez cette décision, vous pouvez former, dans les deux mois qui suivent sa notification, un recours "
    "gracieux auprès de l'autorité qui l'a prise, à l'adresse du service ci-dessus, ou un recours contentieux devant "
    "le tribunal administratif dans le ressort duquel se trouve ce service.",
)
CONSIGNES = (
    "Présentez cette notification au centre d'examen, avec votre convocation, le jour de chaque épreuve.",
    "Signalez sans attendre au service gestionnaire toute mesure qui n'aurait pas été reprise.",
)


@dataclass(frozen=True, slots=True)
class Mesure:
    """A measure for the épreuve of that code, for all when empty; `motif` says why it is refused."""

    libelle: str
    epreuve: str = ""
    motif: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the deciding authority adds to the saved version."""

    accordees: Sequence[Mesure]
    decidee_le: dt.date
    refusees: Sequence[Mesure] = ()
    autorite: str = ""
    consignes: Sequence[str] = CONSIGNES
    recours: Sequence[str] = RECOURS


@dataclass(frozen=True, slots=True)
class Ligne:
    epreuve: str
    mesure: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class Amenagements(Commun):
    """The whole printed content."""

    candidat: Bloc
    serie: str
    decidee_le: str
    autorite: str
    accordees: list[Ligne]
    refusees: list[Ligne]
    consignes: list[str]
    recours: list[str]


def construire(contenu: Contenu, emission: Emission, donnees: Decision) -> Amenagements:
    """The notification, measures in the order given; those of one épreuve follow each other."""
    if not (donnees.accordees or donnees.refusees):
        raise DonneesInvalides("Une notification nomme au moins une mesure, accordée ou refusée.")
    return Amenagements(
        **commun.commun(TITRE, contenu, emission),
        candidat=commun.candidat(contenu),
        serie=emission.serie,
        decidee_le=f"{donnees.decidee_le:%d/%m/%Y}",
        autorite=donnees.autorite,
        accordees=_lignes(contenu, donnees.accordees),
        refusees=_lignes(contenu, donnees.refusees),
        consignes=list(donnees.consignes),
        recours=list(donnees.recours),
    )


def _lignes(contenu: Contenu, mesures: Sequence[Mesure]) -> list[Ligne]:
    par_epreuve: dict[str, list[Ligne]] = {}
    for mesure in mesures:
        nom = commun.intitule_epreuve(contenu, mesure.epreuve) if mesure.epreuve else TOUTES
        ligne = Ligne(nom, mesure.libelle, textes.lignes(mesure.motif))
        par_epreuve.setdefault(mesure.epreuve, []).append(ligne)
    return [ligne for lignes in par_epreuve.values() for ligne in lignes]


GENRE = Genre(Kind.AMENAGEMENTS, "amenagements-1", "mesures_amenagements", construire)
