"""Refusals, as sentences for the person: those of services, and those of the database's own guards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DatabaseError

SERVICE_FERME = "CY011"

# SQLSTATEs raised by the portal's triggers (CY…), and those of PostgreSQL that a person can meet.
PHRASES_SQLSTATE = {
    "CY005": "L'état civil de ce compte ne peut plus être modifié, car une candidature existe ou a existé. "
    "Adressez-vous au service gestionnaire.",
    "CY009": "Ces informations ont été modifiées entre-temps, dans un autre onglet ou par le service gestionnaire. "
    "Vérifiez-les avant d'enregistrer à nouveau.",
    "CY010": "Ce document a été émis : il ne peut plus être modifié.",
    "CY011": "Le service d'inscription n'est pas ouvert : rien n'a été enregistré. Votre saisie reste consultable.",
    "CY013": "Cette action n'est pas possible dans l'état actuel de la candidature.",
    "CY015": "Ces pièces justificatives sont verrouillées. Pour les remplacer, adressez-vous au service gestionnaire.",
    "CY020": "Ce document a déjà été publié, avec le même contenu.",
    "CY028": "Il doit rester au moins un superviseur actif : nommez d'abord quelqu'un d'autre.",
    "40001": "Une autre opération était en cours. Recommencez.",
    "40P01": "Une autre opération était en cours. Recommencez.",
    "55P03": "Le portail est très sollicité et n'a rien enregistré. Recommencez dans un instant.",
    "57014": "Le portail est très sollicité et n'a rien enregistré. Recommencez dans un instant.",
}
_UNICITE = "23505"
_VERIFICATION = "23514"
_EXCLUSION = "23P01"


class Refus(Exception):
    """A service says no. `phrase` is for the person; `champ` names the form field that it concerns."""

    def __init__(self, phrase: str, *, champ: str = "", code: str = "") -> None:
        super().__init__(phrase)
        self.phrase, self.champ, self.code = phrase, champ, code


def sqlstate(erreur: DatabaseError) -> str:
    """The SQLSTATE of `erreur`, or ""."""
    return str(getattr(erreur.__cause__, "sqlstate", None) or "")


def contrainte(erreur: DatabaseError) -> str:
    """The name of the constraint that `erreur` broke, or ""."""
    diagnostic = getattr(erreur.__cause__, "diag", None)
    return str(getattr(diagnostic, "constraint_name", None) or "")


def phrase_pour(erreur: DatabaseError) -> str | None:
    """The sentence for a guard of the database, or None when the error is a defect (let it be raised).

    A constraint speaks through the `violation_error_message` that its model declares.
    """
    code = sqlstate(erreur)
    if code in PHRASES_SQLSTATE:
        return PHRASES_SQLSTATE[code]
    if code in (_UNICITE, _VERIFICATION, _EXCLUSION):
        return _phrases_des_contraintes().get(contrainte(erreur))
    return None


def refus_de(erreur: DatabaseError) -> Refus | None:
    """`phrase_pour` as a Refus, for `form.refuser`."""
    phrase = phrase_pour(erreur)
    return Refus(phrase, code=sqlstate(erreur)) if phrase else None


@contextmanager
def refus_traduits() -> Iterator[None]:
    """Turn what the database's guards refuse into `Refus`; use it around the whole transaction."""
    try:
        yield
    except DatabaseError as erreur:
        refus = refus_de(erreur)
        if refus is None:
            raise
        raise refus from erreur


def _phrases_des_contraintes() -> dict[str, str]:
    phrases = {}
    for modele in apps.get_models():
        for c in modele._meta.constraints:
            if c.violation_error_message and c.violation_error_message != c.default_violation_error_message:
                phrases[c.name] = str(c.violation_error_message)
    return phrases
