"""`manage.py creer_superviseur ADRESSE`: the first superviseur, who opens every other access from `/gestion/`."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from accounts.enums import Role
from accounts.jetons import jeton_invitation
from accounts.services.personnel import creer_membre
from cyclades.common.errors import Refus
from cyclades.common.forms import nettoyer
from cyclades.outbox.courriel import adresse_absolue


class Command(BaseCommand):
    help = "Ouvre un accès de superviseur : affiche le lien pour choisir le mot de passe, et l'envoie par mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adresse", help="adresse mail de la personne")
        parser.add_argument("--nom", default="", help="nom affiché (par défaut : le début de l'adresse)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            adresse, nom = nettoyer(options["adresse"]), nettoyer(options["nom"])
            validate_email(adresse)
        except ValidationError:
            raise CommandError("Donnez une adresse mail complète, par exemple prenom.nom@rectorat.example.") from None
        try:
            compte = creer_membre(
                par=None,
                adresse=adresse,
                nom=(nom or adresse.partition("@")[0])[:120],
                role=Role.SUPERVISEUR,
                academies=(),
            )
        except Refus as refus:
            raise CommandError(refus.phrase) from refus
        lien = adresse_absolue(reverse("accounts:invitation", args=[jeton_invitation(compte.personnel)]))
        self.stdout.write(f"Superviseur créé. Lien pour son mot de passe ({settings.INVITATION_HEURES} h) : {lien}")
