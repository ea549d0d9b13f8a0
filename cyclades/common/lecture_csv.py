"""A CSV file of staff as lines of text; every trap of a spreadsheet answered by a sentence."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .errors import Refus
from .normalisation import cle_recherche
from .tableur import FORMULES, decoder, separateur

LIGNES_MAX = 50_000
CELLULE_MAX = 500


@dataclass(frozen=True, slots=True)
class LigneLue:
    """`numero` is that of the line in the file, the heading being 1; `valeurs` has every column, "" when empty."""

    numero: int
    valeurs: dict[str, str]


def lire(
    octets: bytes, *, colonnes: Collection[str], obligatoires: Collection[str], maximum: int = LIGNES_MAX
) -> Iterator[LigneLue]:
    """The lines of the file, empty ones skipped. Raises `Refus` when the file is no such list."""
    texte = decoder(octets)
    if not texte.strip():
        raise Refus("Ce fichier est vide.", champ="fichier")
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur(texte), strict=True)
    try:
        entete = _entete(next(lecteur), colonnes, obligatoires)
        lues = 0
        for cellules in lecteur:
            if not any(cellule.strip() for cellule in cellules):
                continue
            lues += 1
            if lues > maximum:
                phrase = f"Le fichier compte plus de {maximum} lignes : coupez-le en plusieurs fichiers."
                raise Refus(phrase, champ="fichier")
            valeurs = dict.fromkeys(colonnes, "")
            valeurs.update((nom, c.strip()) for nom, c in zip(entete, cellules, strict=False) if nom)
            if len(cellules) > len(entete) and any(c.strip() for c in cellules[len(entete) :]):
                valeurs["_en_trop"] = "oui"
            yield LigneLue(lecteur.line_num, valeurs)
    except csv.Error:
        phrase = (
            f"La ligne {lecteur.line_num} ne se lit pas : un guillemet n'est pas fermé, ou une cellule est démesurée."
        )
        raise Refus(phrase, champ="fichier") from None
    if not lues:
        raise Refus("Ce fichier n'a que sa ligne de titres.", champ="fichier")


def faute_de_forme(valeurs: dict[str, str]) -> str:
    """What is wrong first with the cells of a line, whatever they mean; "" when nothing is."""
    for nom, faute in fautes_de_forme(valeurs):
        return f"la cellule « {nom} » {faute}" if nom else faute
    return ""


def fautes_de_forme(valeurs: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with each cell of a line, whatever it means: its column ("" for the whole line), and a sentence."""
    if valeurs.pop("_en_trop", ""):
        yield "", "elle a plus de cellules que la ligne de titres (un séparateur dans un texte demande des guillemets)"
    for nom, valeur in valeurs.items():
        if valeur.startswith(FORMULES):
            yield nom, f"commence par un signe de formule ({valeur[0]!r})"
        elif len(valeur) > CELLULE_MAX:
            yield nom, f"dépasse {CELLULE_MAX} caractères"
        elif any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in valeur):
            yield nom, "contient un caractère qui ne s'imprime pas"


def _entete(titres: list[str], colonnes: Collection[str], obligatoires: Collection[str]) -> list[str]:
    """The columns in the order of the file, without accents nor case; Refus names those that miss or are not known."""
    noms = [cle_recherche(titre).replace(" ", "_") for titre in titres]
    manquent = [c for c in obligatoires if c not in noms]
    if manquent:
        pluriel = "les colonnes" if len(manquent) > 1 else "la colonne"
        attendues = ", ".join(colonnes)
        raise Refus(f"Il manque {pluriel} {', '.join(manquent)}. Attendues : {attendues}.", champ="fichier")
    inconnues = [titre for titre, nom in zip(titres, noms, strict=True) if nom and nom not in colonnes]
    if inconnues:
        attendues = ", ".join(colonnes)
        raise Refus(f"Colonne inconnue : {', '.join(inconnues)[:200]}. Attendues : {attendues}.", champ="fichier")
    doubles = {nom for nom in noms if nom and noms.count(nom) > 1}
    if doubles:
        raise Refus(f"La colonne {', '.join(sorted(doubles))} figure deux fois.", champ="fichier")
    return noms
