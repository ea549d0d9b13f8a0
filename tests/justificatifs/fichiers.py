"""Real files, made here: each opens in its own reader, or fails as it should."""

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
