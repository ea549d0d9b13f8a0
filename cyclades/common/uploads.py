"""How many bytes a request may send, counted while they come, whatever Content-Length says (I-19, I-29)."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

# A request that goes on well past what any page accepts is cut rather than read to its end.
FACTEUR_COUPURE = 5


class FichierPlafonne(TemporaryFileUploadHandler):
    """Keeps at most `settings.TAILLE_MAX_FICHIER` bytes of a file; the rest is read and thrown away.

    The uploaded file then carries `trop_gros = True` and its true `size`, so that a page can answer
    with a sentence instead of a broken connection; far above the limit the reading stops.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._recus = 0
        self._plafond = settings.TAILLE_MAX_FICHIER

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._recus += len(raw_data)
        if self._recus > self._plafond * FACTEUR_COUPURE:
            raise StopUpload(connection_reset=True)
        if self._recus <= self._plafond:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        fichier = super().file_complete(file_size)
        if fichier is not None:
            fichier.trop_gros = self._recus > self._plafond  # type: ignore[attr-defined]  # ours, read by forms
        return fichier
