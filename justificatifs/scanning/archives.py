"""ZIP archives and the DOCX that are one: their table of contents is read, nothing is unpacked to disk."""

import io
import zipfile

from .refus import FichierRefuse

ENTREES_MAX = 500
TOTAL_MAX = 100_000_000
ENTETE_XML = 4096

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
    return archive


def est_docx(archive: zipfile.ZipFile) -> bool:
    noms = set(archive.namelist())
    return all(marque in noms for marque in DOCX_MARQUES)


def verifier_docx(archive: zipfile.ZipFile) -> None:
    """A Word document without macros nor XML entities. Raises FichierRefuse."""
    if any(nom.lower().endswith("vbaproject.bin") for nom in archive.namelist()):
        raise FichierRefuse("macros")
    for nom in DOCX_MARQUES:
        try:
            with archive.open(nom) as flux:
                debut = flux.read(ENTETE_XML)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError) as erreur:
            raise FichierRefuse("illisible") from erreur
        if b"<!DOCTYPE" in debut or b"<!ENTITY" in debut:
            raise FichierRefuse("archive_douteuse")
