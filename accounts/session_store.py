"""Sessions in PostgreSQL, each marked with the account that it is about (`SESSION_ENGINE`).

Django's own table does not say whose a session is, so that erasing an account would leave them behind.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as SessionEnBase
from django.contrib.sessions.base_session import AbstractBaseSession

from .reprise import CLE, marque_de


class SessionStore(SessionEnBase):
    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        # Settings name this module: it may be read before the models are.
        from .models import SessionOuverte

        return SessionOuverte

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to write, marked with the person signed in or whose typing is kept.

        Not with the account that waits for its activation: of that one, only the number is there, by which the
        page can still say that it was erased.
        """
        ligne: Any = super().create_model_instance(data)
        compte_id = data.get(SESSION_KEY)
        ligne.marque = marque_de(compte_id) if compte_id else (data.get(CLE) or {}).get("marque", "")
        return ligne  # type: ignore[no-any-return]


def fermer(*comptes: int) -> int:
    """Delete every session about these accounts, in the caller's transaction; the number of sessions."""
    from .models import SessionOuverte

    return SessionOuverte.objects.filter(marque__in=[marque_de(compte) for compte in comptes]).delete()[0]
