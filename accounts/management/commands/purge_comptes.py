"""`manage.py purge_comptes`: cron's command, every 5 minutes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services.purge import purger_non_actives
from accounts.tasks import poster_purge


class Command(BaseCommand):
    help = "Efface les comptes non activés 48 heures après leur création (confie le travail à Celery)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--direct", action="store_true", help="efface tout de suite, sans Celery")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["direct"]:
            poster_purge()
            self.stdout.write("purge demandée")
            return
        effaces, _ = purger_non_actives(duree_max=3600)
        self.stdout.write(f"{effaces} compte(s) effacé(s)")
