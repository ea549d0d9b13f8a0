"""A class of LYC BELLEVUE, as the import makes it, and its papillons."""

import re
import subprocess
import uuid
from typing import Any

from accounts.enums import Role
from accounts.models import User
from cyclades.common import storage
from cyclades.outbox.services import vider
from documents.models import EditionPapillons
from documents.services import papillons
from registrations.models import Candidature
from tests.accounts.papillons import eleve
from tests.registrations.eleves import preinscrite
from tests.usines import personnel

CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){2}\b")
NOMS = ("ACCAME Acculi", "ÉCUYER Zoé", "DUPONT Noé")


def classe(*noms: str, **autres: Any) -> list[Candidature]:
    """Pupils of DIV1, in the order given."""
    trouvees = []
    for complet in noms or NOMS:
        nom, prenoms = complet.split(" ", 1)
        trouvees.append(preinscrite(eleve(nom_naissance=nom, prenoms=prenoms), **autres))
    return trouvees


def responsable(*academies: str) -> User:
    return personnel(*(academies or ("16",)), role=Role.RESPONSABLE)


def demander(candidatures: list[Candidature], par: User) -> EditionPapillons:
    """Asked for, not drawn yet."""
    return papillons.demander(candidatures=candidatures, par=par, cle=uuid.uuid4())[0]


def editer(candidatures: list[Candidature], par: User) -> EditionPapillons:
    """Asked for, and drawn by the worker."""
    edition = demander(candidatures, par)
    vider()
    edition.refresh_from_db()
    return edition


def pages(edition: EditionPapillons) -> list[str]:
    """The text of each page of its file."""
    return texte(storage.lire(edition.fichier, edition.sha256)).split("\f")[:-1]


def texte(octets: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=octets, capture_output=True, check=True
    ).stdout.decode()


def codes(edition: EditionPapillons) -> list[str]:
    """The codes that it bears, in the order of the pages."""
    return [code for page in pages(edition) for code in CODE.findall(page)]
