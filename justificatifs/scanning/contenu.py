"""The real type of a file: the parser of each type decides, the name only has to agree (I-19)."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import magic
import pikepdf
import pypdfium2

from .archives import est_docx, verifier_docx, verifier_simple, verifier_zip
from .images import heic_en_jpeg, verifier_image
from .noms import LONGUEUR_MAX, extension, nom_affichable
from .refus import FichierRefuse

PAGES_MAX = 500

# As the guide words it, and for the browser's file chooser.
FORMATS = "PDF, PNG, JPG, DOC, DOCX, ZIP, AVI, MP3, MP4"
ACCEPT = ".pdf,.png,.jpg,.jpeg,.heic,.heif,.doc,.docx,.zip,.avi,.mp3,.mp4"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARQUE_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_BLANCS = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Contenu:
    """What is kept: the bytes (converted when the type had to be), their type, the name shown.

    `pages`: how many can be drawn, None for what is only downloaded.
    """

    octets: bytes
    type_mime: str
    nom: str
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class _Type:
    nom: str
    mime: str
    extensions: tuple[str, ...]
    famille: str = ""


PDF = _Type("PDF", "application/pdf", ("pdf",))
_PNG = _Type("image PNG", "image/png", ("png",), "image")
_JPG = _Type("image JPG", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "image")
_HEIC = _Type("image HEIC", "image/heic", ("heic", "heif"), "image")
_DOC = _Type("document Word", "application/msword", ("doc",))
_DOCX = _Type("document Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
_ZIP = _Type("archive ZIP", "application/zip", ("zip",))
_AVI = _Type("vidéo AVI", "video/x-msvideo", ("avi",))
_MP3 = _Type("son MP3", "audio/mpeg", ("mp3",))
_MP4 = _Type("vidéo MP4", "video/mp4", ("mp4", "m4v"))

TYPES = (PDF, _PNG, _JPG, _HEIC, _DOC, _DOCX, _ZIP, _AVI, _MP3, _MP4)


def examiner(octets: bytes, nom: str, taille_max: int) -> Contenu:
    """What `octets` are, checked by opening them.

    Raises FichierRefuse: empty, larger than `taille_max` bytes, of a type that is not accepted,
    of another type than its name says, protected by a password, broken, or made to harm.
    """
    if not octets:
        raise FichierRefuse("vide")
    if len(octets) > taille_max:
        raise FichierRefuse("trop_gros")
    genre = _reconnaitre(octets)
    annonce = extension(nom)
    if annonce and not _concorde(annonce, genre):
        connue = any(annonce in t.extensions for t in TYPES)
        raise (
            FichierRefuse("type_trompeur", annonce=annonce, reel=genre.nom) if connue else FichierRefuse("type_refuse")
        )
    pages = _VERIFIER.get(genre, _rien)(octets)
    if genre is _HEIC:
        octets, genre = heic_en_jpeg(octets, taille_max), _JPG
    return Contenu(
        octets=octets, type_mime=genre.mime, nom=_renomme(nom, genre), pages=1 if genre.famille == "image" else pages
    )


def _concorde(annonce: str, genre: _Type) -> bool:
    """Phones often name one kind of photo like another; elsewhere name and content must agree."""
    if annonce in genre.extensions:
        return True
    return bool(genre.famille) and any(annonce in t.extensions for t in TYPES if t.famille == genre.famille)


def _renomme(nom: str, genre: _Type) -> str:
    """The name shown, ending with an extension of the true type."""
    propre = nom_affichable(nom)
    if extension(propre) in genre.extensions:
        return propre
    souche = PurePosixPath(propre).stem if extension(propre) else propre
    return f"{souche[: LONGUEUR_MAX - 6]}.{genre.extensions[0]}"


def _reconnaitre(octets: bytes) -> _Type:
    """The type by its first bytes; libmagic has the last word on sound and video."""
    debut = octets[:16]
    if octets[:64].lstrip(_BLANCS).startswith(b"%PDF-"):
        return PDF
    if debut.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if debut.startswith(b"\xff\xd8\xff"):
        return _JPG
    if debut.startswith(b"PK\x03\x04"):
        with verifier_zip(octets) as archive:
            return _DOCX if est_docx(archive) else _ZIP
    if debut.startswith(_OLE):
        return _DOC
    if debut[4:8] == b"ftyp" and debut[8:12] in _MARQUE_HEIC:
        return _HEIC
    mime = magic.from_buffer(octets[:65536], mime=True)
    for genre in (_AVI, _MP3, _MP4):
        if mime == genre.mime:
            return genre
    raise FichierRefuse("type_refuse")


def _verifier_pdf(octets: bytes) -> int:
    try:
        with pikepdf.open(io.BytesIO(octets)) as pdf:
            pages = len(pdf.pages)
            if _a_des_pieces_jointes(pdf):
                raise FichierRefuse("pieces_jointes")
    except pikepdf.PasswordError as erreur:
        raise FichierRefuse("mot_de_passe") from erreur
    except (
        pikepdf.PdfError,
        RuntimeError,
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        OverflowError,
    ) as erreur:
        raise FichierRefuse("illisible") from erreur
    if pages == 0:
        raise FichierRefuse("vide")
    if pages > PAGES_MAX:
        raise FichierRefuse("trop_de_pages", nombre=PAGES_MAX)
    _verifier_dessinable(octets)
    return pages


def _a_des_pieces_jointes(pdf: pikepdf.Pdf) -> bool:
    """Files in the file: nobody sees them on its pages, and ClamAV does not open those that qpdf writes."""
    if len(pdf.attachments):
        return True
    annotations = (note for page in pdf.pages for note in page.get("/Annots", ()))
    return any(
        note.get("/Subtype") == "/FileAttachment" for note in annotations if isinstance(note, pikepdf.Dictionary)
    )


def _verifier_dessinable(octets: bytes) -> None:
    """Staff will look at its pages: one that is mended by a reader but not drawn by ours would be refused too late."""
    try:
        with pypdfium2.PdfDocument(octets) as document:
            page = document[0]
            if min(page.get_size()) <= 0:
                raise FichierRefuse("illisible")
    except (pypdfium2.PdfiumError, IndexError, ValueError) as erreur:
        raise FichierRefuse("illisible") from erreur


def _verifier_doc(octets: bytes) -> None:
    """An OLE file is a Word document when it has the stream of that name; macros have theirs."""
    if "WordDocument".encode("utf-16-le") not in octets:
        raise FichierRefuse("type_refuse")
    if "_VBA_PROJECT".encode("utf-16-le") in octets:
        raise FichierRefuse("macros")


def _verifier_docx(octets: bytes) -> None:
    with verifier_zip(octets) as archive:
        verifier_docx(archive)


def _verifier_zip(octets: bytes) -> None:
    with verifier_zip(octets) as archive:
        verifier_simple(archive)


def _rien(octets: bytes) -> None:
    """Sound and video are kept as they are; staff get them as attachments only."""


_VERIFIER: dict[_Type, Callable[[bytes], int | None]] = {
    PDF: _verifier_pdf,
    _PNG: lambda octets: verifier_image(octets, ("PNG",)),
    _JPG: lambda octets: verifier_image(octets, ("JPEG", "MPO")),
    _DOC: _verifier_doc,
    _DOCX: _verifier_docx,
    _ZIP: _verifier_zip,
}
