"""`manage.py rapprocher_fichiers`: compare the disk and the tables now, to the end."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from justificatifs.models import Depot, Preuve
from justificatifs.services.rapprochement import rapprocher


class Command(BaseCommand):
    help = "Compare les pièces déposées et leurs lignes, dans les deux sens ; code 1 quand un fichier manque."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--duree", type=float, default=3600, help="durée maximale en secondes (3600)")

    def handle(self, *args: Any, **options: Any) -> None:
        bilan = rapprocher(duree_max=options["duree"])
        for quoi, nombre in sorted(bilan.items()):
            self.stdout.write(f"{quoi} : {nombre}")
        fautives = [
            f"{modele._meta.verbose_name} n° {pk} : {anomalie}"
            for modele in (Depot, Preuve)
            for pk, anomalie in modele._default_manager.exclude(anomalie="")
            .order_by("pk")
            .values_list("pk", "anomalie")
        ]
        if fautives:
            raise CommandError("\n".join(fautives))
