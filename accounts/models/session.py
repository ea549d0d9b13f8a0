"""Browsers: their sessions, and how often they try."""

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q


class Compteur(models.Model):
    """How often something was done within a window of time; `cle` is a keyed hash, never an address."""

    cle = models.CharField(max_length=64)
    fenetre = models.DateTimeField("début de la fenêtre")
    nombre = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "compteur"
        constraints = [models.UniqueConstraint(fields=["cle", "fenetre"], name="accounts_compteur_unique")]
        indexes = [models.Index(fields=["fenetre"], name="accounts_compteur_menage")]

    def __str__(self) -> str:
        return f"compteur {self.pk}"


class SessionOuverte(AbstractBaseSession):
    """A browser's session. `marque` (a keyed hash) tells whose it is, so that it goes away with the account.

    A session may hold what was typed when it ended (`accounts.reprise`).
    """

    marque = models.CharField(max_length=64, blank=True, default="")

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session ouverte"
        verbose_name_plural = "sessions ouvertes"
        indexes = [models.Index(fields=["marque"], name="accounts_session_marque", condition=~Q(marque=""))]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        # The store imports this module.
        from accounts.session_store import SessionStore

        return SessionStore
