"""What a kind of document makes of the lines that were read."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from documents.enums import Kind
from documents.kinds import amenagements, convocation, releve
from documents.kinds.commun import Genre
from registrations.contenu import Contenu

Lignes = Sequence[dict[str, str]]


def _convocation(lignes: Lignes, contenu: Contenu) -> convocation.Convoquees:
    fuseau = ZoneInfo(contenu["service"]["fuseau"])
    return convocation.Convoquees(
        [
            convocation.Passage(
                epreuve=ligne["epreuve"],
                debut=dt.datetime.fromisoformat(f"{ligne['date']}T{ligne['heure']}").replace(tzinfo=fuseau),
                centre=ligne["centre"],
                adresse=ligne.get("adresse", ""),
                salle=ligne.get("salle", ""),
                duree_minutes=int(ligne["duree"]) if "duree" in ligne else None,
                materiel=ligne.get("materiel", ""),
            )
            for ligne in lignes
        ]
    )


def _releve(lignes: Lignes, contenu: Contenu) -> releve.Resultats:
    commune = lignes[0]
    return releve.Resultats(
        notes={ligne["epreuve"]: ligne["note"] for ligne in lignes},
        decision=commune["decision"],
        jury_le=dt.date.fromisoformat(commune["jury"]),
        moyenne=commune.get("moyenne", ""),
        mention=commune.get("mention", ""),
    )


def _amenagements(lignes: Lignes, contenu: Contenu) -> amenagements.Decision:
    def mesures(reponse: str) -> list[amenagements.Mesure]:
        return [
            amenagements.Mesure(ligne["mesure"], ligne.get("epreuve", ""), ligne.get("motif", ""))
            for ligne in lignes
            if ligne["reponse"] == reponse
        ]

    return amenagements.Decision(
        accordees=mesures("accordée"),
        refusees=mesures("refusée"),
        decidee_le=dt.date.fromisoformat(lignes[0]["date"]),
        autorite=lignes[0].get("autorite", ""),
    )


_PAR_GENRE: dict[str, tuple[Genre[Any], Callable[[Lignes, Contenu], Any]]] = {
    Kind.CONVOCATION: (convocation.GENRE, _convocation),
    Kind.RELEVE: (releve.GENRE, _releve),
    Kind.AMENAGEMENTS: (amenagements.GENRE, _amenagements),
}


def pour_emettre(kind: str, lignes: Lignes, contenu: Contenu) -> tuple[Genre[Any], Any]:
    """The kind and its data, ready for `emission.emettre`. Raises `DonneesInvalides`, with a sentence."""
    genre, construire = _PAR_GENRE[kind]
    return genre, construire(lignes, contenu)
