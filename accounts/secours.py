"""Recovery codes: drawn, written, read again, and kept as fingerprints only."""

import base64
import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

NOMBRE = 10
# No letter or digit that is taken for another on paper; 10 of these 31 are 49 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LONGUEUR = 10
_CODE = re.compile(f"[{_ALPHABET}]{{{_LONGUEUR}}}")


def tirer() -> list[str]:
    """Ten new codes, as they are shown: « abcde-fgh23 »."""
    tires = ("".join(secrets.choice(_ALPHABET) for _ in range(_LONGUEUR)) for _ in range(NOMBRE))
    return [f"{code[:5]}-{code[5:]}" for code in tires]


def lire(saisi: str) -> str | None:
    """The code that was typed, whatever its case, spaces and dashes; None when it is none."""
    code = re.sub(r"[\s\-–—]", "", saisi).casefold()
    return code if _CODE.fullmatch(code) else None


def empreinte(compte_id: int, code: str, *, cle: str | bytes | None = None) -> str:
    """What is kept of a code: 80 bits of a hash keyed by the portal's secret, in 16 letters and digits.

    Without that key, which is not in the database, a copy of the table gives no code away.
    """
    condense = salted_hmac("accounts.secours", f"{compte_id}\x00{code}", secret=cle, algorithm="sha256").digest()
    return base64.b32encode(condense[:10]).decode().lower()


def empreintes(compte_id: int, code: str) -> list[str]:
    """Its fingerprints under the present key and under those that it replaced (`SECRET_KEY_FALLBACKS`)."""
    return [empreinte(compte_id, code, cle=cle) for cle in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
