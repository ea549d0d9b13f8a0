"""Forms of the public pages of the app."""

from typing import Any, cast

from cyclades.common import forms
from sessions_cfg import queries


class OuvertureForm(forms.PortailForm):
    """Domaine, session and académie, each optional: what is left empty does not narrow."""

    domaine = forms.ChoixField(label="Domaine", required=False, invite="Tous les domaines")
    session = forms.ChoixField(label="Session", required=False, invite="Toutes les sessions")
    academie = forms.ChoixField(
        label="Académie ou centre d'examen à l'étranger", required=False, invite="Toutes les académies"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions: dict[str, list[tuple[str, str]]] = {}
        for session in queries.sessions():
            choix = (str(session.pk), f"{session.libelle} - {session.mois_libelle}")
            sessions.setdefault(session.examen.libelle_cyclades, []).append(choix)
        self._proposer("domaine", [(d, d) for d in queries.domaines()])
        self._proposer("session", list(sessions.items()))
        self._proposer("academie", [(a.pk, a.libelle_cyclades) for a in queries.academies()])

    def _proposer(self, nom: str, choix: list[Any]) -> None:
        cast(forms.ChoixField, self.fields[nom]).choices = choix
