"""What launches a batch: a key of its own, and the file of staff that is controlled before."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError

from cyclades.common.fichier_garde import FichierGarde, Tiroir

from .base import PortailForm
from .choix import FichierField
from .textes import CacheField


class CleForm(PortailForm):
    """`cle` makes a second click harmless."""

    cle = CacheField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cle"].initial = str(uuid.uuid4())

    def clean_cle(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["cle"])
        except ValueError:
            raise ValidationError("Rechargez la page : elle n'est plus valable.", code="cle") from None


class CsvForm(CleForm):
    """A CSV file, chosen once: what is launched is the very file that was controlled.

    `garde` is the file kept in `tiroir`, which the page names by its key; once the form is valid,
    `cleaned_data["fichier"]` is the file chosen now, or else that one.
    """

    fichier = FichierField(
        label="Fichier CSV",
        accept=".csv,text/csv",
        trop_gros="Ce fichier dépasse 5 Mo : coupez-le en plusieurs fichiers.",
    )

    def __init__(self, *args: Any, tiroir: Tiroir, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiroir = tiroir
        cle = self.data.get("garde", "")
        self._dire(tiroir.retrouver(cle) if cle else None)
        if cle:
            phrase = "Le fichier contrôlé n'est plus gardé : choisissez-le de nouveau."
            self.fields["fichier"].error_messages["required"] = phrase

    def _dire(self, garde: FichierGarde | None) -> None:
        """Say which file is kept: only when none is must one be chosen."""
        self.garde = garde
        self.fields["fichier"].required = garde is None
        aide = f"« {garde.nom} » est gardé : n'en choisissez un autre que pour le remplacer." if garde else ""
        self.fields["fichier"].help_text = aide

    def clean_fichier(self) -> FichierGarde | None:
        envoye = self.cleaned_data["fichier"]
        if envoye is None:
            return self.garde
        lu = self.tiroir.garder(envoye.name, envoye.read())
        self._dire(lu if lu.cle else None)
        return lu

    def oublier(self) -> None:
        """Keep the file no longer: it is wrong, or launched."""
        self.tiroir.vider()
        self._dire(None)
