"""What accounts needs to know from above: who to contact once the identity is locked.

`registrations` registers a function in its `apps.ready()`, by dotted name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Contact:
    """A service gestionnaire as the page shows it: « Rectorat de Toulouse », telephone, mail."""

    libelle: str
    telephone: str = ""
    adresse_mail: str = ""

    def __str__(self) -> str:
        return " - ".join((self.libelle, self.telephone, self.adresse_mail))


Fournisseur = Callable[[int], "Contact | None"]
_fournisseurs: list[str] = []


def register_contact(fonction: str) -> None:
    """Declare by dotted name the function `(compte_id) -> Contact | None` of an app above."""
    if fonction not in _fournisseurs:
        _fournisseurs.append(fonction)


def contact_du_service(compte_id: int) -> Contact | None:
    """The service gestionnaire of the latest candidature of this account, if any is known."""
    for nom in _fournisseurs:
        contact = cast(Fournisseur, import_string(nom))(compte_id)
        if contact is not None:
            return contact
    return None
