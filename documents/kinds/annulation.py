"""Avis d'annulation: that the candidature is cancelled, why, and what can still be done."""

from dataclasses import dataclass

from documents.enums import Kind
from registrations.contenu import Contenu

from . import commun, textes
from .commun import Bloc, Commun, Emission, Genre

TITRE = "Avis d'annulation"
SUITES = (
    "Vous n'êtes plus inscrit(e) à cet examen pour cette session et ne recevrez pas de convocation.",
    "Si vous pensez qu'il s'agit d'une erreur, écrivez sans attendre au service gestionnaire, à l'adresse ci-dessus, "
    "en joignant la copie de cet avis.",
    "Vous pouvez contester cette décision dans les deux mois qui suivent sa notification, par un recours gracieux "
    "auprès de ce service ou devant le tribunal administratif dans le ressort duquel il se trouve.",
)


@dataclass(frozen=True, slots=True)
class Annulation:
    """Why; the instant is that of the issue."""

    motif: str


@dataclass(frozen=True, slots=True)
class Avis(Commun):
    """The whole printed content."""

    candidat: Bloc
    serie: str
    motif: list[str]
    suites: list[str]


def construire(contenu: Contenu, emission: Emission, donnees: Annulation) -> Avis:
    return Avis(
        **commun.commun(TITRE, contenu, emission),
        candidat=commun.candidat(contenu),
        serie=emission.serie,
        motif=textes.lignes(donnees.motif) or ["Décision du service gestionnaire."],
        suites=list(SUITES),
    )


GENRE = Genre(Kind.ANNULATION, "annulation-1", "avis_annulation", construire)
