"""Real files, made here: each opens in its own reader, or fails as it should."""

import base64
import io
import struct
import zipfile
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf(texte: str = "page") -> bytes:
    """A PDF of one page; another `texte` makes another file."""
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Title"] = texte
        document.save(sortie, deterministic_id=True)
    return sortie.getvalue()


def pdf_chiffre() -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(sortie, encryption=pikepdf.Encryption(owner="b", user="a"))
    return sortie.getvalue()


def image(genre: str = "JPEG", taille: tuple[int, int] = (60, 40), couleur: str = "navy") -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", taille, couleur).save(sortie, genre)
    return sortie.getvalue()


def _bloc_png(genre: bytes, contenu: bytes) -> bytes:
    return struct.pack(">I", len(contenu)) + genre + contenu + struct.pack(">I", zlib.crc32(genre + contenu))


def png_demesure(cote: int = 30_000) -> bytes:
    """A PNG of a few kilobytes whose header announces cote × cote points."""
    entete = _bloc_png(b"IHDR", struct.pack(">IIBBBBB", cote, cote, 8, 2, 0, 0, 0))
    donnees = _bloc_png(b"IDAT", zlib.compress(b"\0" * 100_000))
    return b"\x89PNG\r\n\x1a\n" + entete + donnees + _bloc_png(b"IEND", b"")


def archive(entrees: dict[str, bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as fichier:
        for nom, contenu in entrees.items():
            fichier.writestr(nom, contenu)
    return sortie.getvalue()


def docx(corps: bytes = b"<w:document/>", **autres: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": corps} | autres)


def doc(macros: bool = False) -> bytes:
    """The bytes by which an old Word file is known, without a text."""
    flux = "WordDocument".encode("utf-16-le") + ("_VBA_PROJECT".encode("utf-16-le") if macros else b"")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + flux + b"\0" * 512


def envoi(octets: bytes, nom: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, octets)


# A phone's photo, 64 × 48, red with a blue corner: nothing installed here can write HEIC, so it is kept as made.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAADMAAgAAAAACFQABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA"
    "ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAX21kYXQAAAAvKAGvWPkS3f/lNORzz3+YHLxzDULMvv4LdduWtqZTsfWrb0tf8lbt"
    "+fQ2hExy09wAAAAGRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAEAAAAAAAA="
)
