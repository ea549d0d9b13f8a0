"""`manage.py demo`: the demonstration's accounts and its pre-registered pupil; doing it again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services.demo import creer_comptes_de_demonstration
from registrations.services.demo import preinscrire_l_eleve_de_demonstration
from sessions_cfg.models import Academie


class Command(BaseCommand):
    help = "Crée les comptes de démonstration (candidat, élève préinscrite, gestionnaires, responsable, superviseur)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("« demo » est refusé ici : ces réglages ne sont pas ceux de « make run ».")
        if not Academie.objects.exists():
            raise CommandError("Le catalogue n'est pas chargé : lancez d'abord « manage.py load_catalogue --demo ».")
        nombre = creer_comptes_de_demonstration()
        preinscrire_l_eleve_de_demonstration()
        if options["verbosity"]:
            self.stdout.write(f"{nombre} compte(s) de démonstration créé(s).")
