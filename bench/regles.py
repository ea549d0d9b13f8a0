"""How long one evaluation takes: `python bench/regles.py` (needs a loaded catalogue and the usual environment)."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.dev")

import django

django.setup()

from registrations.rules.engine import evaluate
from registrations.rules.types import AcquisDeclare, Profil
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


if __name__ == "__main__":
    main()
