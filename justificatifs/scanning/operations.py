"""What is done to a file received, inside the child process of `bac`: known, put together, looked at.

Loaded beforehand by the server of these children; imports neither Django's models nor its settings.
"""

from typing import Any

from .assemblage import assembler
from .bac import Reponse
from .contenu import Contenu, examiner
from .vues import dessiner

__all__ = ["assemblage", "examen", "vue"]


def examen(octets: bytes, nom: str, taille_max: int) -> Reponse:
    """`contenu.examiner`; the bytes come back only when they had to be converted."""
    contenu = examiner(octets, nom, taille_max)
    faits = {**_dire(contenu), "inchange": contenu.octets is octets}
    return faits, b"" if contenu.octets is octets else contenu.octets


def _dire(contenu: Contenu) -> dict[str, Any]:
    return {"type_mime": contenu.type_mime, "nom": contenu.nom, "pages": contenu.pages}


def assemblage(fichiers: list[tuple[bytes, str]], taille_max: int) -> Reponse:
    """`assemblage.assembler`."""
    contenu = assembler(fichiers, taille_max)
    return _dire(contenu), contenu.octets


def vue(octets: bytes, type_mime: str, page: int, largeur: int, quart: int) -> Reponse:
    """`vues.dessiner`."""
    vue = dessiner(octets, type_mime, page=page, largeur=largeur, quart=quart)
    return {"pages": vue.pages, "largeur": vue.largeur, "hauteur": vue.hauteur}, vue.jpeg
