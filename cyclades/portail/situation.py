"""Where a candidature stands, the one thing to do next, until when, and what happens otherwise (specification §5, §7).

Pure: facts in, words out; no query, no clock. Only what is true is said: a draft is not a candidature, a file
added is not sent, and a consequence is named where the service's policy holds it.
"""

import datetime as dt
from dataclasses import replace

from justificatifs.enums import Etape
from registrations.enums import Etat, Origine, Recevabilite

from .faits import (
    BROUILLON,
    COMPLET,
    CONTROLE,
    CONVOQUE,
    ENVOYEES,
    Calendrier,
    Faits,
    Situation,
    Vers,
    avant,
    texte,
)
from .situation_pieces import situer_pieces

# The candidate has something to send again, or something that he believes sent is not.
INACHEVEES = (Etape.A_REMPLACER, Etape.NON_TRANSMISES, Etape.NON_REMPLACEES)

CONTROLEES = (Etape.CONFORMES, Etape.NON_REMPLACEES)


def situer(faits: Faits, instant: dt.datetime) -> Situation:
    """The situation at `instant`, for its owner."""
    if faits.etat is None:
        return _brouillon(faits.calendrier, instant)
    if faits.etat == Etat.A_COMPLETER:
        return _a_completer(faits, instant)
    if faits.etat != Etat.INSCRIT:
        return _arretee(faits)
    if faits.convoque:
        return _convoquee(faits, instant)
    if faits.recevabilite == Recevabilite.CONFORME and faits.etape not in INACHEVEES:
        return Situation(
            "Votre dossier est complet : le service gestionnaire l'a déclaré conforme.",
            "succes",
            COMPLET,
            "Votre convocation arrivera dans « Mes documents » ; un mail vous préviendra",
            Vers.DOCUMENTS,
            omis=_omis(faits),
        )
    if faits.recevabilite == Recevabilite.NON_CONFORME and faits.etape not in INACHEVEES:
        return Situation(
            "Le service gestionnaire a déclaré votre dossier non conforme.",
            "erreur",
            CONTROLE,
            "Contactez-le sans attendre",
            Vers.CONTACT,
            omis=_omis(faits),
        )
    return situer_pieces(faits, instant)


def _omis(faits: Faits, *, convoque: bool = False) -> frozenset[int]:
    """The steps that were passed over: pieces that were not sent, a file that nobody declared complete."""
    omis = set()
    if faits.etape in (Etape.RIEN, Etape.A_DEPOSER, Etape.NON_TRANSMISES) and faits.echeance is None:
        omis.add(ENVOYEES)
    if convoque and faits.recevabilite != Recevabilite.CONFORME:
        omis |= {COMPLET} if faits.etape in CONTROLEES else {CONTROLE, COMPLET}
    return frozenset(omis)


def _convoquee(faits: Faits, instant: dt.datetime) -> Situation:
    """The convocation, unless a piece can still be sent: that one has a deadline."""
    pieces = situer_pieces(faits, instant)
    if pieces.limite:
        return replace(pieces, phrase=f"Vous êtes convoqué(e) aux épreuves. {pieces.phrase}")
    return Situation(
        "Vous êtes convoqué(e) aux épreuves.",
        "succes",
        CONVOQUE,
        "Lisez votre convocation",
        Vers.DOCUMENTS,
        omis=_omis(faits, convoque=True),
    )


def _brouillon(calendrier: Calendrier, instant: dt.datetime) -> Situation:
    if instant >= calendrier.fermeture:
        return Situation(
            "Ce brouillon n'a pas été enregistré, et le service d'inscription est fermé : vous n'êtes pas inscrit(e).",
            "erreur",
            BROUILLON,
            "Si c'est une erreur, contactez le service gestionnaire",
            Vers.CONTACT,
        )
    if instant < calendrier.ouverture:
        return Situation(
            "Ceci est un brouillon, pas encore une inscription.",
            "attention",
            BROUILLON,
            f"Vous pourrez le reprendre à partir du {texte(calendrier.ouverture, calendrier, fin=False)}",
        )
    return avant(
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
    if instant < calendrier.ouverture:
        return Situation(
            f"{par} votre inscription : elle ne compte pas tant que vous ne l'avez pas enregistrée.",
            "info",
            BROUILLON,
            f"Vous pourrez la compléter à partir du {texte(calendrier.ouverture, calendrier, fin=False)}",
        )
    return avant(
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
        phrase = f"{phrase} Motif : {faits.motif.rstrip(' .')}."
    if faits.etat == Etat.DESINSCRIT:
        return Situation(phrase, "neutre", None)
    return Situation(phrase, "erreur", None, "Pour toute question, contactez le service gestionnaire", Vers.CONTACT)
