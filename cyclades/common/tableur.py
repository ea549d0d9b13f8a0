"""CSV files for spreadsheets: « ; », UTF-8 with BOM, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n")


def cellule(valeur: object) -> str:
    """The text of a cell; one that starts as a formula is preceded by an apostrophe, which a spreadsheet hides."""
    texte = "" if valeur is None else str(valeur)
    return f"'{texte}" if texte.startswith(_FORMULES) or texte.lstrip().startswith(_FORMULES) else texte


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
