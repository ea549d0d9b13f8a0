"""The form of every page of the portal."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from cyclades.common.errors import Refus


class PortailForm(forms.Form):
    """A Django form that `{% champs %}` draws.

    `confirmations` names fields typed twice: `{"confirmation_mail": ("mail", "phrase if they differ")}`;
    the error stands at the second. Passwords are compared to the letter, addresses without case.
    """

    confirmations: ClassVar[Mapping[str, tuple[str, str]]] = {}
    use_required_attribute = False
    fields: dict[str, Any]  # each is a Champ of its own kind: choices, verrouille…

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, absent from the stubs
        for confirmation, (source, phrase) in self.confirmations.items():
            if confirmation in self.errors or source in self.errors or confirmation not in self.fields:
                continue
            if self._comparable(confirmation) != self._comparable(source):
                self.add_error(confirmation, phrase)

    def _comparable(self, nom: str) -> object:
        valeur = self.cleaned_data.get(nom)
        if getattr(self.fields[nom], "type_html", "") == "email" and isinstance(valeur, str):
            return valeur.casefold()
        return valeur

    def refuser(self, refus: Refus) -> None:
        """Show the refusal of a service: beside its field when the form has it, else above the form."""
        champ = refus.champ if refus.champ in self.fields else None
        self.add_error(champ, refus.phrase)
