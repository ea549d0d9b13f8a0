"""The line of a candidature: one row per situation, exact around each deadline, in the words that are shown."""

import datetime as dt
from dataclasses import replace

import pytest

from cyclades.portail.faits import (
    BROUILLON,
    COMPLET,
    CONTROLE,
    CONVOQUE,
    ENREGISTREE,
    ENVOYEES,
    Calendrier,
    Faits,
    Vers,
)
from cyclades.portail.situation import situer
from justificatifs.enums import Etape
from registrations.enums import Etat, Origine, Recevabilite


def _a(texte: str) -> dt.datetime:
    return dt.datetime.fromisoformat(texte)


FERMETURE = _a("2021-11-29T18:00+01:00")
PIECES = _a("2021-12-07T00:00+01:00")
SECONDE = dt.timedelta(seconds=1)
OUVERTURE = _a("2021-11-01T08:00+01:00")
AVANT = OUVERTURE - SECONDE
TOULOUSE = Calendrier(
    ouverture=OUVERTURE,
    fermeture=FERMETURE,
    pieces_ouverture=_a("2021-11-03T00:00+01:00"),
    pieces_fermeture=PIECES,
    fuseau="Europe/Paris",
    libelle_heure="heure de Paris",
    mode="EN_LIGNE",
)
NICE = replace(TOULOUSE, sans_depot_annule=True)
SIEC = replace(TOULOUSE, mode="COURRIER", cachet_de_la_poste=True)
MARTINIQUE = replace(TOULOUSE, fuseau="America/Martinique", libelle_heure="heure locale")
PENDANT = _a("2021-11-10T13:00+01:00")

BROUILLON_OUVERT = Faits(TOULOUSE, None)
A_DEPOSER = Faits(TOULOUSE, Etat.INSCRIT, etape=Etape.A_DEPOSER)
ROUVERTE = Faits(TOULOUSE, Etat.INSCRIT, etape=Etape.A_REMPLACER, echeance=_a("2021-12-20T00:00+01:00"))
TROP_TARD = replace(ROUVERTE, etape=Etape.NON_REMPLACEES)
CONFORME = replace(A_DEPOSER, etape=Etape.CONFORMES, recevabilite=Recevabilite.CONFORME)


@pytest.mark.parametrize(
    ("faits", "instant", "jalon", "ton", "vers", "mots"),
    [
        (BROUILLON_OUVERT, PENDANT, BROUILLON, "attention", Vers.REPRENDRE, "un brouillon, pas encore une inscription"),
        (BROUILLON_OUVERT, AVANT, BROUILLON, "attention", Vers.RIEN, "un brouillon"),
        (BROUILLON_OUVERT, OUVERTURE, BROUILLON, "attention", Vers.REPRENDRE, "un brouillon"),
        (Faits(TOULOUSE, Etat.A_COMPLETER), AVANT, BROUILLON, "info", Vers.RIEN, "elle ne compte pas tant que"),
        (Faits(TOULOUSE, Etat.A_COMPLETER), OUVERTURE, BROUILLON, "attention", Vers.COMPLETER, "ne compte pas"),
        (BROUILLON_OUVERT, FERMETURE - SECONDE, BROUILLON, "attention", Vers.REPRENDRE, "un brouillon"),
        (BROUILLON_OUVERT, FERMETURE, BROUILLON, "erreur", Vers.CONTACT, "vous n'êtes pas inscrit(e)"),
        (Faits(TOULOUSE, Etat.A_COMPLETER), PENDANT, BROUILLON, "attention", Vers.COMPLETER, "Le service a préparé"),
        (
            Faits(TOULOUSE, Etat.A_COMPLETER, origine=Origine.ETABLISSEMENT),
            PENDANT,
            BROUILLON,
            "attention",
            Vers.COMPLETER,
            "Votre établissement a préparé",
        ),
        (Faits(TOULOUSE, Etat.A_COMPLETER), FERMETURE, BROUILLON, "erreur", Vers.CONTACT, "n'a pas été complétée"),
        (A_DEPOSER, PENDANT, ENREGISTREE, "attention", Vers.JUSTIFICATIFS, "Vos pièces ne sont pas encore envoyées."),
        (A_DEPOSER, _a("2021-11-02T09:00+01:00"), ENREGISTREE, "info", Vers.JUSTIFICATIFS, "est enregistrée."),
        (A_DEPOSER, PIECES - SECONDE, ENREGISTREE, "attention", Vers.JUSTIFICATIFS, "pas encore envoyées"),
        (A_DEPOSER, PIECES, ENREGISTREE, "erreur", Vers.CONTACT, "passé depuis le 06/12/2021 à 23:59"),
        (
            replace(A_DEPOSER, etape=Etape.NON_TRANSMISES),
            PENDANT,
            ENREGISTREE,
            "attention",
            Vers.JUSTIFICATIFS,
            "ajoutés, mais ils ne sont pas encore envoyés",
        ),
        (replace(A_DEPOSER, calendrier=SIEC), PENDANT, ENREGISTREE, "attention", Vers.JUSTIFICATIFS, "la réception"),
        (replace(A_DEPOSER, calendrier=SIEC), PIECES, ENREGISTREE, "erreur", Vers.CONTACT, "leur réception."),
        (ROUVERTE, _a("2021-12-19T23:59:59+01:00"), CONTROLE, "attention", Vers.JUSTIFICATIFS, "à fournir de nouveau"),
        (
            replace(ROUVERTE, etape=Etape.NON_TRANSMISES),
            PIECES,
            CONTROLE,
            "attention",
            Vers.JUSTIFICATIFS,
            "pas encore envoyés",
        ),
        (
            TROP_TARD,
            _a("2021-12-20T00:00+01:00"),
            CONTROLE,
            "erreur",
            Vers.CONTACT,
            "passé depuis le 19/12/2021 à 23:59",
        ),
        (replace(TROP_TARD, calendrier=SIEC), PIECES, CONTROLE, "erreur", Vers.CONTACT, "n'est pas enregistrée"),
        (
            replace(TROP_TARD, recevabilite=Recevabilite.NON_CONFORME),
            PIECES,
            CONTROLE,
            "erreur",
            Vers.CONTACT,
            "n'a pas été envoyée",
        ),
        (replace(CONFORME, etape=Etape.A_REMPLACER), PENDANT, CONTROLE, "attention", Vers.JUSTIFICATIFS, "de nouveau"),
        (
            replace(ROUVERTE, convoque=True),
            PIECES,
            CONTROLE,
            "attention",
            Vers.JUSTIFICATIFS,
            "Vous êtes convoqué(e) aux épreuves. Une pièce est à fournir de nouveau",
        ),
        (replace(TROP_TARD, convoque=True), PIECES, CONVOQUE, "succes", Vers.DOCUMENTS, "convoqué(e)"),
        (replace(A_DEPOSER, etape=Etape.TRANSMISES), PIECES, CONTROLE, "info", Vers.JUSTIFICATIFS, "les contrôle"),
        (replace(A_DEPOSER, etape=Etape.CONFORMES), PIECES, CONTROLE, "succes", Vers.RIEN, "doit encore confirmer"),
        (
            replace(A_DEPOSER, etape=Etape.CONFORMES, recevabilite=Recevabilite.CONFORME),
            PIECES,
            COMPLET,
            "succes",
            Vers.DOCUMENTS,
            "Votre dossier est complet",
        ),
        (
            replace(A_DEPOSER, etape=Etape.TRANSMISES, recevabilite=Recevabilite.NON_CONFORME),
            PIECES,
            CONTROLE,
            "erreur",
            Vers.CONTACT,
            "non conforme",
        ),
        (
            replace(ROUVERTE, recevabilite=Recevabilite.NON_CONFORME),
            PIECES,
            CONTROLE,
            "attention",
            Vers.JUSTIFICATIFS,
            "",
        ),
        (replace(A_DEPOSER, convoque=True), PIECES, CONVOQUE, "succes", Vers.DOCUMENTS, "convoqué(e)"),
        (replace(A_DEPOSER, etape=Etape.RIEN), PENDANT, ENREGISTREE, "succes", Vers.DOCUMENTS, "Aucune pièce"),
        (Faits(TOULOUSE, Etat.ECARTE, motif="Double"), PENDANT, None, "erreur", Vers.CONTACT, "Motif : Double."),
        (Faits(TOULOUSE, Etat.ANNULE), PENDANT, None, "erreur", Vers.CONTACT, "n'a pas été reçue"),
        (Faits(TOULOUSE, Etat.ANNULE, convoque=True), PENDANT, None, "erreur", Vers.CONTACT, "annulée"),
        (Faits(TOULOUSE, Etat.DESINSCRIT), PENDANT, None, "neutre", Vers.RIEN, "désinscrit(e)"),
    ],
)
def test_situation_of_each_kind(
    faits: Faits, instant: dt.datetime, jalon: int | None, ton: str, vers: Vers, mots: str
) -> None:
    situation = situer(faits, instant)
    assert (situation.jalon, situation.ton, situation.vers) == (jalon, ton, vers)
    assert mots in situation.phrase
    assert situation.phrase.endswith(".")
    assert not situation.action.endswith(".")


@pytest.mark.parametrize(
    ("faits", "limite", "bientot", "sinon"),
    [
        (BROUILLON_OUVERT, "29/11/2021 à 18:00", "dans 19 jours", "vous ne serez pas inscrit(e)"),
        (A_DEPOSER, "06/12/2021 à 23:59", "dans 26 jours", "restera incomplet"),
        (replace(A_DEPOSER, calendrier=NICE), "06/12/2021 à 23:59", "dans 26 jours", "candidature sera annulée"),
        (
            replace(A_DEPOSER, calendrier=replace(NICE, mode="COURRIER")),
            "06/12/2021 à 23:59",
            "dans 26 jours",
            "incomplet",
        ),
        (
            replace(A_DEPOSER, calendrier=NICE, etape=Etape.NON_TRANSMISES),
            "06/12/2021 à 23:59",
            "dans 26 jours",
            "restera incomplet",
        ),
        (
            replace(BROUILLON_OUVERT, calendrier=MARTINIQUE),
            "29/11/2021 à 13:00 (heure locale, soit le 29/11/2021 à 18:00 à Paris)",
            "dans 19 jours",
            "",
        ),
        (ROUVERTE, "19/12/2021 à 23:59", "dans 39 jours", "ne pourra plus être déposée"),
        (replace(ROUVERTE, calendrier=SIEC), "19/12/2021 à 23:59", "dans 39 jours", "ne sera pas prise en compte"),
        (replace(ROUVERTE, etape=Etape.NON_TRANSMISES), "19/12/2021 à 23:59", "dans 39 jours", "restera incomplet"),
    ],
)
def test_deadline_and_consequence(faits: Faits, limite: str, bientot: str, sinon: str) -> None:
    situation = situer(faits, PENDANT)
    assert (situation.limite, situation.bientot) == (limite, bientot)
    assert sinon in situation.sinon


def test_pieces_by_post_say_how() -> None:
    situation = situer(replace(A_DEPOSER, calendrier=SIEC), PENDANT)
    assert "par courrier" in situation.action
    assert "cachet de la poste" in situation.action


def test_piece_refused_by_post_is_sent_again_by_post() -> None:
    action = situer(replace(ROUVERTE, calendrier=SIEC), PENDANT).action
    assert action == "Renvoyez-la par courrier, le cachet de la poste faisant foi"


def test_consequence_still_to_come_is_told_after_the_deadline() -> None:
    apres = situer(replace(A_DEPOSER, calendrier=NICE), PIECES)
    assert apres.limite == ""
    assert "votre candidature sera annulée" in apres.sinon


@pytest.mark.parametrize(
    ("faits", "omis"),
    [
        (CONFORME, set()),
        (replace(CONFORME, etape=Etape.RIEN), {ENVOYEES}),
        (replace(CONFORME, convoque=True), set()),
        (replace(CONFORME, recevabilite="", convoque=True), {COMPLET}),
        (replace(A_DEPOSER, etape=Etape.TRANSMISES, convoque=True), {CONTROLE, COMPLET}),
        (replace(TROP_TARD, convoque=True), {COMPLET}),
        (replace(A_DEPOSER, etape=Etape.A_DEPOSER, convoque=True), {ENVOYEES, CONTROLE, COMPLET}),
    ],
)
def test_no_step_is_said_done_that_nobody_did(faits: Faits, omis: set[int]) -> None:
    assert situer(faits, PIECES).omis == omis


def test_next_opening_of_the_deposit_is_told() -> None:
    situation = situer(A_DEPOSER, _a("2021-11-02T09:00+01:00"))
    assert situation.action == "Préparez vos pièces : leur dépôt ouvre le 03/11/2021 à 00:00"
    assert situation.limite == ""
