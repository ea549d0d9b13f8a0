"""Private files: written once under the name of their content, verified when read (I-10, I-16, I-17).

A file is `<racine>/<2 first digits>/<sha256>` under `settings.DEPOT_PRIVE`, outside the web root. It gets that
name only when its bytes and its folder are on the disk: a full disk or a killed process leaves a
temporary file, never a truncated one under a final name.
"""

import datetime as dt
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

BLOC = 64 * 1024
_RACINE = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")
_NOM = re.compile(r"(?P<racine>[a-z0-9_]+(/[a-z0-9_]+)*)/(?P<deux>[0-9a-f]{2})/(?P<sha256>[0-9a-f]{64})")

CSP_FICHIER = "default-src 'none'; sandbox; frame-ancestors 'none'"
# A browser's PDF reader does not start in a sandbox; nothing else may load.
CSP_PDF_AFFICHE = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


class FichierIndisponible(Http404):
    """The file cannot be given: see the two reasons below. Unforeseen, it is a page not found, never a defect."""


class FichierAbsent(FichierIndisponible):
    """No file under that name."""


class FichierAltere(FichierIndisponible):
    """The bytes on the disk are not those that were written."""


class FichierTropGros(Exception):
    """More bytes than `taille_max`, counted while reading; nothing is kept (I-19)."""


@dataclass(frozen=True, slots=True)
class FichierDepose:
    """`sha256` in hexadecimal, `taille` in bytes, `nom` to keep in a row and give back to `ouvrir`."""

    sha256: str
    taille: int
    nom: str


def _blocs(flux: IO[bytes] | Iterable[bytes] | bytes) -> Iterator[bytes]:
    if isinstance(flux, bytes):
        yield flux
    elif hasattr(flux, "chunks"):  # Django's UploadedFile
        yield from flux.chunks(BLOC)
    elif hasattr(flux, "read"):
        while bloc := flux.read(BLOC):
            yield bloc
    else:
        yield from flux


def _synchroniser_dossier(dossier: Path) -> None:
    poignee = os.open(dossier, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(poignee)
    finally:
        os.close(poignee)


def _creer_dossier(dossier: Path) -> None:
    """Make `dossier` and its missing parents, each recorded on the disk before its child."""
    if dossier.is_dir():
        return
    _creer_dossier(dossier.parent)
    dossier.mkdir(mode=0o750, exist_ok=True)
    _synchroniser_dossier(dossier.parent)


def deposer(
    flux: IO[bytes] | Iterable[bytes] | bytes, *, racine: str = "documents", taille_max: int | None = None
) -> FichierDepose:
    """Store the bytes of `flux` under the name of their hash; the same bytes again give the same file.

    When it returns, file and folder are on the disk. `racine` is ours (`documents`, `pieces/12`),
    never a name typed by a person. Raises FichierTropGros above `taille_max` bytes, OSError when the
    disk refuses; in both cases nothing stays behind.
    """
    if not _RACINE.fullmatch(racine):
        raise ValueError(f"racine invalide : {racine!r}")
    base = Path(settings.DEPOT_PRIVE)
    attente = base / "attente"
    _creer_dossier(attente)
    poignee, provisoire_nom = tempfile.mkstemp(dir=attente)
    provisoire = Path(provisoire_nom)
    try:
        condense, taille = hashlib.sha256(), 0
        with os.fdopen(poignee, "wb") as sortie:
            for bloc in _blocs(flux):
                taille += len(bloc)
                if taille_max is not None and taille > taille_max:
                    raise FichierTropGros
                condense.update(bloc)
                sortie.write(bloc)
            sortie.flush()
            os.fchmod(sortie.fileno(), 0o440)
            os.fsync(sortie.fileno())
        sha256 = condense.hexdigest()
        nom = f"{racine}/{sha256[:2]}/{sha256}"
        final = base / nom
        _creer_dossier(final.parent)
        # Same name = same bytes: replacing puts right a file that the disk has damaged.
        provisoire.replace(final)
        _synchroniser_dossier(final.parent)
    except BaseException:
        provisoire.unlink(missing_ok=True)
        raise
    return FichierDepose(sha256=sha256, taille=taille, nom=nom)


def chemin(nom: str) -> Path:
    """Where `nom` lives. Raises FichierAbsent for a name that `deposer` cannot have given."""
    trouve = _NOM.fullmatch(nom)
    if trouve is None or not trouve["sha256"].startswith(trouve["deux"]):
        raise FichierAbsent(nom)
    return Path(settings.DEPOT_PRIVE) / nom


def ouvrir(nom: str) -> BufferedReader:
    """Open for reading. Raises FichierAbsent."""
    try:
        return chemin(nom).open("rb")
    except FileNotFoundError as erreur:
        raise FichierAbsent(nom) from erreur


def _verifier_flux(flux: BufferedReader, nom: str, sha256: str) -> None:
    if hashlib.file_digest(flux, "sha256").hexdigest() != sha256:
        raise FichierAltere(nom)
    flux.seek(0)


def verifier(nom: str, sha256: str) -> None:
    """Read the file again and compare. Raises FichierAbsent or FichierAltere; returns nothing."""
    with ouvrir(nom) as flux:
        _verifier_flux(flux, nom, sha256)


def lire(nom: str, sha256: str) -> bytes:
    """The bytes, verified. For small files. Raises FichierAbsent or FichierAltere."""
    with ouvrir(nom) as flux:
        contenu = flux.read()
    if hashlib.sha256(contenu).hexdigest() != sha256:
        raise FichierAltere(nom)
    return contenu


def supprimer(nom: str) -> None:
    """Remove the file; the caller has made sure that no row names it any more. Absent: nothing to do."""
    try:
        fichier = chemin(nom)
    except FichierAbsent:
        return
    fichier.unlink(missing_ok=True)


def anciens(racine: str, *, avant: dt.datetime) -> list[str]:
    """The names of the files under `racine` that were written before this real instant."""
    base = Path(settings.DEPOT_PRIVE)
    fichiers = (base / racine).rglob("*") if _RACINE.fullmatch(racine) else iter(())
    return [
        str(f.relative_to(base))
        for f in fichiers
        if f.is_file() and _NOM.fullmatch(str(f.relative_to(base))) and f.stat().st_mtime < avant.timestamp()
    ]


def reponse_fichier(
    nom: str, *, nom_affiche: str, type_mime: str, inline: bool = False, sha256: str | None = None
) -> HttpResponseBase:
    """The answer that carries a private file, after the caller's check of rights.

    Never guessed as another type (nosniff), never kept by a cache, never run (CSP sandbox), saved and
    not opened unless `inline`, which only a PDF of ours deserves. With `sha256` the bytes are verified
    first. With `settings.ACCEL` (« /prive/ ») the front server sends them. Raises FichierAbsent, FichierAltere.
    """
    flux = ouvrir(nom)
    try:
        if sha256 is not None:
            _verifier_flux(flux, nom, sha256)
    except BaseException:
        flux.close()
        raise
    reponse: HttpResponseBase
    if settings.ACCEL:
        flux.close()
        reponse = HttpResponse(content_type=type_mime)
        reponse["X-Accel-Redirect"] = f"{settings.ACCEL}{nom}"
    else:
        reponse = FileResponse(flux, content_type=type_mime)
    reponse["Content-Disposition"] = content_disposition_header(not inline, nom_affiche) or "attachment"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "private, no-store"
    reponse["Content-Security-Policy"] = CSP_PDF_AFFICHE if inline and type_mime == "application/pdf" else CSP_FICHIER
    reponse["Cross-Origin-Resource-Policy"] = "same-origin"
    return reponse
