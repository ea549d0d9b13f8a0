"""How many bytes of a request are kept, counted while they come, whatever Content-Length says (I-19, I-29)."""

import io
import logging
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

journal = logging.getLogger(__name__)


class FichierPlafonne(TemporaryFileUploadHandler):
    """Keeps at most TAILLE_MAX_FICHIER bytes of a file, and TAILLE_MAX_ENVOI of all files of a request together.

    The rest is read and thrown away, so that the person gets a sentence and not a broken connection:
    the uploaded file carries `trop_gros = True`. How much may be sent at all is the front server's limit.
    Likewise `disque_plein = True` when the disk took no more of it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._recus = 0
        self._trop_gros = self._disque_plein = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as erreur:
            self._renoncer(erreur)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._recus += len(raw_data)
        ensemble = getattr(self.request, "octets_recus", 0) + len(raw_data)
        self.request.octets_recus = ensemble  # type: ignore[union-attr]  # counted over the whole request
        if self._recus > settings.TAILLE_MAX_FICHIER or ensemble > settings.TAILLE_MAX_ENVOI:
            self._trop_gros = True
        elif not self._disque_plein:
            try:
                self.file.write(raw_data)
            except OSError as erreur:
                self._renoncer(erreur)

    def file_complete(self, file_size: int) -> Any:
        try:
            fichier: Any = super().file_complete(file_size)
        except OSError as erreur:  # what was still in the buffer
            self._renoncer(erreur)
            fichier = super().file_complete(file_size)
        if fichier is not None:
            fichier.trop_gros, fichier.disque_plein = self._trop_gros, self._disque_plein  # read by forms and services
        return fichier

    def _renoncer(self, erreur: OSError) -> None:
        """The disk takes no more: what was written of this file goes, an empty one stands for it."""
        journal.error("fichier envoyé : le disque refuse de l'écrire (%s)", erreur.strerror)
        self._disque_plein = True
        with suppress(OSError, AttributeError):
            self.file.close()
        self.file = InMemoryUploadedFile(  # type: ignore[assignment]
            io.BytesIO(), self.field_name, self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )
