"""A candidate who reads each page and answers at random, without JavaScript: what the page offers, nothing else."""

import random
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from . import gestes

ESSAIS = 12


@dataclass
class Controle:
    """A control of the page: `valeurs` are those that it can send."""

    nom: str
    genre: str
    requis: bool
    valeurs: list[str] = field(default_factory=list)
    posees: list[str] = field(default_factory=list)


class Formulaire(HTMLParser):
    """The controls of the tab's form, by name, in the order of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.controles: dict[str, Controle] = {}
        self._dedans, self._liste = False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "form":
            self._dedans = a.get("id") == "saisie"
        if not self._dedans:
            return
        if tag == "select":
            self._liste = a["name"]
            self._controle(a["name"], "select", a)
        elif tag == "option" and self._liste:
            liste = self.controles[self._liste]
            liste.valeurs += [a["value"]] if a.get("value") else []
            liste.posees += [a["value"]] if "selected" in a and a.get("value") else []
        elif tag == "input" and a.get("name"):
            controle = self._controle(a["name"], a.get("type", "text"), a)
            controle.valeurs.append(a.get("value", ""))
            if controle.genre in ("text", "tel", "email", "hidden") or "checked" in a:
                controle.posees.append(a.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._dedans = False
        elif tag == "select":
            self._liste = ""

    def _controle(self, nom: str, genre: str, a: dict[str, str]) -> Controle:
        return self.controles.setdefault(nom, Controle(nom, genre, a.get("aria-required") == "true"))


def lire(reponse: Any) -> dict[str, Controle]:
    return Formulaire(reponse.content.decode()).controles


def repondre(controles: dict[str, Controle], hasard: random.Random, annee: int, **imposes: str) -> dict[str, list[str]]:
    """One answer per control, among those offered; `annee` is the session's."""
    saisie: dict[str, list[str]] = {}
    for c in controles.values():
        if c.nom in imposes:
            saisie[c.nom] = [imposes[c.nom]]
        elif c.genre == "hidden":
            saisie[c.nom] = c.posees
        elif c.genre == "select":
            saisie[c.nom] = [hasard.choice(c.valeurs)] if c.requis or hasard.random() < 0.5 else [""]
        elif c.genre == "radio":
            saisie[c.nom] = [hasard.choice(c.valeurs)]
        elif c.genre == "checkbox":
            saisie[c.nom] = _cases(c, hasard)
        elif c.nom.startswith("annee_"):
            saisie[c.nom] = [str(hasard.randint(annee - 5, annee - 1))]
        elif c.nom.startswith("note_"):
            saisie[c.nom] = [hasard.choice(["", "9,5", "10", "14,25"])]
        else:
            saisie[c.nom] = c.posees
    return saisie


def _cases(c: Controle, hasard: random.Random) -> list[str]:
    """What is ticked stays so more often than not; of a long list, few are ticked; modalités always are."""
    chance = {"questions": 0.2, "titres": 0.15, "dispenses": 0.8, "modalites": 1}.get(c.nom, 0.5)
    cochees = [v for v in c.valeurs if v in c.posees or hasard.random() < chance]
    if c.nom.startswith("codes_") and not cochees:
        cochees = [hasard.choice(c.valeurs)]
    return [v for v in cochees if c.nom != "dispenses" or hasard.random() < 0.8]


def passer(client: Client, base: str, onglet: str, hasard: random.Random, annee: int, **imposes: str) -> list[str]:
    """Go through a tab as a person does; the refusals met on the way. AssertionError when there is no way on."""
    refus: list[str] = []
    adresse = f"{base}{onglet}/"
    for _ in range(ESSAIS):
        page = client.get(adresse)
        assert page.status_code == 200, (onglet, page.status_code, page.headers.get("Location"))
        for _ in range(2 if onglet in ("acquis", "epreuves", "qualification") else 0):
            saisie = repondre(lire(page), hasard, annee, **imposes)
            page = client.post(adresse, {**saisie, "action": "actualiser"})
            assert page.status_code == 200, (onglet, page.status_code)
        # What is now ticked and chosen stays; only what has no answer yet is filled in.
        saisie = completer(lire(page), hasard, annee, **imposes)
        reponse = client.post(adresse, {**saisie, "action": "suivant"})
        if reponse.status_code == 302:
            return refus
        assert reponse.status_code == 422, (onglet, reponse.status_code)
        dits = gestes.erreurs(reponse)
        assert dits, f"{onglet} : refusé sans un mot"
        refus += dits
    raise AssertionError(f"{onglet} : sans issue après {ESSAIS} essais : {refus}")


def completer(
    controles: dict[str, Controle], hasard: random.Random, annee: int, **imposes: str
) -> dict[str, list[str]]:
    """The page as it stands, with an answer where one is missing and obligatory."""
    neuves = repondre(controles, hasard, annee, **imposes)
    return {
        nom: c.posees if nom not in imposes and (c.posees not in ([], [""]) or _libre(c)) else neuves[nom]
        for nom, c in controles.items()
    }


def _libre(c: Controle) -> bool:
    """May it be left as it is, with nothing ticked?"""
    return c.genre == "checkbox" and c.nom != "modalites"


def lignes_du_recapitulatif(page: str) -> list[tuple[str, str, str]]:
    """(« EP1 - Titre », position, mode) of each épreuve shown."""
    cellules = re.findall(
        r'<th scope="row">(.*?)</th>\s*<td data-entete="Position">(.*?)</td>\s*<td data-entete="Mode">(.*?)</td>',
        page,
        re.S,
    )
    return [(_texte(a), _texte(b), _texte(c)) for a, b, c in cellules]


def _texte(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()
