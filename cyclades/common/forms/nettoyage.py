"""What may be typed: text that the database, a PDF and a mail can all carry, and nothing lost on the way."""

import unicodedata

from django.core.exceptions import ValidationError

_BLANCS_PERMIS = {"\n", "\t"}
_SENS_FORCE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def nettoyer(texte: object, *, multiligne: bool = False) -> str:
    """The typed text: trimmed at both ends and in NFC, otherwise to the letter.

    Raises ValidationError, with a sentence for the person, on NUL and other control characters, on lone
    surrogates, on text without anything visible, and on what turns the writing around: Arabic or Hebrew needs
    no directional override, and one would also turn what a page or a document writes after it.
    Line ends of a multi-line text become `\\n`; a tab in a single line, a space.
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
    propre = unicodedata.normalize("NFC", texte).strip()
    if propre and not any(unicodedata.category(c)[0] in "LNPS" for c in propre):
        raise ValidationError("Saisissez au moins un caractère visible.", code="invisible")
    if not _SENS_FORCE.isdisjoint(propre):
        raise ValidationError(
            "Ce texte contient un caractère invisible qui change le sens de l'écriture. Effacez-le et saisissez le "
            "texte à nouveau, sans le copier.",
            code="sens",
        )
    return propre


def verifier_longueur(texte: str, maximum: int) -> None:
    """Raise ValidationError when `texte` holds more than `maximum` characters."""
    if len(texte) > maximum:
        raise ValidationError(
            "Saisissez %(maximum)s caractères au plus : il y en a %(nombre)s.",
            code="longueur",
            params={"maximum": maximum, "nombre": len(texte)},
        )
