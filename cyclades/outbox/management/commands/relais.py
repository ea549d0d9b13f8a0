"""`manage.py relais`: the process that hands work to Celery."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cyclades.outbox import relais, services


class Command(BaseCommand):
    help = "Confie à Celery le travail inscrit dans la base (mails, documents, analyses)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--une-fois", action="store_true", help="confie ce qui est dû, puis s'arrête")
        parser.add_argument("--sur-place", action="store_true", help="fait ce qui est dû ici, sans Redis ni Celery")
        parser.add_argument("--reprendre", action="store_true", help="remet à faire tous les rebuts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reprendre"]:
            self.stdout.write(f"{services.reprendre_rebuts()} rebut(s) remis à faire")
            return
        if options["sur_place"]:
            self.stdout.write(f"{services.vider(lever=False)} fait(s)")
            return
        if options["une_fois"]:
            self.stdout.write(f"{relais.un_tour(relais.Courtier())} confié(s)")
            return
        arret = threading.Event()
        for nom in (signal.SIGTERM, signal.SIGINT):
            signal.signal(nom, lambda *_: arret.set())
        relais.boucler(arret)
