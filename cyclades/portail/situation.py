"""Where a candidature stands, the one thing to do next, until when, and what happens otherwise (specification §5, §7).

Pure: facts in, words out; no query, no clock. Only what is true is said: a draft is not a candidature, a file
added is not sent, and a consequence is named where the service's policy holds it.
"""

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

    `echeance` is the deadline of reopened pieces, excluded; `motif` the reason that staff gave.
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
    """`jalon` is the rank of the present step in JALONS, None for a candidature that does not go on.

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


def situer(faits: Faits, instant: dt.datetime) -> Situation:
    """The situation at `instant`, for its owner."""
    if faits.etat is None:
        return _brouillon(faits.calendrier, instant)
    if faits.etat == Etat.A_COMPLETER:
        return _a_completer(faits, instant)
    if faits.etat != Etat.INSCRIT:
        return _arretee(faits)
    if faits.convoque:
        return Situation(
            "Vous êtes convoqué(e) aux épreuves.", "succes", CONVOQUE, "Lisez votre convocation", Vers.DOCUMENTS
        )
    if faits.recevabilite == Recevabilite.CONFORME and faits.etape not in (Etape.A_REMPLACER, Etape.NON_TRANSMISES):
        return Situation(
            "Votre dossier est complet : le service gestionnaire l'a déclaré conforme.",
            "succes",
            COMPLET,
            "Votre convocation arrivera dans « Mes documents » ; un mail vous préviendra",
            Vers.DOCUMENTS,
        )
    if faits.recevabilite == Recevabilite.NON_CONFORME and faits.etape not in (Etape.A_REMPLACER, Etape.NON_TRANSMISES):
        return Situation(
            "Le service gestionnaire a déclaré votre dossier non conforme.",
            "erreur",
            CONTROLE,
            "Contactez-le sans attendre",
            Vers.CONTACT,
        )
    return _pieces(faits, instant)


def _brouillon(calendrier: Calendrier, instant: dt.datetime) -> Situation:
    if instant >= calendrier.fermeture:
        return Situation(
            "Ce brouillon n'a pas été enregistré, et le service d'inscription est fermé : vous n'êtes pas inscrit(e).",
            "erreur",
            BROUILLON,
            "Si c'est une erreur, contactez le service gestionnaire",
            Vers.CONTACT,
        )
    return _avant(
        Situation(
            "Ceci est un brouillon, pas encore une inscription.",
            "attention",
            BROUILLON,
            "Terminez les onglets, puis cliquez sur « Enregistrer »",
            Vers.REPRENDRE,
            sinon="Sans enregistrement, vous ne serez pas inscrit(e) à l'examen.",
        ),
        calendrier.fermeture,
        calendrier,
        instant,
    )


def _a_completer(faits: Faits, instant: dt.datetime) -> Situation:
    calendrier = faits.calendrier
    par = "Votre établissement a préparé" if faits.origine == Origine.ETABLISSEMENT else "Le service a préparé"
    if instant >= calendrier.fermeture:
        return Situation(
            "Cette inscription n'a pas été complétée, et le service d'inscription est fermé.",
            "erreur",
            BROUILLON,
            "Contactez le service gestionnaire",
            Vers.CONTACT,
        )
    return _avant(
        Situation(
            f"{par} votre inscription : elle ne compte pas tant que vous ne l'avez pas enregistrée.",
            "attention",
            BROUILLON,
            "Parcourez les onglets, puis cliquez sur « Enregistrer »",
            Vers.COMPLETER,
            sinon="Sans enregistrement, vous ne serez pas inscrit(e) à l'examen.",
        ),
        calendrier.fermeture,
        calendrier,
        instant,
    )


def _arretee(faits: Faits) -> Situation:
    phrases = {
        Etat.ECARTE: "Le service gestionnaire a écarté cette candidature.",
        Etat.ANNULE: "Cette candidature est annulée : votre confirmation d'inscription n'a pas été reçue.",
        Etat.DESINSCRIT: "Vous vous êtes désinscrit(e) : cette candidature ne compte plus.",
    }
    phrase = phrases[faits.etat or Etat.DESINSCRIT]
    if faits.motif:
        phrase = f"{phrase} Motif : {faits.motif}"
    if faits.etat == Etat.DESINSCRIT:
        return Situation(phrase, "neutre", None)
    return Situation(phrase, "erreur", None, "Pour toute question, contactez le service gestionnaire", Vers.CONTACT)


def _pieces(faits: Faits, instant: dt.datetime) -> Situation:
    if faits.etape is Etape.A_REMPLACER:
        return _a_remplacer(faits, instant)
    if faits.etape is Etape.CONFORMES:
        return Situation(
            "Toutes vos pièces sont conformes. Le service gestionnaire doit encore confirmer votre dossier.",
            "succes",
            CONTROLE,
            "Vous n'avez rien à envoyer",
        )
    if faits.etape is Etape.TRANSMISES:
        return Situation(
            "Vos pièces sont envoyées : le service gestionnaire les contrôle.",
            "info",
            CONTROLE,
            "Suivez ses décisions dans « Mes justificatifs »",
            Vers.JUSTIFICATIFS,
        )
    if faits.etape is Etape.RIEN:
        return Situation(
            "Votre inscription est enregistrée. Aucune pièce ne vous est demandée pour le moment.",
            "succes",
            ENREGISTREE,
            "Votre convocation arrivera dans « Mes documents »",
            Vers.DOCUMENTS,
        )
    return _a_envoyer(faits, instant)


def _a_remplacer(faits: Faits, instant: dt.datetime) -> Situation:
    situation = Situation(
        "Une pièce est à déposer de nouveau : le service gestionnaire ne peut pas valider votre dossier sans elle.",
        "attention",
        CONTROLE,
        "Ajoutez un nouveau fichier, puis cliquez sur « J'ai fourni toutes mes pièces »",
        Vers.JUSTIFICATIFS,
        sinon="Ensuite, cette pièce ne pourra plus être déposée et votre dossier restera incomplet.",
    )
    return _avant(situation, faits.echeance or faits.calendrier.pieces_fermeture, faits.calendrier, instant)


def _a_envoyer(faits: Faits, instant: dt.datetime) -> Situation:
    """Registered, and the pieces are not sent."""
    calendrier = faits.calendrier
    limite = faits.echeance or calendrier.pieces_fermeture
    ajoutees = faits.etape is Etape.NON_TRANSMISES
    if instant >= limite:
        return Situation(
            f"Le délai pour vos pièces est passé depuis le {_texte(limite, calendrier)}, et elles n'ont pas été "
            + ("envoyées." if calendrier.mode == "EN_LIGNE" else "reçues."),
            "erreur",
            ENREGISTREE,
            "Contactez le service gestionnaire sans attendre",
            Vers.CONTACT,
        )
    phrase = "Votre inscription est enregistrée. Vos pièces ne sont pas encore envoyées."
    if ajoutees:
        phrase = "Vos fichiers sont ajoutés, mais ils ne sont pas encore envoyés."
    if instant < calendrier.pieces_ouverture:
        return Situation(
            "Votre inscription est enregistrée.",
            "info",
            ENREGISTREE,
            f"Préparez vos pièces : leur dépôt ouvre le {_texte(calendrier.pieces_ouverture, calendrier, fin=False)}",
            Vers.JUSTIFICATIFS,
        )
    situation = Situation(
        phrase,
        "attention",
        ENREGISTREE,
        _comment_envoyer(calendrier, ajoutees=ajoutees),
        Vers.JUSTIFICATIFS,
        sinon=_sans_pieces(calendrier, faits),
    )
    return _avant(situation, limite, calendrier, instant)


def _comment_envoyer(calendrier: Calendrier, *, ajoutees: bool) -> str:
    if ajoutees:
        return "Cliquez sur « J'ai fourni toutes mes pièces »"
    if calendrier.mode == "COURRIER":
        cachet = ", le cachet de la poste faisant foi" if calendrier.cachet_de_la_poste else ""
        return f"Signez votre confirmation d'inscription et envoyez-la par courrier avec vos pièces{cachet}"
    if calendrier.mode == "AUTRE":
        return "Signez votre confirmation d'inscription et remettez-la avec vos pièces, comme le service l'indique"
    return "Ajoutez votre confirmation signée et vos pièces, puis cliquez sur « J'ai fourni toutes mes pièces »"


def _sans_pieces(calendrier: Calendrier, faits: Faits) -> str:
    if calendrier.sans_depot_annule and faits.etape is Etape.A_DEPOSER and faits.echeance is None:
        return "Sans confirmation d'inscription signée, votre candidature sera annulée."
    return "Sans ces pièces, votre dossier restera incomplet."


def _avant(situation: Situation, limite: dt.datetime, calendrier: Calendrier, instant: dt.datetime) -> Situation:
    bientot = periodes.dans_combien(limite, instant, fuseau=calendrier.fuseau, fin=True)
    return replace(situation, limite=_texte(limite, calendrier), bientot=bientot)


def _texte(instant: dt.datetime, calendrier: Calendrier, *, fin: bool = True) -> str:
    return periodes.limite(instant, fuseau=calendrier.fuseau, libelle_heure=calendrier.libelle_heure, fin=fin)
