"""The virus scanner, a ClamAV daemon spoken to by INSTREAM: the bytes go through the socket, never a path (I-16)."""

import io
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket, ResponseError

from justificatifs.enums import Analyse

ATTENTE = 30  # seconds without an answer
PORT = 3310


class AntivirusInjoignable(OSError):
    """No verdict could be had: to be asked again later."""


def analyser(octets: bytes, adresse: str) -> Analyse:
    """SAIN, INFECTE, or INDETERMINE when the scanner has read the file and cannot tell.

    `adresse` is « tcp://hôte:3310 » or « unix:///run/clamav/clamd.ctl ». Raises AntivirusInjoignable.
    """
    try:
        reponses = _client(adresse).instream(io.BytesIO(octets))
    except ResponseError:
        return Analyse.INDETERMINE
    except (ClamdError, OSError) as erreur:
        raise AntivirusInjoignable(str(erreur)) from erreur
    verdicts = {statut for statut, _ in reponses.values()}
    if "FOUND" in verdicts:
        return Analyse.INFECTE
    if verdicts == {"OK"}:
        return Analyse.SAIN
    if not verdicts:
        raise AntivirusInjoignable("réponse vide")
    return Analyse.INDETERMINE


def _client(adresse: str) -> ClamdNetworkSocket:
    morceaux = urlsplit(adresse)
    if morceaux.scheme == "unix":
        return ClamdUnixSocket(morceaux.path, timeout=ATTENTE)
    return ClamdNetworkSocket(morceaux.hostname or "127.0.0.1", morceaux.port or PORT, timeout=ATTENTE)
