"""Keys under which typed text is compared, never shown."""

import re
import unicodedata


def adresse_normalisee(adresse: str) -> str:
    """Key of a mail address (I-01): NFKC, casefold, no surrounding space."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", adresse).casefold()).strip()


def cle_recherche(texte: str) -> str:
    """Key for searching French names: no accent, no case, hyphens and apostrophes as spaces."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE").casefold())
    sans_accent = "".join(c for c in decompose if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", sans_accent).strip()
