"""Names that are not names, contents that are not what they say, and nearly nothing at all."""

from collections.abc import Iterator

from . import fichiers as f
from .hostiles import GARDE, Hostile, hostile


def table() -> Iterator[Hostile]:
    yield from _noms()
    yield from _riens()
    yield from _programmes()


def _noms() -> Iterator[Hostile]:
    pdf = f.pdf()
    for titre, nom in (
        ("au caractère nul", "carte\0.pdf"),
        ("au caractère nul avant une extension", "carte.exe\0.pdf"),
        ("qui remonte", "../../../etc/passwd.pdf"),
        ("qui remonte, à la Windows", "..\\..\\carte.pdf"),
        ("absolu", "/etc/passwd.pdf"),
        ("lu de droite à gauche", "carte\u202efdp.pdf"),
        ("de 4 000 caractères", "é" * 4000 + ".pdf"),
        ("de 4 000 caractères sans extension", "x" * 4000),
        ("vide", ""),
        ("fait de points", "..."),
        ("fait d'un point", "."),
        ("aux retours à la ligne", "carte\r\nSet-Cookie: a=b\r\n.pdf"),
        ("aux guillemets", 'carte"; filename="x.exe.pdf'),
        ("html", "<img src=x onerror=alert(1)>.pdf"),
        ("aux caractères privés", "carte\ue000\ufffe.pdf"),
        ("réservé par Windows", "CON.pdf"),
        ("aux mots SQL", "'; DROP TABLE justificatifs_depot; --.pdf"),
        ("aux accolades", "{{ 7*7 }}{% debug %}%s%n.pdf"),
        ("aux émoticônes", "🪪" * 200 + ".pdf"),
        ("aux lettres combinées", "e\u0301" * 2000 + ".pdf"),
    ):
        yield hostile(f"nom {titre}", nom, pdf, GARDE)
    for titre, nom in (("de programme", "carte.pdf.exe"), ("de page", "carte.pdf.html"), ("caché", ".htaccess")):
        yield hostile(f"nom {titre}", nom, pdf, "type_refuse", GARDE)


def _riens() -> Iterator[Hostile]:
    yield hostile("rien", "a.pdf", b"", "vide")
    for titre, octets in (
        ("un octet", b"x"),
        ("un octet nul", b"\0"),
        ("deux octets", b"PK"),
        ("cinq millions d'octets nuls", b"\0" * 5_000_000),
        ("des blancs", b" \n" * 2000),
        ("du texte", b"bonjour"),
        ("une marque d'ordre seule", b"\xef\xbb\xbf"),
    ):
        yield hostile(titre, "a.pdf", octets, "type_refuse")
    yield hostile("un octet de trop", "a.pdf", f.pdf() + b"\0" * 5_000_000, "trop_gros")


def _programmes() -> Iterator[Hostile]:
    for titre, octets in (
        ("programme Windows", b"MZ\x90\0" + b"\0" * 400),
        ("programme Linux", b"\x7fELF\x02\x01\x01" + b"\0" * 400),
        ("script", b"#!/bin/sh\nrm -rf /\n"),
        ("page", b"<!doctype html><script>alert(1)</script>"),
        ("page php", b"<?php system($_GET['c']);"),
        ("classe java", b"\xca\xfe\xba\xbe" + b"\0" * 200),
        ("archive gz", b"\x1f\x8b\x08" + b"\0" * 200),
        ("archive 7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 200),
        ("archive rar", b"Rar!\x1a\x07\0" + b"\0" * 200),
        ("archive tar", b"a.txt" + b"\0" * 252 + b"ustar\0" + b"\0" * 400),
        ("texte enrichi", b"{\\rtf1{\\object\\objautlink}}"),
        ("xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ("raccourci", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 200),
        ("flash", b"CWS\x09" + b"\0" * 200),
        ("matroska", b"\x1a\x45\xdf\xa3" + b"\0" * 200),
    ):
        for extension in ("pdf", "jpg"):
            yield hostile(f"{titre}, nommé {extension}", f"a.{extension}", octets, "type_refuse")
    for titre, nom, octets in (
        ("son mp3", "a.mp3", b"ID3\x03" + b"\0" * 400),
        ("vidéo mp4", "a.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 400),
        ("vidéo avi", "a.avi", b"RIFF\x90\x01\0\0AVI LIST" + b"\0" * 400),
    ):
        yield hostile(f"{titre} sans rien dedans", nom, octets, GARDE, "type_refuse")
        yield hostile(f"{titre}, nommé pdf", "a.pdf", octets, "type_trompeur", "type_refuse")
