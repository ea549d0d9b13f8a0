"""What may be typed: text that the database, a PDF and a mail can all carry, and nothing lost on the way."""

import unicodedata

from django.core.exceptions import ValidationError

_BLANCS_PERMIS = {"\n", "\t"}


def nettoyer(texte: object, *, multiligne: bool = False) -> str:
    """The typed text: trimmed at both ends and in NFC, otherwise to the letter.

    Raises ValidationError, with a sentence for the person, on NUL and other control characters and
    on lone surrogates. Line ends of a multi-line text become `\\n`; a tab in a single line, a space.
    """
    if not isinstance(texte, str):
        return ""
    if multiligne:
        texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    elif "\t" in texte:
        texte = texte.replace("\t", " ")
    if texte.isascii() and texte.isprintable():
        return texte.strip()
    for caractere in texte:
        categorie = unicodedata.category(caractere)
        if categorie == "Cs" or (categorie == "Cc" and not (multiligne and caractere in _BLANCS_PERMIS)):
            raise ValidationError(
                "Ce texte contient un caractère invisible qui ne peut pas être enregistré. "
                "Effacez-le et saisissez-le à nouveau.",
                code="caractere",
            )
    return unicodedata.normalize("NFC", texte).strip()


def verifier_longueur(texte: str, maximum: int) -> None:
    """Raise ValidationError when `texte` holds more than `maximum` characters."""
    if len(texte) > maximum:
        raise ValidationError(
            "Saisissez %(maximum)s caractères au plus : il y en a %(nombre)s.",
            code="longueur",
            params={"maximum": maximum, "nombre": len(texte)},
        )
