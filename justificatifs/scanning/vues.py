"""What staff look at: a picture of a page, drawn from the file, without its scripts, links nor metadata (I-16)."""

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from .contenu import PDF
from .images import ouvrir_photo
from .refus import FichierRefuse

LARGEURS = (700, 1400, 2400)
HAUTEUR_MAX = 6000
QUALITE = 85


@dataclass(frozen=True, slots=True)
class Vue:
    """`jpeg` shows one of `pages` pages; sides in pixels."""

    jpeg: bytes
    pages: int
    largeur: int
    hauteur: int


def se_regarde(type_mime: str) -> bool:
    """Can a page of this type be drawn? (Word, archives, sound and video are only downloaded.)"""
    return type_mime == PDF.mime or type_mime.startswith("image/")


def dessiner(octets: bytes, type_mime: str, *, page: int, largeur: int, quart: int) -> Vue:
    """Page `page` (from 1), `largeur` pixels wide before it is turned by `quart` quarters clockwise.

    A photo is one page, shown upright whatever its metadata says, and never enlarged. Raises FichierRefuse:
    no such page, not a type that is drawn, or a file that does not open any more.
    """
    image, pages = _page_pdf(octets, page, largeur) if type_mime == PDF.mime else _photo(octets, page, largeur)
    if quart % 4:
        image = image.rotate(-90 * (quart % 4), expand=True)
    sortie = io.BytesIO()
    image.save(sortie, "JPEG", quality=QUALITE)
    return Vue(sortie.getvalue(), pages, image.width, image.height)


def _page_pdf(octets: bytes, numero: int, largeur: int) -> tuple[Image.Image, int]:
    try:
        with pypdfium2.PdfDocument(octets) as document:
            pages = len(document)
            if not 1 <= numero <= pages:
                raise FichierRefuse("page_absente")
            page = document[numero - 1]
            # A page may be a thousand times as high as it is wide: bounded both ways.
            echelle = min(largeur / page.get_width(), HAUTEUR_MAX / page.get_height())
            return page.render(scale=echelle, may_draw_forms=False).to_pil().convert("RGB"), pages
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError) as erreur:
        raise FichierRefuse("illisible") from erreur


def _photo(octets: bytes, numero: int, largeur: int) -> tuple[Image.Image, int]:
    if numero != 1:
        raise FichierRefuse("page_absente")
    return ouvrir_photo(octets, (largeur, HAUTEUR_MAX)), 1
