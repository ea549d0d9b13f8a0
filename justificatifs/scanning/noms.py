"""Names given by people: shown, never used as a path (I-19)."""

import unicodedata
from pathlib import PurePosixPath

LONGUEUR_MAX = 150


def nom_affichable(nom: str) -> str:
    """`nom` without folders, control characters nor marks that reverse the reading order.

    The extension survives the cut to 150 characters; an empty result becomes « fichier ».
    """
    dernier = nom.replace("\\", "/").rsplit("/", 1)[-1]
    # Cc control, Cf format (right-to-left override…), Cs surrogate, Co private, Zl/Zp line separators.
    propre = "".join(
        c for c in unicodedata.normalize("NFC", dernier) if unicodedata.category(c) not in INVISIBLES
    ).strip(" .")
    if len(propre) > LONGUEUR_MAX:
        suffixe = PurePosixPath(propre).suffix[:10]
        propre = propre[: LONGUEUR_MAX - len(suffixe)] + suffixe
    return propre or "fichier"


INVISIBLES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def extension(nom: str) -> str:
    """« pdf » for « Photo.PDF »; "" when there is none."""
    return PurePosixPath(nom_affichable(nom)).suffix.lstrip(".").lower()
