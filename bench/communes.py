"""Server time of the search of a birthplace: `python bench/communes.py` (loaded catalogue, usual environment).

200 random beginnings of names in every département, on the full table. The figure to reach is 50 ms, query and objects
included. The plan of the slowest is printed.
"""

import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.dev")

import django

django.setup()

from django.db import connection, reset_queries

from sessions_cfg.models import Commune
from sessions_cfg.queries import chercher_communes, communes_exactes, departements, departements_de

TIRAGES = 200
hasard = random.Random(2027)  # noqa: S311  reproducible draws


def centile(durees: list[float], rang: int) -> float:
    return sorted(durees)[min(len(durees) - 1, len(durees) * rang // 100)]


def ecrire(titre: str, durees: list[float]) -> None:
    print(
        f"{titre} : p50 {centile(durees, 50):.1f} ms, p99 {centile(durees, 99):.1f} ms, "
        f"maximum {max(durees):.1f} ms ({len(durees)} appels)"
    )


recherches, exactes, ailleurs = [], [], []
pire = (0.0, "", "")
for departement, _ in departements():
    noms = list(Commune.objects.filter(departement=departement).values_list("cle", flat=True))
    for _ in range(TIRAGES if noms else 0):
        nom = hasard.choice(noms)
        debut = nom[: hasard.randint(2, 12)]
        depart = time.perf_counter()
        chercher_communes(departement, debut)
        duree = (time.perf_counter() - depart) * 1000
        recherches.append(duree)
        pire = max(pire, (duree, departement, debut))
        depart = time.perf_counter()
        communes_exactes(departement, nom)
        exactes.append((time.perf_counter() - depart) * 1000)
    if noms:
        depart = time.perf_counter()
        departements_de(hasard.choice(noms))
        ailleurs.append((time.perf_counter() - depart) * 1000)

print(f"{Commune.objects.count()} noms de communes")
ecrire("recherche d'un début", recherches)
ecrire("nom exact", exactes)
ecrire("autres départements du même nom", ailleurs)
connection.force_debug_cursor = True
reset_queries()
chercher_communes(pire[1], pire[2])
with connection.cursor() as curseur:
    curseur.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + connection.queries[0]["sql"].replace("%", "%%"), [])
    print(f"la plus lente ({pire[2]!r} en {pire[1]}) :")
    print("\n".join(ligne for (ligne,) in curseur.fetchall()))
