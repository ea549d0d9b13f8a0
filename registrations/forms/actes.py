"""What staff type when they decide about a candidature."""

from typing import Any

from cyclades.common.forms import CacheField, PortailForm, ZoneTexteField
from registrations.services.actes import MOTIF_MAX, Acte


class ActeForm(PortailForm):
    """The reason of an act, and the state that was on the page."""

    vu = CacheField()
    motif = ZoneTexteField(label="Motif", max_length=MOTIF_MAX, lignes=4)

    def __init__(self, *args: Any, acte: Acte, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exemples = " ".join(f"« {m} »" for m in acte.motifs)
        self.fields["motif"].help_text = f"Le candidat le lira, par mail et sur son espace. Par exemple : {exemples}"
