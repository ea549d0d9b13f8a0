"""CPU of the confirmation PDF: ours against WeasyPrint as its manual shows it, on the same page.

`python -m bench.pdf [rounds]` prints milliseconds of CPU per document (median, interleaved so that a
noisy machine disturbs all alike), their ratios, and the memory of the process.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.test")

import django

django.setup()

import segno
import weasyprint
from django.template.loader import render_to_string
from weasyprint.text.fonts import FontConfiguration

from documents import rendering
from documents.kinds import GABARITS, confirmation
from tests.documents import contenus

FONTE = """
@font-face { font-family: "Noto Sans"; src: url(fonts/pdf/NotoSans-Regular.ttf); }
@font-face { font-family: "Noto Sans"; font-weight: bold; src: url(fonts/pdf/NotoSans-Bold.ttf); }
"""


def stock(contexte: dict[str, object], *, colonnes_fixes: bool) -> bytes:
    """A fresh page, stylesheet, fonts and QR code for each document, nothing refused."""
    qr = segno.make(contexte["adresse_verification"], error="m", micro=False).png_data_uri(scale=4, border=2)
    page = render_to_string(GABARITS[confirmation.GENRE.gabarit], {"d": contexte, "qr": qr})
    polices = FontConfiguration()
    feuille = (rendering.STATIQUES / "css" / "pdf.css").read_text(encoding="utf-8")
    if not colonnes_fixes:
        feuille = feuille.replace("table-layout: fixed;", "")
    style = weasyprint.CSS(string=FONTE + feuille, font_config=polices, base_url=f"{rendering.STATIQUES}/")
    octets: bytes = weasyprint.HTML(string=page).write_pdf(
        stylesheets=[style], font_config=polices, pdf_variant="pdf/ua-1"
    )
    return octets


def naif(contexte: dict[str, object]) -> bytes:
    """As the manual shows it."""
    return stock(contexte, colonnes_fixes=False)


def fixe(contexte: dict[str, object]) -> bytes:
    """As the manual shows it, by someone who knows that automatic columns are dear."""
    return stock(contexte, colonnes_fixes=True)


def regle(contexte: dict[str, object]) -> bytes:
    return rendering.rendre(gabarit=confirmation.GENRE.gabarit, contexte=contexte)


def cout(fonction: Callable[[dict[str, object]], bytes], contexte: dict[str, object]) -> float:
    debut = time.process_time()
    fonction(contexte)
    return (time.process_time() - debut) * 1000


def main(tours: int) -> None:
    contexte = asdict(contenus.contexte())
    rendering.prechauffer()
    regle(contexte)
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    fonctions = {"WeasyPrint naïf": naif, "WeasyPrint, colonnes fixes": fixe, "portail": regle}
    mesures: dict[str, list[float]] = {nom: [] for nom in fonctions}
    for _ in range(tours):
        for nom, fonction in fonctions.items():
            mesures[nom].append(cout(fonction, contexte))
    medianes = {nom: statistics.median(valeurs) for nom, valeurs in mesures.items()}
    for nom, ms in medianes.items():
        rapport = ms / medianes["portail"]
        print(f"{nom:28}{ms:7.1f} ms de CPU{1000 / ms:7.1f} /s et cœur   {rapport:5.2f} x le portail")
    print(f"mémoire du portail seul : {memoire:.0f} Mo (but : 90)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
