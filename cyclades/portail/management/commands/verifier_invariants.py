"""`manage.py verifier_invariants`: run every query of tests/faults/invariants.sql; each must return no row."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

FICHIER = settings.RACINE / "tests" / "faults" / "invariants.sql"


def violations() -> list[str]:
    """One line per violated invariant, with at most five of its rows; empty when all hold."""
    trouvees: list[str] = []
    with connection.cursor() as cursor:
        for ligne in FICHIER.read_text(encoding="utf-8").splitlines():
            if not ligne or ligne.startswith("--"):
                continue
            cursor.execute(ligne)
            rangs = cursor.fetchmany(5)
            if rangs:
                trouvees.append(f"{rangs[0][0]} : {[r[1:] for r in rangs]}")
    return trouvees


class Command(BaseCommand):
    help = "Vérifie les invariants de la base ; code 1 et une ligne par violation."

    def handle(self, *args: Any, **options: Any) -> None:
        trouvees = violations()
        if trouvees:
            raise CommandError("\n".join(trouvees))
        self.stdout.write("Tous les invariants sont vérifiés.")
