"""Keys under which typed text is compared, never shown."""

import re
import unicodedata


def adresse_normalisee(adresse: str) -> str:
    """Key of a mail address (I-01): NFKC, casefold, nothing invisible, no surrounding space.

    Soft hyphens and zero-width signs (category Cf) go first: mail servers drop them too, so that two
    addresses that differ by them are one mailbox.
    """
    visible = "".join(c for c in adresse if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).strip()


def cle_recherche(texte: str) -> str:
    """Key for searching French names: no accent, no case, hyphens and apostrophes as spaces."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE").casefold())
    sans_accent = "".join(c for c in decompose if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", sans_accent).strip()
