"""Several photos, or PDFs, of one document made one PDF: front and back of a card, pages of a letter."""

import io

import pikepdf
from PIL import Image

from .contenu import PDF, Contenu, examiner
from .images import ouvrir_photo
from .refus import FichierRefuse

FICHIERS_MAX = 12
# A4 at 72 points an inch; a photo fills the page with a margin, never enlarged beyond it.
PAGE = (595, 842)
MARGE = 20
# Longest side in points and JPEG quality, from the best that fits under the limit to the last still readable.
PHOTOS_EN_GRAND = 3  # more would hardly ever fit at the first size
PALIERS = ((2400, 85), (2000, 75), (1600, 65), (1300, 55))


def assembler(fichiers: list[tuple[bytes, str]], taille_max: int) -> Contenu:
    """One PDF of at most `taille_max` bytes, in the order given; named after the first file.

    Each file is examined as if it were alone. Raises FichierRefuse, its sentence naming the file at fault:
    too many files, one that is neither a photo nor a PDF, or a whole that stays too big.
    """
    if len(fichiers) > FICHIERS_MAX:
        raise FichierRefuse("trop_de_fichiers", nombre=FICHIERS_MAX)
    examines = [_examiner(octets, nom, taille_max) for octets, nom in fichiers]
    paliers = PALIERS if len(examines) <= PHOTOS_EN_GRAND else PALIERS[1:]
    feuillets = [_feuillet(contenu, paliers[0][0]) for contenu in examines]
    for cote, qualite in paliers:
        octets = _relier(feuillets, cote, qualite)
        if len(octets) <= taille_max:
            souche = examines[0].nom.rsplit(".", 1)[0]
            pages = sum(contenu.pages or 0 for contenu in examines)
            return Contenu(octets=octets, type_mime=PDF.mime, nom=f"{souche}.pdf", pages=pages)
    raise FichierRefuse("ensemble_trop_gros")


def _examiner(octets: bytes, nom: str, taille_max: int) -> Contenu:
    try:
        contenu = examiner(octets, nom, taille_max)
    except FichierRefuse as refus:
        raise FichierRefuse(refus.code, fichier=nom, **refus.details) from refus
    if contenu.type_mime != PDF.mime and not contenu.type_mime.startswith("image/"):
        raise FichierRefuse("melange", fichier=contenu.nom)
    return contenu


def _feuillet(contenu: Contenu, cote: int) -> bytes | Image.Image:
    """A PDF as it is, or a photo opened once at the largest size that serves."""
    if contenu.type_mime == PDF.mime:
        return contenu.octets
    return ouvrir_photo(contenu.octets, (cote, cote))


def _relier(feuillets: list[bytes | Image.Image], cote: int, qualite: int) -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as relie:
        for feuillet in feuillets:
            source = feuillet if isinstance(feuillet, bytes) else _page(feuillet, cote, qualite)
            with pikepdf.open(io.BytesIO(source)) as morceau:
                relie.pages.extend(morceau.pages)
        relie.save(sortie, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return sortie.getvalue()


def _page(photo: Image.Image, cote: int, qualite: int) -> bytes:
    """A page that holds the photo, reduced in place: the sizes only go down."""
    photo.thumbnail((cote, cote), Image.Resampling.BICUBIC)
    paysage = photo.width > photo.height
    largeur, hauteur = (max(PAGE), min(PAGE)) if paysage else PAGE
    points = max(photo.width / (largeur - 2 * MARGE), photo.height / (hauteur - 2 * MARGE))
    feuille = Image.new("RGB", (round(largeur * points), round(hauteur * points)), "white")
    feuille.paste(photo, ((feuille.width - photo.width) // 2, (feuille.height - photo.height) // 2))
    sortie = io.BytesIO()
    feuille.save(sortie, "PDF", resolution=72 * points, quality=qualite)
    return sortie.getvalue()
