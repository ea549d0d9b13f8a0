"""Are the épreuves of a spécialité coherent? Each sentence names the spécialité, then the épreuve."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

Ligne = Mapping[str, Any]
CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,19}")
NATURES = ("obligatoire", "facultative")
MODES = ("Ponctuel", "CCF", "")
GENRES = ("langue", "option", "eps")


def fautes_specialite(s: Ligne, *, examens: Collection[str], listes: Collection[str]) -> list[str]:
    """Every fault of a spécialité, as the data files hold it: `epreuves` in order, each with its `parent`."""
    return [f"{s['cle']} : {faute}" for faute in _fautes(s, examens, listes)]


def _fautes(s: Ligne, examens: Collection[str], listes: Collection[str]) -> Iterator[str]:
    if s["examen"] not in examens:
        yield f"examen inconnu {s['examen']}"
    premiere, derniere = s["premiere_session"], s["derniere_session"]
    if premiere is not None and derniere is not None and premiere > derniere:
        yield f"la dernière session ({derniere}) précède la première ({premiere})"
    codes = [e["code"] for e in s["epreuves"]]
    if len(set(codes)) != len(codes):
        yield "une épreuve figure deux fois"
    if not any(e["nature"] == "obligatoire" for e in s["epreuves"]):
        yield "aucune épreuve obligatoire"
    avant: dict[str, Ligne] = {}
    for e in s["epreuves"]:
        yield from (f"{e['code']} {faute}" for faute in _fautes_epreuve(e, avant, codes, listes))
        avant[e["code"]] = e


def _fautes_epreuve(
    e: Ligne, avant: Mapping[str, Ligne], codes: Collection[str], listes: Collection[str]
) -> Iterator[str]:
    if not CODE.fullmatch(e["code"]):
        yield "n'est pas un code d'épreuve : des majuscules et des chiffres, EP1, EG4A, E5-B"
    if e["nature"] not in NATURES:
        yield f"a une nature inconnue : {e['nature']}"
    if e["mode_individuel"] not in MODES or e["mode_etablissement"] not in MODES:
        yield "a un mode inconnu"
    if e["coefficient"] is not None and float(e["coefficient"]) <= 0:
        yield "a un coefficient nul ou négatif ; inconnu, il reste vide"
    yield from _fautes_parent(e, avant, codes)
    if e.get("choix"):
        yield from _fautes_choix(e["choix"], listes)


def _fautes_parent(e: Ligne, avant: Mapping[str, Ligne], codes: Collection[str]) -> Iterator[str]:
    parent = e["parent"]
    if not parent:
        return
    if parent not in codes:
        yield f"a pour mère {parent}, qui n'existe pas"
    elif parent not in avant:
        yield f"est placée avant sa mère {parent}"
    elif avant[parent]["parent"]:
        yield "est au troisième niveau"
    elif avant[parent]["nature"] != e["nature"]:
        yield f"est {e['nature']} sous {parent}, qui ne l'est pas"


def _fautes_choix(choix: Ligne, listes: Collection[str]) -> Iterator[str]:
    if choix.get("genre") not in GENRES:
        yield "propose un choix d'un genre inconnu"
    liste, valeurs, impose = choix.get("liste", ""), choix.get("valeurs") or [], choix.get("impose", "")
    if liste and liste not in listes:
        yield f"renvoie à une liste inconnue, {liste}"
    if sum(map(bool, (liste, valeurs, impose))) > 1:
        yield "propose à la fois une liste, ses propres options ou une option imposée : une seule des trois"
    if not (liste or valeurs or impose):
        yield "propose un choix sans aucune option"
    libelles = [v.get("libelle", "") for v in valeurs]
    if len(set(libelles)) != len(libelles) or not all(libelles):
        yield "a deux options du même nom, ou une option sans nom"
