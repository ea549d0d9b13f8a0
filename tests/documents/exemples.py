"""One example of each kind that staff publish, from the guide's candidate, and what is harder to print."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from documents.kinds import amenagements, annulation, convocation, demande, relance, releve
from documents.kinds.commun import Genre
from registrations.contenu import Contenu

from . import contenus

JOUR = dt.datetime(2022, 6, 7, 6, 30, tzinfo=dt.UTC)
LYCEE = "Lycée polyvalent Toulouse-Lautrec"
RUE = "64 boulevard Pierre et Marie Curie\n31200 TOULOUSE"


def passages(contenu: Contenu) -> list[convocation.Passage]:
    """Every épreuve that is sat, one a half-day; the last in another centre."""
    assises = [e for e in contenu["epreuves"] if e["position"] == "INSCRIT" and e["mode"]]
    return [
        convocation.Passage(
            epreuve=e["code"],
            debut=JOUR + dt.timedelta(days=rang // 2, hours=5 * (rang % 2)),
            centre=LYCEE if rang < len(assises) - 1 else "GRETA Midi-Pyrénées Centre",
            adresse=RUE if rang < len(assises) - 1 else "Impasse Monplaisir\n31400 TOULOUSE",
            salle=f"B{100 + rang}",
            duree_minutes=(45, 120, 145, None)[rang % 4],
            materiel="Votre matériel de broderie, aiguilles et fils compris." if e["code"] == "EP2A" else "",
        )
        for rang, e in enumerate(assises)
    ]


def convoquees(contenu: Contenu) -> convocation.Convoquees:
    return convocation.Convoquees(passages(contenu))


def resultats(contenu: Contenu) -> releve.Resultats:
    assises = [e for e in contenu["epreuves"] if e["position"] == "INSCRIT"]
    return releve.Resultats(
        notes={e["code"]: f"{8 + rang},50" for rang, e in enumerate(assises[:9])},
        decision="ADMIS",
        mention="Assez bien",
        moyenne="12,75",
        jury_le=dt.date(2022, 7, 5),
    )


def decision(contenu: Contenu) -> amenagements.Decision:
    code = contenu["epreuves"][0]["code"]
    return amenagements.Decision(
        accordees=[
            amenagements.Mesure("Temps majoré : un tiers du temps de chaque épreuve écrite"),
            amenagements.Mesure("Sujets agrandis en Arial 16", epreuve=code),
            amenagements.Mesure("Pause de dix minutes, non prise sur la durée de l'épreuve"),
        ],
        refusees=[
            amenagements.Mesure("Dispense de l'épreuve", epreuve=code, motif="Aucun texte ne prévoit cette dispense.")
        ],
        decidee_le=dt.date(2022, 2, 15),
        autorite="le recteur de l'académie de Toulouse",
    )


LIMITE = "2021-12-06T22:59:00+00:00"


def suivi(contenu: Contenu) -> dict[str, demande.Suivi]:
    return {
        contenu["pieces"][1]["cle"]: demande.Suivi(conforme=True),
        contenu["pieces"][0]["cle"]: demande.Suivi(echeance="2021-12-20T23:00:00+00:00"),
    }


def manquantes(contenu: Contenu) -> relance.Manquantes:
    pieces = [
        relance.PieceManquante(p["libelle"], p["famille_libelle"], LIMITE, deposee=rang == 1)
        for rang, p in enumerate(contenu["pieces"])
    ]
    return relance.Manquantes(pieces, annule=True)


def annulee(contenu: Contenu) -> annulation.Annulation:
    return annulation.Annulation("Votre confirmation d'inscription signée n'a pas été déposée avant la date limite.")


EXEMPLES: dict[str, tuple[Genre[Any], Callable[[Contenu], Any]]] = {
    "convocation": (convocation.GENRE, convoquees),
    "releve": (releve.GENRE, resultats),
    "amenagements": (amenagements.GENRE, decision),
    "demande": (demande.GENRE, suivi),
    "relance": (relance.GENRE, manquantes),
    "annulation": (annulation.GENRE, annulee),
}


def contexte(nom: str, contenu: Contenu | None = None, **autres: Any) -> tuple[str, dict[str, Any]]:
    """The template and the frozen context of an example."""
    genre, donnees = EXEMPLES[nom]
    choisi = contenu or contenus.guide()
    return genre.gabarit, asdict(genre.construire(choisi, contenus.emission(**autres), donnees(choisi)))
