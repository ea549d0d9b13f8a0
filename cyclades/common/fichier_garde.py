"""The file of staff between its dry run and its launch: in the session of who sent it, and nowhere else.

It leaves with the session, when it is launched, or when another is looked at. Its key is on the page: a page of
before never launches the file of another.
"""

import base64
import hashlib
import zlib
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase

COMPRIME_MAX = 1_000_000  # the session is read at each page; a heavier file is chosen again


@dataclass(frozen=True, slots=True)
class FichierGarde:
    """`cle` "": read, and too heavy to be kept."""

    cle: str
    nom: str
    octets: bytes

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()


class Tiroir:
    """The place of one page's file in a session; `usage` names the page."""

    def __init__(self, session: SessionBase, usage: str) -> None:
        self.session, self.place = session, f"{usage}_garde"

    def garder(self, nom: str, octets: bytes) -> FichierGarde:
        """Keep this file in place of the former."""
        self.vider()
        comprime = zlib.compress(octets)
        if len(comprime) > COMPRIME_MAX:
            return FichierGarde("", nom[:200], octets)
        garde = FichierGarde(uuid4().hex, nom[:200], octets)
        valeurs = {"cle": garde.cle, "nom": garde.nom, "octets": base64.b85encode(comprime).decode()}
        self.session[self.place] = valeurs
        return garde

    def retrouver(self, cle: str) -> FichierGarde | None:
        """The file kept under that key; None when there is none any more."""
        valeurs = self.session.get(self.place)
        if not valeurs or valeurs["cle"] != cle:
            return None
        return FichierGarde(cle, valeurs["nom"], zlib.decompress(base64.b85decode(valeurs["octets"])))

    def vider(self) -> None:
        self.session.pop(self.place, None)
