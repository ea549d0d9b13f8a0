"""`manage.py regler_horloge [INSTANT]`: start the rehearsal clock at INSTANT, or go back to real time."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cyclades.common import clock
from cyclades.common.repetition import HorlogeRefusee, demarrer


class Command(BaseCommand):
    help = "Fait partir l'horloge du portail d'un instant (répétition) ; sans instant, revient à l'heure réelle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "instant",
            nargs="?",
            default=os.environ.get("CYCLADES_HORLOGE", ""),
            help="2021-11-10T13:00+01:00 ; par défaut CYCLADES_HORLOGE ; vide : heure réelle",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            decalage = demarrer(options["instant"].strip())
        except HorlogeRefusee as erreur:
            raise CommandError(str(erreur)) from erreur
        if options["verbosity"]:
            heure = clock.maintenant().astimezone(clock.PARIS).strftime("%d/%m/%Y %H:%M")
            nature = "de répétition" if decalage else "réelle"
            self.stdout.write(f"Horloge {nature} : {heure} (heure de Paris) ; relancez les processus déjà partis.")
