"""What a received file really is, decided by its bytes; nothing here executes or unpacks to disk.

Whatever opens a file does it in a process of its own (`bac`).
"""

from django.conf import settings

from . import bac, operations
from .contenu import ACCEPT, FORMATS, Contenu
from .noms import nom_affichable
from .refus import FichierRefuse
from .vues import LARGEURS, Vue, se_regarde

__all__ = [
    "ACCEPT",
    "FORMATS",
    "LARGEURS",
    "Contenu",
    "FichierRefuse",
    "Vue",
    "assembler",
    "dessiner",
    "examiner",
    "nom_affichable",
    "se_regarde",
]


def examiner(octets: bytes, nom: str) -> Contenu:
    """What `octets` are, at most TAILLE_MAX_FICHIER bytes; see `contenu.examiner`. Raises FichierRefuse."""
    # The two commonest refusals need no child.
    if not octets:
        raise FichierRefuse("vide")
    if len(octets) > settings.TAILLE_MAX_FICHIER:
        raise FichierRefuse("trop_gros")
    faits, convertis = bac.isoler(operations.examen, octets, nom, settings.TAILLE_MAX_FICHIER)
    return Contenu(octets if faits["inchange"] else convertis, faits["type_mime"], faits["nom"], faits["pages"])


def assembler(fichiers: list[tuple[bytes, str]]) -> Contenu:
    """Several photos or PDFs as one PDF; see `assemblage.assembler`. Raises FichierRefuse."""
    faits, octets = bac.isoler(operations.assemblage, fichiers, settings.TAILLE_MAX_FICHIER)
    return Contenu(octets, faits["type_mime"], faits["nom"], faits["pages"])


def dessiner(octets: bytes, type_mime: str, *, page: int, largeur: int, quart: int) -> Vue:
    """A picture of one page; see `vues.dessiner`. Raises FichierRefuse."""
    if not se_regarde(type_mime):
        raise FichierRefuse("type_refuse")
    faits, jpeg = bac.isoler(operations.vue, octets, type_mime, page, largeur, quart)
    return Vue(jpeg, faits["pages"], faits["largeur"], faits["hauteur"])
