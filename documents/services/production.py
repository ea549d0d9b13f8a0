"""From a frozen version to its file; runs in a worker, inside the outbox's transaction."""

import hashlib
import logging

from django.db import DatabaseError

from cyclades.common import clock, storage
from documents import rendering
from documents.enums import EtatVersion
from documents.models import DocumentVersion

from .annonce import annoncer

journal = logging.getLogger(__name__)


def produire(*, version_id: int, dernier_essai: bool) -> DocumentVersion:
    """Draw, store and mark as produced; produced already, its file is looked at and restored if damaged.

    The file is on the disk before the row says so (I-17), and its name is its hash: a worker killed in
    between leaves a file that the next try finds again, byte for byte. What cannot be drawn is tried
    again by the outbox, and at `dernier_essai` shown to staff as *Échec* rather than awaited for ever.
    Failures of disk and database are always raised: they are tried longer.
    """
    version = DocumentVersion.objects.select_for_update().get(pk=version_id)
    if version.est_produite:
        _retablir(version)
        return version
    try:
        octets = rendering.rendre(gabarit=version.gabarit, contexte=version.contexte)
    except (OSError, DatabaseError, MemoryError):
        raise
    except Exception as erreur:
        if not dernier_essai:
            raise
        journal.error("document %s : rendu impossible (%s)", version.pk, type(erreur).__name__)
        version.etat = EtatVersion.ECHEC
        version.save(update_fields=["etat"])
        return version
    depose = storage.deposer(octets, racine="documents")
    version.etat = EtatVersion.PRODUIT
    version.sha256, version.taille, version.fichier = depose.sha256, depose.taille, depose.nom
    version.produit_le = clock.maintenant()
    version.save(update_fields=["etat", "sha256", "taille", "fichier", "produit_le"])
    annoncer(version)
    return version


def _retablir(version: DocumentVersion) -> None:
    """Put back a lost or damaged file, when drawing it again gives the very bytes that were issued.

    The template or the engine may have changed since: then nothing is written and staff are told.
    """
    try:
        storage.verifier(version.fichier, version.sha256)
    except storage.FichierIndisponible:
        octets = rendering.rendre(gabarit=version.gabarit, contexte=version.contexte)
        if hashlib.sha256(octets).hexdigest() != version.sha256:
            journal.error("document %s : fichier perdu, et le rendu d'aujourd'hui en diffère", version.pk)
            return
        storage.deposer(octets, racine="documents")
        journal.warning("document %s : fichier rétabli à l'identique", version.pk)
