"""What a sign-in leaves: the last activity of the account, by the portal's clock; of staff, a line of history."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from .enums import Evenement
from .lockout import adresse_client
from .models import User
from .services.evenements import noter
from .services.inactivite import noter_visite


def noter_connexion(sender: object, user: User, **kwargs: Any) -> None:
    """Instead of Django's: the portal's clock, and an account erased a moment ago is no failure."""
    noter_visite(compte_id=user.pk)


# Under Django's own name: `django.contrib.auth`, ready after `accounts`, finds the place taken.
user_logged_in.connect(noter_connexion, dispatch_uid="update_last_login")


@receiver(user_logged_in, dispatch_uid="accounts.connexion_du_personnel")
def noter_connexion_du_personnel(sender: object, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Every sign-in of staff is in the history of the account, with where it came from."""
    if user.is_staff:
        noter(personne=user.pk, genre=Evenement.CONNEXION, auteur=user.pk, adresse_ip=adresse_client(request))
