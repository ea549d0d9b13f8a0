"""How many bytes of a request are kept, counted while they come, whatever Content-Length says (I-19, I-29)."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class FichierPlafonne(TemporaryFileUploadHandler):
    """Keeps at most TAILLE_MAX_FICHIER bytes of a file, and TAILLE_MAX_ENVOI of all files of a request together.

    The rest is read and thrown away, so that the person gets a sentence and not a broken connection:
    the uploaded file carries `trop_gros = True`. How much may be sent at all is the front server's limit.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._recus = 0
        self._trop_gros = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._recus += len(raw_data)
        ensemble = getattr(self.request, "octets_recus", 0) + len(raw_data)
        self.request.octets_recus = ensemble  # type: ignore[union-attr]  # counted over the whole request
        if self._recus > settings.TAILLE_MAX_FICHIER or ensemble > settings.TAILLE_MAX_ENVOI:
            self._trop_gros = True
        else:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        fichier = super().file_complete(file_size)
        if fichier is not None:
            fichier.trop_gros = self._trop_gros  # type: ignore[attr-defined]  # ours, read by forms
        return fichier
