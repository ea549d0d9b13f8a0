"""What the database refuses, in words for the person.

Triggers raise their own SQLSTATEs; a service catches them with `refus_traduits` and its view shows
`message`. Anything else stays the error that it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

IDENTITE_VERROUILLEE = "CY005"
VERSION_PERIMEE = "CY009"
DOCUMENT_IMMUABLE = "CY010"
SERVICE_FERME = "CY011"
TRANSITION_INTERDITE = "CY013"
PIECES_VERROUILLEES = "CY015"
ATTENTE_TROP_LONGUE = "55P03"

MESSAGES = {
    IDENTITE_VERROUILLEE: "Votre état civil ne peut plus être modifié ici, car une candidature existe ou a existé.",
    VERSION_PERIMEE: "Ces informations ont changé depuis que vous avez ouvert cette page.",
    DOCUMENT_IMMUABLE: "Un document publié ne peut pas être modifié.",
    SERVICE_FERME: "Le service d'inscription n'est pas ouvert : rien n'a été enregistré.",
    TRANSITION_INTERDITE: "Cette action n'est pas possible dans l'état actuel de la candidature.",
    PIECES_VERROUILLEES: "Vos pièces ont été transmises : elles ne peuvent plus être modifiées.",
    ATTENTE_TROP_LONGUE: "Une autre opération est en cours sur ce dossier. Recommencez dans quelques secondes.",
}


class Refus(Exception):
    """The database refused a write; `code` is its SQLSTATE, `message` a French sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = MESSAGES[code]


def code_sql(erreur: BaseException) -> str:
    """SQLSTATE of a database error, "" when it has none."""
    return str(getattr(erreur.__cause__, "sqlstate", None) or "")


@contextmanager
def refus_traduits() -> Iterator[None]:
    """Turn the database's declared refusals into `Refus`; use it around the whole transaction."""
    try:
        yield
    except DatabaseError as erreur:
        code = code_sql(erreur)
        if code not in MESSAGES:
            raise
        raise Refus(code) from erreur
