"""« Préparer une session à partir d'une autre »: from which session, into which service, for whom."""

from collections.abc import Iterable
from typing import Any

from cyclades.common.forms import ChoixField, ChoixRadioField
from cyclades.common.forms.lots import CleForm
from registrations.services.lots_redoublants import Selection
from sessions_cfg.models import ServiceInscription, Session, Specialite

NON_ADMIS, SANS_RELEVE = "non_admis", "sans_releve"
QUI = (
    (NON_ADMIS, "Ceux que leur relevé de notes publié dit non admis"),
    (SANS_RELEVE, "Ceux-là, et ceux dont aucun relevé de notes n'est publié"),
)


class RedoublantsForm(CleForm):
    source = ChoixField(label="Session d'origine")
    service = ChoixField(
        label="Session à préparer",
        help_text="Un service d'inscription de vos académies, ouvert ou à venir, d'un examen qui le permet.",
    )
    specialite = ChoixField(label="Spécialité", required=False, help_text="Sans réponse : toutes.")
    qui = ChoixRadioField(label="Candidats à préinscrire", choices=QUI, initial=NON_ADMIS)

    def __init__(
        self,
        *args: Any,
        sources: Iterable[Session],
        services: Iterable[ServiceInscription],
        specialites: Iterable[Specialite],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sources = {str(s.pk): s for s in sources}
        self.services = {str(s.pk): s for s in services}
        listes = {
            "source": [(pk, f"{s.examen} - {s.mois_libelle}") for pk, s in self.sources.items()],
            "service": [
                (pk, f"{s.academie} - {s.session.examen} - {s.session.mois_libelle}") for pk, s in self.services.items()
            ],
            "specialite": [(s.pk, f"{s.examen_id} - {s.libelle}") for s in specialites],
        }
        for nom, choix in listes.items():
            champ = self.fields[nom]
            assert isinstance(champ, ChoixField)  # noqa: S101  declared above
            champ.choices = tuple(choix)

    def selection(self) -> Selection:
        """What was chosen, once valid."""
        propres = self.cleaned_data
        return Selection(
            source=self.sources[propres["source"]],
            service=self.services[propres["service"]],
            specialite=propres["specialite"],
            sans_releve=propres["qui"] == SANS_RELEVE,
        )
