"""Sign-in by mail address, N° candidat or papillon login."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from .models import User
from .services.connexion import compte_de
from .validators import normaliser_mot_de_passe


class IdentifiantBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The active account of this identifier and password, or None; same cost when unknown."""
        if username is None or password is None:
            return None
        mot_de_passe = normaliser_mot_de_passe(password)
        user = compte_de(username)
        if user is None:
            make_password(mot_de_passe)
            return None
        if not user.check_password(mot_de_passe) or not user.is_active:
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).select_related("profil", "personnel").first()
