"""`manage.py reinitialiser_second_facteur ADRESSE`: for the superviseur whom no other one can help."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services.personnel import reinitialiser_facteur
from cyclades.common.errors import Refus
from cyclades.common.normalisation import adresse_normalisee


class Command(BaseCommand):
    help = "Oublie le téléphone et les codes de secours d'un membre du personnel, qui en est prévenu par mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adresse", help="adresse mail de la personne")

    def handle(self, *args: Any, **options: Any) -> None:
        cle = adresse_normalisee(options["adresse"])
        compte = User.objects.filter(identifiant=cle, is_staff=True, personnel__isnull=False).first()
        if compte is None:
            raise CommandError("Aucun membre du personnel n'a cette adresse.")
        try:
            reinitialiser_facteur(par=None, membre_id=compte.pk)
        except Refus as refus:
            raise CommandError(refus.phrase) from refus
        self.stdout.write(
            "Second facteur réinitialisé : la personne enregistrera un téléphone à la prochaine connexion."
        )
