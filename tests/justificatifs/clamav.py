"""A real ClamAV daemon for the tests, that knows one virus: the harmless test file of EICAR."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# In hexadecimal, so that no antivirus takes this file away.
_HEXA = (
    "58354f2150254041505b345c505a58353428505e2937434329377d"
    "2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)
EICAR = bytes.fromhex(_HEXA)


@contextmanager
def clamd(taille_max: str = "10M") -> Iterator[str]:
    """Its address, « unix:///… », while the daemon runs; it refuses streams above `taille_max`."""
    dossier = Path(tempfile.mkdtemp(prefix="clam"))
    (dossier / "essai.ndb").write_text(f"Essai.Eicar:0:*:{_HEXA}\n")
    prise = dossier / "s"
    reglages = (
        "Foreground yes",
        f"LocalSocket {prise}",
        f"DatabaseDirectory {dossier}",
        f"StreamMaxLength {taille_max}",
    )
    (dossier / "clamd.conf").write_text("\n".join(reglages) + "\n")
    programme = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert programme is not None, "clamd est introuvable : installez clamav-daemon"
    with subprocess.Popen(
        [programme, "-c", str(dossier / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as processus:
        try:
            _attendre(prise)
            yield f"unix://{prise}"
        finally:
            processus.kill()
    shutil.rmtree(dossier)


def _attendre(prise: Path) -> None:
    limite = time.monotonic() + 30
    while True:
        with socket.socket(socket.AF_UNIX) as essai:
            try:
                essai.connect(str(prise))
            except OSError:
                assert time.monotonic() < limite, "clamd n'a pas démarré"
                time.sleep(0.05)
            else:
                return
