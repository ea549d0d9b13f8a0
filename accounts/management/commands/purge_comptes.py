"""`manage.py purge_comptes`: cron's command, every 5 minutes; once a day with `--inactifs`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services import inactivite
from accounts.services.purge import purger_non_actives
from accounts.tasks import poster_inactifs, poster_purge


class Command(BaseCommand):
    help = "Efface les comptes non activés 48 heures après leur création (confie le travail à Celery)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--direct", action="store_true", help="efface tout de suite, sans Celery")

        parser.add_argument(
            "--inactifs", action="store_true", help="prévient, puis efface les comptes inutilisés depuis longtemps"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inactifs"]:
            self._inactifs(direct=options["direct"])
            return
        if not options["direct"]:
            poster_purge()
            self.stdout.write("purge demandée")
            return
        passage = purger_non_actives(duree_max=3600)
        self.stdout.write(f"{passage.effaces} compte(s) effacé(s)")

    def _inactifs(self, *, direct: bool) -> None:
        if direct:
            while inactivite.passer(duree_max=3600):
                pass
        else:
            poster_inactifs()
        self.stdout.write("comptes inactifs traités" if direct else "traitement des comptes inactifs demandé")
