"""What is on the disk of private files: read folder by folder, put aside, thrown away. Tables are not known here.

Each of these may be stopped anywhere and begun again: a file is moved or removed in one step.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

QUARANTAINE = "quarantaine"


@dataclass(frozen=True, slots=True)
class Trouve:
    """`nom` as a row would keep it; `ecrit_le` in seconds, of the machine's clock."""

    nom: str
    ecrit_le: float


def _base() -> Path:
    return Path(settings.DEPOT_PRIVE)


def numeros(racine: str) -> list[int]:
    """The numbered folders of `racine` (« pieces »), in order."""
    dossier = _base() / racine
    if not dossier.is_dir():
        return []
    with os.scandir(dossier) as entrees:
        return sorted(int(e.name) for e in entrees if e.name.isascii() and e.name.isdigit())


def fichiers(dossier: str) -> Iterator[Trouve]:
    """Every file under `dossier` (« pieces/12 »), one at a time; a file that goes meanwhile is not told."""
    racine = _base()
    for chemin, _, noms in os.walk(racine / dossier):
        for nom in noms:
            fichier = Path(chemin) / nom
            try:
                ecrit_le = fichier.stat(follow_symlinks=False).st_mtime
            except FileNotFoundError:
                continue
            yield Trouve(fichier.relative_to(racine).as_posix(), ecrit_le)


def ecarter(nom: str) -> None:
    """Put a file that no row names out of the way, its bytes kept; when it was put aside is its new date."""
    cible = _base() / QUARANTAINE / nom
    cible.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    try:
        (_base() / nom).replace(cible)
        os.utime(cible)
    except FileNotFoundError:
        return


def jeter(dossier: str, *, avant: float) -> int:
    """Remove the files of `dossier` (« attente », « quarantaine ») written before `avant`; their number."""
    jetes = 0
    for trouve in fichiers(dossier):
        if trouve.ecrit_le < avant:
            (_base() / trouve.nom).unlink(missing_ok=True)
            jetes += 1
    return jetes


def lire_repere(racine: str) -> int:
    """The last numbered folder that a walk through `racine` has finished; 0 to begin."""
    try:
        return int((_base() / f"repere-{racine}").read_text())
    except (FileNotFoundError, ValueError):
        return 0


def poser_repere(racine: str, numero: int) -> None:
    """Not kept on a disk that takes nothing: the next walk begins from further back."""
    provisoire = _base() / f"repere-{racine}.tmp"
    with suppress(OSError):
        provisoire.write_text(str(numero))
        provisoire.replace(_base() / f"repere-{racine}")
