"""The file of a publication between its dry run and « Publier »: in the session of who sent it, and nowhere else.

It leaves with the session, when it is published, or when another is looked at. `cle` is on the page: a page of
before never publishes the file of another.
"""

import base64
import zlib
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase

CLE = "publication_gardee"
COMPRIME_MAX = 1_000_000  # the session is read at each page; a heavier file is chosen again


@dataclass(frozen=True, slots=True)
class FichierGarde:
    cle: str
    nom: str
    octets: bytes


def garder(session: SessionBase, *, nom: str, octets: bytes) -> FichierGarde | None:
    """Keep this file in place of the former; None when it is too heavy."""
    session.pop(CLE, None)
    comprime = zlib.compress(octets)
    if len(comprime) > COMPRIME_MAX:
        return None
    garde = FichierGarde(uuid4().hex, nom[:200], octets)
    session[CLE] = {"cle": garde.cle, "nom": garde.nom, "octets": base64.b85encode(comprime).decode()}
    return garde


def retrouver(session: SessionBase, cle: str) -> FichierGarde | None:
    """The file kept under that key; None when there is none any more."""
    valeurs = session.get(CLE)
    if not valeurs or valeurs["cle"] != cle:
        return None
    return FichierGarde(cle, valeurs["nom"], zlib.decompress(base64.b85decode(valeurs["octets"])))


def oublier(session: SessionBase) -> None:
    session.pop(CLE, None)
