"""Fetch one npm package as a folder, without node modules: shared by the scripts of this folder."""

import subprocess  # nosec B404
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def paquet_npm(nom_et_version: str) -> Iterator[Path]:
    """Unpack `nom@version` (as `npm pack` gives it) into a temporary folder."""
    with tempfile.TemporaryDirectory() as dossier:
        subprocess.run(["npm", "pack", "--silent", nom_et_version], cwd=dossier, check=True)  # noqa: S603, S607  # nosec B603 B607
        archive = next(Path(dossier).glob("*.tgz"))
        with tarfile.open(archive) as contenu:
            contenu.extractall(dossier, filter="data")
        yield Path(dossier) / "package"
