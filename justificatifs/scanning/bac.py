"""A process of its own for whatever opens a file received: bounded in memory, time and size, then gone (I-19, I-22).

The parsers of images and PDFs are large C libraries fed with files of people unknown. They run in a child
forked from a small clean server (`multiprocessing`'s forkserver, which holds neither Django, nor a connection
to the database, nor a setting), so that a file made to break one of them breaks that child only. What comes
back is JSON and bytes, never a pickle.
"""

import json
import logging
import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from .refus import FichierRefuse

journal = logging.getLogger(__name__)

MEMOIRE_MAX = 600_000_000  # bytes
CALCUL_MAX = 8  # seconds of processor
ATTENTE_MAX = 20.0  # seconds on the wall, for a machine that has much else to do
REPONSE_MAX = 60_000_000  # bytes

# What an operation gives back: facts that JSON can tell, and bytes.
Reponse = tuple[dict[str, Any], bytes]

_contexte = multiprocessing.get_context("forkserver")
_contexte.set_forkserver_preload(["justificatifs.scanning.operations"])


def isoler(operation: Callable[..., Reponse], *arguments: Any) -> Reponse:
    """What `operation(*arguments)` gives, run in a child process that is bounded and thrown away.

    `operation` is a function of a module. Raises FichierRefuse: the one that it raised, or « trop_complexe »
    when it died, or took more than 600 MB, 8 s of processor or 20 s.
    """
    lecture, ecriture = _contexte.Pipe(duplex=False)
    enfant = _contexte.Process(target=_executer, args=(ecriture, operation, arguments), daemon=True)
    try:
        enfant.start()
        ecriture.close()
        if not lecture.poll(ATTENTE_MAX):
            raise EOFError
        faits = json.loads(lecture.recv_bytes(REPONSE_MAX))
        if "refus" in faits:
            raise FichierRefuse(faits["refus"], **faits["details"])
        return faits, lecture.recv_bytes(REPONSE_MAX)
    except (EOFError, OSError, ValueError) as erreur:
        journal.warning("fichier reçu : l'ouverture n'a pas abouti (%s)", type(erreur).__name__)
        raise FichierRefuse("trop_complexe") from erreur
    finally:
        lecture.close()
        if enfant.pid is not None:
            enfant.kill()
            enfant.join()
            enfant.close()


def _executer(sortie: Connection, operation: Callable[..., Reponse], arguments: tuple[Any, ...]) -> None:
    """In the child: give up what is not needed, work, answer."""
    _borner()
    octets = b""
    try:
        faits, octets = operation(*arguments)
    except FichierRefuse as refus:
        faits = {"refus": refus.code, "details": refus.details}
    except (MemoryError, RecursionError):
        faits = {"refus": "trop_complexe", "details": {}}
    sortie.send_bytes(json.dumps(faits).encode())
    if "refus" not in faits:
        sortie.send_bytes(octets)


def _borner() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CALCUL_MAX, CALCUL_MAX))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMOIRE_MAX, MEMOIRE_MAX))
