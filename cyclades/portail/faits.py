"""What is known of a candidature, and the line that tells it: frozen data, shared by the rules of `situation`."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum

from justificatifs.enums import Etape
from registrations.enums import Etat, Origine, Recevabilite
from sessions_cfg import periodes

JALONS = (
    "Brouillon",
    "Inscription enregistrée",
    "Pièces envoyées",
    "Contrôle",
    "Dossier complet",
    "Convoqué",
)
BROUILLON, ENREGISTREE, ENVOYEES, CONTROLE, COMPLET, CONVOQUE = range(len(JALONS))


class Vers(Enum):
    """Where the next action is done."""

    RIEN = ""
    REPRENDRE = "reprendre"
    COMPLETER = "completer"
    JUSTIFICATIFS = "justificatifs"
    DOCUMENTS = "documents"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Calendrier:
    """What the service says; instants in UTC, `fermeture` and `pieces_fermeture` excluded."""

    ouverture: dt.datetime
    fermeture: dt.datetime
    pieces_ouverture: dt.datetime
    pieces_fermeture: dt.datetime
    fuseau: str
    libelle_heure: str
    mode: str
    cachet_de_la_poste: bool = False
    sans_depot_annule: bool = False


@dataclass(frozen=True, slots=True)
class Faits:
    """What is known of a candidature, or of a draft (`etat` None).

    `echeance` is the deadline of reopened pieces, excluded, ahead or past; `motif` the reason that staff gave.
    """

    calendrier: Calendrier
    etat: Etat | None
    origine: Origine = Origine.GRAND_PUBLIC
    etape: Etape = Etape.RIEN
    echeance: dt.datetime | None = None
    recevabilite: str = Recevabilite.AUCUNE
    motif: str = ""
    convoque: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """`jalon` is the rank of the present step in JALONS, None for a candidature that does not go on; `omis` the
    earlier ones that nothing says were done.

    `action` is a sentence without its end; `limite` its deadline in words, "" when there is none.
    """

    phrase: str
    ton: str
    jalon: int | None
    action: str = ""
    vers: Vers = Vers.RIEN
    limite: str = ""
    bientot: str = ""
    sinon: str = ""
    omis: frozenset[int] = frozenset()


def avant(situation: Situation, limite: dt.datetime, calendrier: Calendrier, instant: dt.datetime) -> Situation:
    """The same with its deadline, `limite` excluded, as the service says hours, and how far it is from `instant`."""
    bientot = periodes.dans_combien(limite, instant, fuseau=calendrier.fuseau, fin=True)
    return replace(situation, limite=texte(limite, calendrier), bientot=bientot)


def texte(instant: dt.datetime, calendrier: Calendrier, *, fin: bool = True) -> str:
    """The instant as the service says hours; `fin`: a midnight is 23:59 of the day before."""
    return periodes.limite(instant, fuseau=calendrier.fuseau, libelle_heure=calendrier.libelle_heure, fin=fin)
