"""`manage.py demo`: the accounts of the demonstration, its class and its registered candidate; twice is once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services.demo import creer_comptes_de_demonstration
from registrations.management.demo import inscrire_le_convoque
from registrations.services.demo import preinscrire_l_eleve_de_demonstration, preinscrire_sa_classe
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
        preinscrire_sa_classe()
        inscrire_le_convoque()
        if options["verbosity"]:
            self.stdout.write(f"{nombre} compte(s) de démonstration créé(s).")
