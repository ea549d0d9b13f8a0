"""CSV files to and from spreadsheets: written « ; », UTF-8 with BOM; read as they come; no cell is ever run."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from .errors import Refus

FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n")


def cellule(valeur: object) -> str:
    """The text of a cell; one that starts as a formula is preceded by an apostrophe, which a spreadsheet hides."""
    texte = "" if valeur is None else str(valeur)
    return f"'{texte}" if texte.startswith(FORMULES) or texte.lstrip().startswith(FORMULES) else texte


def reponse_csv(nom: str, entete: Sequence[str], lignes: Iterable[Sequence[object]]) -> HttpResponse:
    """The file as an attachment that no cache keeps; `nom` is ours, never typed."""
    sortie = io.StringIO()
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(entete)
    ecrivain.writerows([cellule(valeur) for valeur in ligne] for ligne in lignes)
    reponse = HttpResponse(sortie.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["Cache-Control"] = "private, no-store"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


def decoder(octets: bytes) -> str:
    """UTF-8, with or without BOM, else Windows-1252. Raises `Refus` for anything else (a workbook, UTF-16)."""
    for encodage in ("utf-8-sig", "cp1252"):
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if "\x00" not in texte:
            return texte
    phrase = "Ce fichier ne se lit pas comme un texte : enregistrez-le en CSV, UTF-8 ou Windows-1252."
    raise Refus(phrase, champ="fichier")


def separateur(texte: str) -> str:
    """« ; » or « , », whichever the heading has more of."""
    premiere = texte.lstrip().partition("\n")[0]
    return ";" if premiere.count(";") >= premiere.count(",") else ","
