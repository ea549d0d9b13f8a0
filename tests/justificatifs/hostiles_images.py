"""Photographs cut, forged, oversized, or that are also something else."""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from . import fichiers as f
from .hostiles import GARDE, Hostile, coupes, hostile, retournes

SCRIPT = b"<html><script>alert(document.cookie)</script></html>"


def _bruit(genre: str, **options: object) -> bytes:
    """A photo whose every byte counts."""
    sortie = io.BytesIO()
    Image.effect_noise((120, 90), 80).convert("RGB").save(sortie, genre, **options)
    return sortie.getvalue()


JPEG, PNG, WEBP = _bruit("JPEG"), _bruit("PNG"), _bruit("WEBP")


def table() -> Iterator[Hostile]:
    yield from _coupees()
    yield from _retournees()
    yield from _demesurees()
    yield from _doubles()
    yield from _autres_types()


def _coupees() -> Iterator[Hostile]:
    for genre, octets, nombre in (("jpg", JPEG, 14), ("png", PNG, 14), ("heic", f.HEIC, 14), ("webp", WEBP, 8)):
        for coupe, reste in coupes(octets, nombre):
            # The last byte of a JPEG or a PNG holds none of its points.
            entiere = {GARDE} if genre in ("jpg", "png") and coupe == len(octets) - 1 else set()
            # HEIC keeps its photo before its metadata: cut there, it is whole.
            entiere |= {GARDE} if genre == "heic" and coupe > len(octets) * 3 // 4 else set()
            yield hostile(f"{genre} coupé à {coupe}", f"photo.{genre}", reste, "illisible", "type_refuse", *entiere)


def _retournees() -> Iterator[Hostile]:
    refus = ("illisible", "type_refuse", "image_trop_grande", "trop_complexe")
    for graine, (genre, octets) in enumerate((("jpg", JPEG), ("png", PNG), ("heic", f.HEIC))):
        for rang, copie in retournes(octets, 12, graine=graine):
            yield hostile(f"{genre} aux octets retournés {rang}", f"photo.{genre}", copie, GARDE, *refus)


def _entete_png(largeur: int, hauteur: int, *, donnees: bytes = b"\0" * 100, apres: bytes = b"") -> bytes:
    entete = f._bloc_png(b"IHDR", struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + entete + apres + f._bloc_png(b"IDAT", zlib.compress(donnees)) + f._bloc_png(b"IEND", b"")
    )


def _jpeg_annonce(largeur: int, hauteur: int) -> bytes:
    """A true JPEG whose header announces other sides."""
    place = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:place] + struct.pack(">HH", hauteur, largeur) + JPEG[place + 4 :]


def _demesurees() -> Iterator[Hostile]:
    yield hostile("png de 30 000²", "bombe.png", f.png_demesure(), "image_trop_grande")
    yield hostile("png de 2³¹−1", "bombe.png", f.png_demesure(2**31 - 1), "image_trop_grande")
    for largeur, hauteur in ((1, 2**31 - 1), (20_000_001, 1), (65_500, 65_500), (5_000, 4_001)):
        octets = _entete_png(largeur, hauteur)
        yield hostile(f"png annoncé {largeur} × {hauteur}", "bombe.png", octets, "image_trop_grande", "illisible")
    yield hostile("png sans point", "rien.png", _entete_png(0, 0), "illisible")
    yield hostile("png plus court qu'annoncé", "court.png", _entete_png(400, 400), "illisible")
    vrai = _entete_png(100, 100, donnees=b"\0" * 301 * 100)
    yield hostile("png qui se gonfle après ses points", "bombe.png", _gonfle(), GARDE, "illisible", "trop_complexe")
    texte = f._bloc_png(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 5_000_000))
    bombe = vrai[:33] + texte + vrai[33:]
    yield hostile("png au commentaire qui se gonfle", "bombe.png", bombe, "illisible", "trop_complexe", GARDE)
    iccp = f._bloc_png(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * 5_000_000))
    bombe = vrai[:33] + iccp + vrai[33:]
    yield hostile("png au profil qui se gonfle", "bombe.png", bombe, "illisible", "trop_complexe", GARDE)
    for largeur, hauteur in ((65_500, 65_500), (65_500, 1), (0, 0), (1, 65_500), (7, 7)):
        octets = _jpeg_annonce(largeur, hauteur)
        yield hostile(f"jpg annoncé {largeur} × {hauteur}", "b.jpg", octets, "image_trop_grande", "illisible", GARDE)
    place = f.HEIC.index(b"ispe") + 8
    heic = f.HEIC[:place] + struct.pack(">II", 60_000, 60_000) + f.HEIC[place + 8 :]
    yield hostile("heic annoncé 60 000²", "bombe.heic", heic, "image_trop_grande", "illisible", "trop_complexe", GARDE)
    boite = f.HEIC.index(b"iprp") - 4
    heic = f.HEIC[:boite] + b"\x7f\xff\xff\xff" + f.HEIC[boite + 4 :]
    yield hostile("heic à la boîte sans fin", "boite.heic", heic, "illisible", "trop_complexe")


def _gonfle() -> bytes:
    """30 kB of points announced, 30 MB after them."""
    return _entete_png(100, 100, donnees=b"\0" * 30_000_000)


def _avec_commentaire(contenu: bytes) -> bytes:
    return JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(contenu) + 2) + contenu + JPEG[2:]


def _avec_exif(**etiquettes: object) -> bytes:
    exif = Image.Exif()
    for nombre, valeur in etiquettes.items():
        exif[int(nombre[1:], 16)] = valeur
    sortie = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(sortie, "JPEG", exif=exif)
    return sortie.getvalue()


def _doubles() -> Iterator[Hostile]:
    """Photos that are also a page, an archive, a document."""
    for titre, ajout in (("html", SCRIPT), ("zip", f.archive({"a.exe": b"MZ"})), ("pdf", f.pdf()), ("php", b"<?php x")):
        yield hostile(f"jpg suivi d'un {titre}", "photo.jpg", JPEG + ajout, GARDE)
        yield hostile(f"png suivi d'un {titre}", "photo.png", PNG + ajout, GARDE)
        yield hostile(f"jpg au commentaire {titre}", "photo.jpg", _avec_commentaire(ajout), GARDE)
    texte = f._bloc_png(b"tEXt", b"Comment\0" + SCRIPT)
    yield hostile("png au commentaire html", "photo.png", PNG[:33] + texte + PNG[33:], GARDE)
    yield hostile("jpg nommé pdf", "carte.pdf", JPEG, "type_trompeur")
    yield hostile("jpg nommé html", "carte.html", JPEG, "type_refuse")
    yield hostile("pdf nommé png", "carte.png", f.pdf(), "type_trompeur")
    exif = _avec_exif(x010E=SCRIPT.decode(), x013B="<svg onload=x()>", x8825={1: "N"}, x0112=6)
    yield hostile("jpg aux métadonnées html et au lieu de prise", "photo.jpg", exif, GARDE)
    yield hostile("jpg au sens de prise inconnu", "photo.jpg", _avec_exif(x0112=99), GARDE)


def _autres_types() -> Iterator[Hostile]:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    for titre, nom, octets in (
        ("svg au script", "image.svg", svg),
        ("svg nommé png", "image.png", svg),
        ("svg précédé d'une déclaration", "image.jpg", b'<?xml version="1.0"?>' + svg),
        ("gif et javascript à la fois", "image.gif", b"GIF89a=1;alert(document.cookie)//"),
        ("gif et javascript nommé png", "image.png", b"GIF89a=1;alert(document.cookie)//"),
        ("gif entier", "image.gif", _bruit("GIF")),
        ("webp entier", "image.webp", WEBP),
        ("tiff", "image.tiff", _bruit("TIFF")),
        ("tiff nommé jpg", "image.jpg", _bruit("TIFF")),
        ("bmp", "image.bmp", _bruit("BMP")),
        ("icône", "image.ico", _bruit("ICO")),
        ("postscript", "image.eps", _bruit("EPS")),
        ("postscript nommé jpg", "image.jpg", _bruit("EPS")),
        ("pcx", "image.png", _bruit("PCX")),
        ("signature png seule", "image.png", b"\x89PNG\r\n\x1a\n"),
        ("signature jpg seule", "image.jpg", b"\xff\xd8\xff"),
        ("signature heic seule", "image.heic", b"\0\0\0\x18ftypheic"),
    ):
        yield hostile(titre, nom, octets, "type_refuse", "illisible")
