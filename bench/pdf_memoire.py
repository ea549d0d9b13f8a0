"""Memory of a worker that draws many documents, all different, as `documents.tasks` does.

`python -m bench.pdf_memoire [documents]` prints the resident memory as it goes, and what each kind costs in CPU.
"""

import os
import resource
import sys
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.test")

import django

django.setup()

from documents import rendering
from documents.kinds import confirmation
from documents.services.emission import nouveau_code
from tests.documents import contenus, exemples

PAS = 100


def residente() -> float:
    """Megabytes in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def un_document(rang: int) -> tuple[str, dict[str, object]]:
    """A confirmation, a convocation, a relevé… in turn, of a candidate of his own."""
    contenu = contenus.guide(
        identite={"nom_naissance": f"ACCRALL {rang:05d}", "prenoms": f"Dack {chr(97 + rang % 26)}"}
    )
    noms = ["confirmation", *exemples.EXEMPLES]
    nom, code = noms[rang % len(noms)], nouveau_code()
    if nom == "confirmation":
        return confirmation.GENRE.gabarit, asdict(contenus.contexte(contenu, code=code))
    return exemples.contexte(nom, contenu, code=code)


def main(documents: int) -> None:
    rendering.prechauffer()
    couts: dict[str, list[float]] = defaultdict(list)
    releves = []
    for rang in range(documents):
        gabarit, contexte = un_document(rang)
        debut = time.process_time()
        rendering.rendre(gabarit=gabarit, contexte=contexte)
        couts[gabarit].append(time.process_time() - debut)
        if rang % PAS == PAS - 1:
            releves.append(residente())
            print(f"{rang + 1:6} documents : {releves[-1]:6.1f} Mo", flush=True)
    for gabarit, secondes in sorted(couts.items()):
        milli = sorted(secondes)[len(secondes) // 2] * 1000
        print(f"{gabarit:18}{milli:7.1f} ms de CPU{1000 / milli:7.1f} /s et cœur")
    pointe = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"mémoire : {releves[0]:.0f} Mo à {PAS}, {releves[-1]:.0f} Mo à la fin, pointe {pointe:.0f} Mo")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
