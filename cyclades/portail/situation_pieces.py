"""The same for a registered candidature whose pieces decide what comes next (specification §7). Pure."""

import datetime as dt

from justificatifs.enums import Etape, Mode

from .faits import CONTROLE, ENREGISTREE, Calendrier, Faits, Situation, Vers, avant, texte

EN_LIGNE, COURRIER = Mode.EN_LIGNE.value, Mode.COURRIER.value


def situer_pieces(faits: Faits, instant: dt.datetime) -> Situation:
    """The situation at `instant` of a candidature *Inscrit*, from its pieces alone."""
    if faits.etape is Etape.A_REMPLACER:
        return _a_remplacer(faits, instant)
    if faits.etape is Etape.NON_REMPLACEES:
        return _trop_tard(faits)
    if faits.etape is Etape.CONFORMES:
        return Situation(
            "Toutes vos pièces obligatoires sont conformes. "
            "Le service gestionnaire doit encore confirmer votre dossier.",
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
    calendrier = faits.calendrier
    en_ligne = calendrier.mode == EN_LIGNE
    actions = {
        EN_LIGNE: "Ajoutez un nouveau fichier, puis cliquez sur « J'ai fourni toutes mes pièces »",
        COURRIER: f"Renvoyez-la par courrier{_cachet(calendrier)}",
    }
    situation = Situation(
        "Une pièce est à fournir de nouveau : « Mes justificatifs » dit laquelle.",
        "attention",
        CONTROLE,
        actions.get(calendrier.mode, "Remettez-la de nouveau, comme le service l'indique"),
        Vers.JUSTIFICATIFS,
        sinon="Ensuite, elle ne pourra plus être déposée ici et ne sera pas prise en compte."
        if en_ligne
        else "Sans nouvel envoi, elle ne sera pas prise en compte.",
    )
    return avant(situation, faits.echeance or calendrier.pieces_fermeture, calendrier, instant)


def _trop_tard(faits: Faits) -> Situation:
    """A piece was to be sent again, and its deadline is past."""
    calendrier = faits.calendrier
    if calendrier.mode == EN_LIGNE:
        constat = "Une pièce à fournir de nouveau n'a pas été envoyée"
    else:
        constat = "La réception d'une pièce à fournir de nouveau n'est pas enregistrée"
    limite = texte(faits.echeance or calendrier.pieces_fermeture, calendrier)
    return Situation(
        f"{constat} : le délai est passé depuis le {limite}.",
        "erreur",
        CONTROLE,
        "Contactez le service gestionnaire sans attendre",
        Vers.CONTACT,
        sinon="Sans elle, votre dossier restera incomplet.",
    )


def _a_envoyer(faits: Faits, instant: dt.datetime) -> Situation:
    """Registered, and the pieces are not sent; a file added again for a reopened piece has its own deadline."""
    calendrier = faits.calendrier
    limite = faits.echeance or calendrier.pieces_fermeture
    jalon = CONTROLE if faits.echeance else ENREGISTREE
    if instant >= limite:
        depuis = f"Le délai pour vos pièces est passé depuis le {texte(limite, calendrier)}"
        constat = "elles n'ont pas été envoyées"
        if calendrier.mode != EN_LIGNE:
            constat = "le service gestionnaire n'a pas enregistré leur réception"
        return Situation(
            f"{depuis}, et {constat}.",
            "erreur",
            jalon,
            "Contactez le service gestionnaire sans attendre",
            Vers.CONTACT,
            sinon=_sans_pieces(calendrier, faits),
        )
    if instant < calendrier.pieces_ouverture:
        return Situation(
            "Votre inscription est enregistrée.",
            "info",
            jalon,
            f"Préparez vos pièces : leur dépôt ouvre le {texte(calendrier.pieces_ouverture, calendrier, fin=False)}",
            Vers.JUSTIFICATIFS,
        )
    situation = Situation(
        _pas_encore(faits),
        "attention",
        jalon,
        _comment_envoyer(calendrier, ajoutees=faits.etape is Etape.NON_TRANSMISES),
        Vers.JUSTIFICATIFS,
        sinon=_sans_pieces(calendrier, faits),
    )
    return avant(situation, limite, calendrier, instant)


def _pas_encore(faits: Faits) -> str:
    if faits.etape is Etape.NON_TRANSMISES:
        return "Vos fichiers sont ajoutés, mais ils ne sont pas encore envoyés."
    if faits.calendrier.mode == EN_LIGNE:
        return "Votre inscription est enregistrée. Vos pièces ne sont pas encore envoyées."
    return (
        "Votre inscription est enregistrée. "
        "Le service gestionnaire n'a pas encore enregistré la réception de vos pièces."
    )


def _comment_envoyer(calendrier: Calendrier, *, ajoutees: bool) -> str:
    if ajoutees:
        return "Cliquez sur « J'ai fourni toutes mes pièces »"
    if calendrier.mode == COURRIER:
        return (
            f"Signez votre confirmation d'inscription et envoyez-la par courrier avec vos pièces{_cachet(calendrier)}"
        )
    if calendrier.mode != EN_LIGNE:
        return "Signez votre confirmation d'inscription et remettez-la avec vos pièces, comme le service l'indique"
    return "Ajoutez votre confirmation signée et vos pièces, puis cliquez sur « J'ai fourni toutes mes pièces »"


def _cachet(calendrier: Calendrier) -> str:
    return ", le cachet de la poste faisant foi" if calendrier.cachet_de_la_poste else ""


def _sans_pieces(calendrier: Calendrier, faits: Faits) -> str:
    if calendrier.sans_depot_annule and calendrier.mode == EN_LIGNE and faits.etape is Etape.A_DEPOSER:
        return "Sans aucun fichier pour la confirmation d'inscription signée, votre candidature sera annulée."
    return "Sans ces pièces, votre dossier restera incomplet."
