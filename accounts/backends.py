"""Sign-in by mail address, N° candidat or papillon login."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from cyclades.common.normalisation import adresse_normalisee

from .models import User


class IdentifiantBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The active account of this identifier and password, or None; same cost when unknown."""
        if username is None or password is None:
            return None
        cle = adresse_normalisee(username)
        champ = "numero_candidat" if cle.isdigit() and len(cle) == 11 else "identifiant"
        user = User.objects.filter(**{champ: cle}).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).select_related("profil", "personnel").first()
