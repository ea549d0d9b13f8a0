"""The line of a candidature: one row per situation, exact around each deadline, in the words that are shown."""

import datetime as dt
from dataclasses import replace

import pytest

from cyclades.portail.situation import (
    BROUILLON,
    COMPLET,
    CONTROLE,
    CONVOQUE,
    ENREGISTREE,
    Calendrier,
    Faits,
    Vers,
    situer,
)
from justificatifs.enums import Etape
from registrations.enums import Etat, Origine, Recevabilite


def _a(texte: str) -> dt.datetime:
    return dt.datetime.fromisoformat(texte)


FERMETURE = _a("2021-11-29T18:00+01:00")
PIECES = _a("2021-12-07T00:00+01:00")
SECONDE = dt.timedelta(seconds=1)
TOULOUSE = Calendrier(
    ouverture=_a("2021-11-01T08:00+01:00"),
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


@pytest.mark.parametrize(
    ("faits", "instant", "jalon", "ton", "vers", "mots"),
    [
        (BROUILLON_OUVERT, PENDANT, BROUILLON, "attention", Vers.REPRENDRE, "un brouillon, pas encore une inscription"),
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
        (replace(A_DEPOSER, calendrier=SIEC), PIECES, ENREGISTREE, "erreur", Vers.CONTACT, "n'ont pas été reçues"),
        (ROUVERTE, _a("2021-12-19T23:59:59+01:00"), CONTROLE, "attention", Vers.JUSTIFICATIFS, "à déposer de nouveau"),
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
        (Faits(TOULOUSE, Etat.ECARTE, motif="Double."), PENDANT, None, "erreur", Vers.CONTACT, "Motif : Double."),
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


def test_next_opening_of_the_deposit_is_told() -> None:
    situation = situer(A_DEPOSER, _a("2021-11-02T09:00+01:00"))
    assert situation.action == "Préparez vos pièces : leur dépôt ouvre le 03/11/2021 à 00:00"
    assert situation.limite == ""
