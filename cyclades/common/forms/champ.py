"""What every field declares. Django parses and cleans; `dessin` draws; an undeclared attribute is an error."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms

_ATTRIBUT_PERMIS = re.compile(
    r"(?:data|hx|aria)-[a-z][a-z0-9:-]*|list|accept|capture|spellcheck|autocapitalize|autofocus|rows|maxlength|enterkeyhint"
)

LARGEURS = ("", "court", "moyen")


def verifier_attributs(attributs: Mapping[str, str]) -> dict[str, str]:
    """A copy of `attributs`; TypeError when one of them is not among those that a field may carry."""
    for nom in attributs:
        if not _ATTRIBUT_PERMIS.fullmatch(nom):
            raise TypeError(f"attribut HTML non déclaré : {nom}")
    return dict(attributs)


class Champ(forms.Field):
    """A field of the portal.

    `precision` follows the label and its star: « Nom de famille * (Nom de naissance) ».
    `verrouille` shows the initial value in grey and ignores what is posted.
    `largeur` is "", "court" or "moyen". `attributs` are HTML attributes of the control (data-*, hx-*…).
    `si=("pays", ("100",))` hides the field, where JavaScript runs, unless the other field has one of these values.
    """

    widget: type[forms.Widget] = forms.TextInput
    genre: ClassVar[str] = "saisie"
    type_html: ClassVar[str] = "text"
    phrase_requis: ClassVar[str] = "Le champ « {label} » est obligatoire."

    def __init__(
        self,
        *,
        label: str = "",
        required: bool = True,
        help_text: str = "",
        initial: object = None,
        precision: str = "",
        autocomplete: str = "",
        inputmode: str = "",
        verrouille: bool = False,
        largeur: str = "",
        attributs: Mapping[str, str] | None = None,
        si: tuple[str, Sequence[str]] | None = None,
        message_requis: str = "",
        error_messages: dict[str, Any] | None = None,
        validators: Sequence[Callable[[Any], None]] = (),
    ) -> None:
        if largeur not in LARGEURS:
            raise TypeError(f"largeur inconnue : {largeur}")
        requis = message_requis or self.phrase_requis.format(label=label)
        super().__init__(
            required=required,
            label=label,
            help_text=help_text,
            initial=initial,
            disabled=verrouille,
            validators=validators,
            error_messages={"required": requis, **(error_messages or {})},
        )
        self.precision = precision
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.largeur = largeur
        self.attributs = verifier_attributs(attributs or {})
        self.si = si

    @property
    def verrouille(self) -> bool:
        """Is the value shown in grey, whatever is posted?"""
        return self.disabled

    @verrouille.setter
    def verrouille(self, valeur: bool) -> None:
        self.disabled = valeur

    def __deepcopy__(self, memo: dict[int, Any]) -> "Champ":
        copie = super().__deepcopy__(memo)
        copie.attributs = dict(self.attributs)
        return copie

    def affichage(self, valeur: Any) -> str:
        """The value as a person reads it, for a locked field."""
        return "" if valeur is None else str(valeur)
