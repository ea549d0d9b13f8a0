"""What a sign-in leaves: the last activity of the account, by the portal's clock."""

from typing import Any

from django.contrib.auth.signals import user_logged_in

from .models import User
from .services.inactivite import noter_visite


def noter_connexion(sender: object, user: User, **kwargs: Any) -> None:
    """Instead of Django's: the portal's clock, and an account erased a moment ago is no failure."""
    noter_visite(compte_id=user.pk)


# Under Django's own name: `django.contrib.auth`, ready after `accounts`, finds the place taken.
user_logged_in.connect(noter_connexion, dispatch_uid="update_last_login")
