"""Photographs: bounded before they are decoded, decoded whole to be sure that they open."""

import io
import warnings

import pi_heif
from PIL import Image, ImageOps

from .refus import FichierRefuse

PIXELS_MAX = 20_000_000
Image.MAX_IMAGE_PIXELS = PIXELS_MAX

# A phone's HEIC becomes a JPEG that any desk can open; under 5 Mo in one of these qualities.
QUALITES = (88, 75, 60)

# Everything that Pillow raises on a file made to trouble it.
ERREURS = (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, ArithmeticError)


def _trop_grande() -> FichierRefuse:
    return FichierRefuse("image_trop_grande", pixels=PIXELS_MAX // 1_000_000)


def verifier_image(octets: bytes, formats: tuple[str, ...]) -> None:
    """Open and decode. Raises FichierRefuse when it is not one of `formats`, too large or broken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(octets), formats=formats) as image:
                if image.width * image.height > PIXELS_MAX:
                    raise _trop_grande()
                image.verify()
            with Image.open(io.BytesIO(octets), formats=formats) as image:
                # A JPEG is read to its end at an eighth of its size: cheap, and a cut file shows.
                image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as erreur:
        raise _trop_grande() from erreur
    except ERREURS as erreur:
        raise FichierRefuse("illisible") from erreur


def ouvrir_photo(octets: bytes, cote: tuple[int, int]) -> Image.Image:
    """A photo already examined, within `cote` (never enlarged), upright, in colours, without metadata.

    Raises FichierRefuse.
    """
    try:
        with Image.open(io.BytesIO(octets), formats=("PNG", "JPEG", "MPO")) as image:
            # Decoded at about the size wanted, which a JPEG allows: several times faster.
            image.thumbnail((max(cote), max(cote)), Image.Resampling.LANCZOS, reducing_gap=2.0)
            droite = ImageOps.exif_transpose(image)
            if droite.mode in ("RGBA", "LA", "PA") or "transparency" in droite.info:
                fond = Image.new("RGB", droite.size, "white")
                fond.paste(droite, mask=droite.convert("RGBA").getchannel("A"))
                droite = fond
            droite = droite.convert("RGB")
            droite.thumbnail(cote, Image.Resampling.LANCZOS)
            droite.info.clear()
            return droite
    except (Image.DecompressionBombError, *ERREURS) as erreur:
        raise FichierRefuse("illisible") from erreur


def heic_en_jpeg(octets: bytes, taille_max: int) -> bytes:
    """The photo as a JPEG of at most `taille_max` bytes, upright, without metadata. Raises FichierRefuse."""
    try:
        fichier = pi_heif.open_heif(io.BytesIO(octets), convert_hdr_to_8bit=True)
        if fichier.size[0] * fichier.size[1] > PIXELS_MAX:
            raise _trop_grande()
        image = ImageOps.exif_transpose(fichier.to_pillow()).convert("RGB")
    except (*ERREURS, RuntimeError) as erreur:
        raise FichierRefuse("illisible") from erreur
    for qualite in QUALITES:
        sortie = io.BytesIO()
        image.save(sortie, "JPEG", quality=qualite, optimize=True)
        if sortie.tell() <= taille_max:
            return sortie.getvalue()
    raise FichierRefuse("trop_gros")
