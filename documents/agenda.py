"""A convocation for an agenda: one event for each épreuve. Pure, from the frozen context: the paper says the same."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from icalendar import Calendar, Event


def icalendrier(contexte: Mapping[str, Any], *, cle: str, revision: int) -> bytes:
    """RFC 5545 of `contexte` (`documents.kinds.convocation`). `cle` is stable and opaque, so that the convocation that
    replaces this one moves the events instead of adding to them."""
    calendrier = Calendar()
    calendrier.add("prodid", "-//Cyclades//Convocation//FR")
    calendrier.add("version", "2.0")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", f"{contexte['titre']} - {contexte['session']}")
    vues: dict[str, int] = {}
    for centre in contexte["centres"]:
        for epreuve in centre["epreuves"]:
            rang = vues[epreuve["intitule"]] = vues.get(epreuve["intitule"], 0) + 1
            uid = f"{cle}-{epreuve['intitule'].split(' ')[0]}-{rang}@cyclades"
            calendrier.add_component(_evenement(contexte, centre, epreuve, uid, revision))
    octets: bytes = calendrier.to_ical()
    return octets


def _evenement(
    contexte: Mapping[str, Any], centre: Mapping[str, Any], epreuve: Mapping[str, Any], uid: str, revision: int
) -> Event:
    debut, fin = (dt.datetime.fromisoformat(epreuve[nom]) for nom in ("debut_iso", "fin_iso"))
    evenement = Event()
    evenement.add("uid", uid)
    evenement.add("dtstamp", dt.datetime.fromisoformat(contexte["emis_iso"]))
    evenement.add("sequence", revision)
    evenement.add("dtstart", debut)
    if fin > debut:
        evenement.add("dtend", fin)
    evenement.add("summary", epreuve["intitule"])
    salle = [f"salle {epreuve['salle']}"] if epreuve["salle"] != "-" else []
    evenement.add("location", ", ".join([centre["nom"], *centre["adresse"], *salle]))
    evenement.add("description", "\n".join([*epreuve["details"], *contexte["a_apporter"]]))
    return evenement
