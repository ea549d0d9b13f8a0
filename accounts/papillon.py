"""The code of a papillon de connexion: drawn, written, read again, and kept as a fingerprint only (I-26)."""

import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

# 32 signs, none taken for another on paper (no 0, O, 1 nor I): 12 of them are 60 bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LONGUEUR = 12
_CODE = re.compile(f"[{ALPHABET}]{{{LONGUEUR}}}")


def tirer() -> str:
    """A new code, as it is typed: « K7QM-X2RT-9HWB »."""
    return ecrire("".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR)))


def ecrire(code: str) -> str:
    """In groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def lire(saisi: str) -> str | None:
    """The code that was typed, whatever its case, spaces and dashes; None when it is none."""
    code = re.sub(r"[\s\-‐‑–—.]", "", saisi).upper()
    return code if _CODE.fullmatch(code) else None


def empreinte(compte_id: int, code: str, *, cle: str | bytes | None = None) -> str:
    """What is kept of a code: a hash keyed by the portal's secret, which is not in the database."""
    return salted_hmac("accounts.papillon", f"{compte_id}\x00{code}", secret=cle, algorithm="sha256").hexdigest()


def empreintes(compte_id: int, code: str) -> list[str]:
    """Its fingerprints under the present key and under those that it replaced (`SECRET_KEY_FALLBACKS`)."""
    return [empreinte(compte_id, code, cle=cle) for cle in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
