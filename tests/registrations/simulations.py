"""What somebody does in the simulator through Django's client."""

import html
import re
from typing import Any

from django.test import Client

from .gestes import SERVICE

BASE = f"/simulateur/{SERVICE}/"
RESULTAT = f"{BASE}resultat/"
BRODERIE = "CAP-50024127"
# The guide's worked example, as the simulator asks it.
REPONSES: dict[str, Any] = {
    "specialite": BRODERIE,
    "categorie": "INDIVIDUEL_SALARIE",
    "naissance": "28/11/2003",
    "francais": "oui",
    "forme": "Globale",
    "questions": ["DIPLOME"],
    "titres": ["DIPLOME/CAP-CAP"],
    "annee_CAP-CAP": "2020",
}
# Forme progressive: marks kept, one épreuve sat again, a title whose effect the service must verify.
A_VERIFIER: dict[str, Any] = {
    "forme": "Progressive",
    "questions": ["MEME_SPECIALITE", "DIPLOME"],
    "titres": ["MEME_SPECIALITE/CAP-MEME", "DIPLOME/CAP-VAPVAE", "DIPLOME/CAP-CAP"],
    "annee_CAP-MEME": "2020",
    "note_CAP-MEME_EP1": "9,5",
    "note_CAP-MEME_EG4": "12",
    "annee_CAP-VAPVAE": "2019",
    "dispenses_montrees": ["EP1", "EG4", "EG1"],
    "dispenses": ["EP1", "EG4"],
}


def repondre(client: Client, *, base: str = BASE, action: str = "resultat", **autres: Any) -> Any:
    """Send the guide's answers, `autres` replacing or (None) taking away some; the response is not followed."""
    saisie = {**REPONSES, **autres}
    saisie.setdefault("pour", saisie["specialite"])
    return client.post(base, {nom: v for nom, v in saisie.items() if v is not None} | {"action": action})


def commencer(client: Client) -> None:
    """The spécialité and a title are chosen, the rest is not."""
    absentes: dict[str, Any] = dict.fromkeys(("categorie", "naissance", "francais", "annee_CAP-CAP"))
    reponse = repondre(client, action="actualiser", **absentes)
    assert reponse.status_code == 302


def simuler(client: Client, **autres: Any) -> None:
    """Go as far as the result."""
    reponse = repondre(client, **autres)
    assert reponse.status_code == 302, reponse.content.decode()
    assert reponse.headers["Location"] == RESULTAT


def en_html(reponse: Any) -> str:
    """The page, its entities read."""
    return html.unescape(reponse.content.decode())


def en_texte(reponse: Any) -> str:
    """What the page says, on one line, without its tags."""
    assert reponse.status_code in (200, 409, 422), reponse.status_code
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))
