"""ZIP archives and the DOCX that are one: their table of contents is read, nothing is unpacked to disk."""

import io
import re
import stat
import zipfile
import zlib
from xml.parsers import expat  # nosec B407  a declaration of type or of entity ends the reading

from .noms import extension, nom_affichable
from .refus import FichierRefuse

ENTREES_MAX = 500
TOTAL_MAX = 100_000_000
XML_MAX = 30_000_000
BLOC = 64 * 1024

# What a computer would run when it is opened, in an archive or in a Word document.
_PROGRAMMES = (
    "apk app bat cmd com cpl dll dmg docm dotm exe hta img iso jar js jse lnk msi pif pptm ps1 reg scr sh url vbe vbs "
    "vhd wsf wsh xll xlsm"
)
# What a browser would run, and archives in an archive, whose size nobody knows before they are opened.
_PAGES_ET_ARCHIVES = "7z ace arj bz2 cab gz htm html lzh mht mhtml rar svg svgz tar tgz xhtml xz zip"
PROGRAMMES, PAGES_ET_ARCHIVES = frozenset(_PROGRAMMES.split()), frozenset(_PAGES_ET_ARCHIVES.split())

DOCX_MARQUES = ("[Content_Types].xml", "word/document.xml")


def verifier_zip(octets: bytes) -> zipfile.ZipFile:
    """The archive, if its table of contents is sane. Raises FichierRefuse."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(octets))
        entrees = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as erreur:
        raise FichierRefuse("illisible") from erreur
    if not entrees:
        raise FichierRefuse("vide")
    if len(entrees) > ENTREES_MAX or sum(e.file_size for e in entrees) > TOTAL_MAX:
        raise FichierRefuse("archive_demesuree")
    for entree in entrees:
        if entree.flag_bits & 0x1:
            raise FichierRefuse("mot_de_passe")
        morceaux = entree.filename.replace("\\", "/").split("/")
        if entree.filename.startswith(("/", "\\")) or ".." in morceaux or ":" in morceaux[0]:
            raise FichierRefuse("archive_douteuse")
        if stat.S_ISLNK(entree.external_attr >> 16):
            raise FichierRefuse("archive_douteuse")
    _refuser_entrees(archive, PROGRAMMES)
    return archive


def est_docx(archive: zipfile.ZipFile) -> bool:
    noms = set(archive.namelist())
    return all(marque in noms for marque in DOCX_MARQUES)


def verifier_simple(archive: zipfile.ZipFile) -> None:
    """An archive of documents: neither web pages nor archives in it. Raises FichierRefuse."""
    _refuser_entrees(archive, PAGES_ET_ARCHIVES)


def _refuser_entrees(archive: zipfile.ZipFile, extensions: frozenset[str]) -> None:
    for nom in archive.namelist():
        if extension(nom) in extensions:
            raise FichierRefuse("archive_contenu", entree=nom_affichable(nom))


def verifier_docx(archive: zipfile.ZipFile) -> None:
    """A Word document without macros, controls, XML entities, nor a template or object fetched from elsewhere.

    Raises FichierRefuse.
    """
    for entree in archive.infolist():
        nom = entree.filename.lower()
        if nom.endswith("vbaproject.bin") or "/activex/" in nom:
            raise FichierRefuse("macros")
        if not nom.endswith((".xml", ".rels")):
            continue
        if entree.file_size > XML_MAX:
            raise FichierRefuse("archive_demesuree")
        try:
            _lire_xml(archive, entree)
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            RuntimeError,
            EOFError,
            zlib.error,
            expat.ExpatError,
        ) as erreur:
            raise FichierRefuse("illisible") from erreur


def _lire_xml(archive: zipfile.ZipFile, entree: zipfile.ZipInfo) -> None:
    lecteur = expat.ParserCreate()
    lecteur.StartDoctypeDeclHandler = _refuser_type
    lecteur.StartElementHandler = _refuser_lecture_au_loin
    with archive.open(entree) as flux:
        while bloc := flux.read(BLOC):
            lecteur.Parse(bloc)
    lecteur.Parse(b"", True)


def _refuser_type(*declaration: object) -> None:
    raise FichierRefuse("archive_douteuse")


# Word fetches these by itself when the document is opened; a template on the author's own disk is common.
_LUS_SEULS = ("/attachedTemplate", "/frame", "/oleObject", "/subDocument")
_AU_LOIN = re.compile(r"\s*(?!file:)[a-z][a-z0-9+.-]+:|\s*(file:/*)?\\\\", re.IGNORECASE)


def _refuser_lecture_au_loin(nom: str, attributs: dict[str, str]) -> None:
    if nom.rpartition(":")[2] != "Relationship" or attributs.get("TargetMode") != "External":
        return
    if attributs.get("Type", "").endswith(_LUS_SEULS) and _AU_LOIN.match(attributs.get("Target", "")):
        raise FichierRefuse("archive_douteuse")
