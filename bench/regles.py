"""How long one evaluation takes: `python bench/regles.py` (needs a loaded catalogue and the usual environment).

The figure to reach is 1 ms for a CAP of 14 épreuves, everything declared: the last line.
"""

import datetime as dt
import os
import statistics
import sys
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.dev")

import django

django.setup()

from registrations.rules.engine import evaluate
from registrations.rules.types import AcquisDeclare, ChoixEpreuve, Profil
from sessions_cfg import queries
from sessions_cfg.models import ServiceInscription, Specialite

TOURS = 300


def main() -> None:
    mesures = []
    service_de = {s.session.examen_id: s for s in ServiceInscription.objects.select_related("session")}
    for specialite in Specialite.objects.order_by("cle"):
        service = service_de.get(specialite.examen_id)
        snapshot = queries.snapshot(specialite.cle, service) if service else None
        if snapshot is None or snapshot.specialite is None:
            continue
        profil = Profil(
            dt.date(2000, 1, 1),
            "FRA",
            categorie=snapshot.categories[0].code,
            forme=snapshot.examen.formes[0],
            acquis=tuple(AcquisDeclare(r.cle, snapshot.session.annee - 2) for r in snapshot.regles[:2]),
        )
        jour = dt.date(snapshot.session.annee - 1, 11, 10)
        debut = time.perf_counter()
        for _ in range(TOURS):
            evaluate(profil, snapshot, today=jour)
        ms = (time.perf_counter() - debut) / TOURS * 1000
        mesures.append((ms, specialite.cle, len(snapshot.specialite.epreuves)))
    for ms, cle, nombre in sorted(mesures, reverse=True)[:5]:
        print(f"{ms:.3f} ms  {cle}  {nombre} épreuves")
    print(f"médiane {sorted(mesures)[len(mesures) // 2][0]:.3f} ms sur {len(mesures)} spécialités")
    print(f"CAP de 14 épreuves, tous les titres déclarés : médiane {cap_de_14_epreuves():.3f} ms")


def cap_de_14_epreuves() -> float:
    """Median of `TOURS` evaluations of Arts de la broderie with every title, mark and VAE decision, in ms."""
    service = ServiceInscription.objects.select_related("session").filter(session__examen="CAP").order_by("pk")[0]
    snapshot = queries.snapshot("CAP-50024127", service)
    codes = [e.code for e in snapshot.specialite.epreuves] if snapshot.specialite else []
    if len(codes) != 14:
        sys.exit("Arts de la broderie n'a pas ses 14 épreuves : chargez le catalogue (manage.py load_catalogue).")
    profil = Profil(
        dt.date(2000, 1, 1),
        "FRA",
        categorie="INDIVIDUEL_SALARIE",
        forme="Progressive",
        acquis=tuple(
            AcquisDeclare(
                r.cle,
                snapshot.session.annee - 2,
                notes=dict.fromkeys(codes, Decimal(12)),
                codes=frozenset(codes),
                reponses={q.cle: True for q in r.questions},
            )
            for r in snapshot.regles
        ),
        choix={code: ChoixEpreuve("INSCRIT", "Anglais") for code in codes},
    )
    durees = []
    for _ in range(TOURS):
        debut = time.perf_counter()
        evaluate(profil, snapshot, today=dt.date(snapshot.session.annee - 1, 11, 10))
        durees.append(time.perf_counter() - debut)
    return statistics.median(durees) * 1000


if __name__ == "__main__":
    main()
