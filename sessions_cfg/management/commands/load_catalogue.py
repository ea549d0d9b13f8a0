"""`manage.py load_catalogue [--demo]`: load the catalogue's files; doing it again writes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions_cfg.services.chargement import load_catalogue
from sessions_cfg.services.coherence import CatalogueIncoherent


class Command(BaseCommand):
    help = "Charge les académies, communes, examens, règles et calendriers ; ne récrit rien si rien n'a changé."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="charge aussi les services fictifs de démonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = load_catalogue(demo=options["demo"])
        except CatalogueIncoherent as erreur:
            raise CommandError(str(erreur)) from erreur
        if bilan.charges:
            self.stdout.write(f"Catalogue n° {bilan.version} ; chargé : {', '.join(bilan.charges)}.")
        else:
            self.stdout.write(f"Catalogue n° {bilan.version} ; rien n'a changé.")
