"""Fields that are chosen: select, radios, Oui/Non, checkboxes; and the file field."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .champ import Champ

Choix = tuple[Any, str]
Groupe = tuple[str, tuple[Choix, ...]]


class ChoixField(Champ):
    """One value of a list, drawn as a select that starts with « Sélectionnez une valeur ».

    `choices` are (value, label) pairs, or (group, pairs). The cleaned value is the text of the
    value, or `coerce` of it; empty → `valeur_vide`. The list may be set later: `form.fields["x"].choices = …`.
    """

    widget: type[forms.Widget] = forms.TextInput
    genre = "choix"
    phrase_requis = "Choisissez une valeur pour « {label} »."

    def __init__(
        self,
        *,
        choices: Iterable[tuple[Any, Any]] = (),
        coerce: Callable[[str], Any] = str,
        valeur_vide: Any = "",
        invite: str = "Sélectionnez une valeur",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.coerce, self.valeur_vide, self.invite = coerce, valeur_vide, invite
        self.choices = choices

    @property
    def choices(self) -> tuple[Choix | Groupe, ...]:
        return self._choices

    @choices.setter
    def choices(self, valeur: Iterable[tuple[Any, Any]]) -> None:
        # Lists become tuples, so that the drawing can keep what it made of them.
        self._choices: tuple[Choix | Groupe, ...] = tuple(
            (cle, tuple((c, t) for c, t in libelle) if isinstance(libelle, (list, tuple)) else libelle)
            for cle, libelle in valeur
        )
        self.libelles: dict[str, str] = dict(_a_plat(self._choices))

    def to_python(self, value: object) -> Any:
        if value in (None, ""):
            return self.valeur_vide
        texte = self.prepare_value(value)
        if texte not in self.libelles:
            raise ValidationError("Choisissez une valeur de la liste.", code="choix")
        return self.coerce(str(texte))

    def prepare_value(self, value: object) -> object:
        return value if value is None else str(value)

    def affichage(self, valeur: Any) -> str:
        return self.libelles.get(str(self.prepare_value(valeur)), "")


class ChoixRadioField(ChoixField):
    """One value of a short list, drawn as radios in a fieldset; none is ticked beforehand."""

    genre = "radios"


class OuiNonField(ChoixRadioField):
    """Oui / Non → True, False, or None when not obligatory and left open; none is ticked beforehand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=(("oui", "Oui"), ("non", "Non")), coerce=lambda v: v == "oui", valeur_vide=None, **kwargs
        )

    phrase_requis = "Répondez par Oui ou par Non à « {label} »."

    def prepare_value(self, value: object) -> object:
        if isinstance(value, bool):
            return "oui" if value else "non"
        return value if value is None else str(value)

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")


class CaseField(Champ):
    """One checkbox → bool; obligatory means that it must be ticked."""

    widget = forms.CheckboxInput
    genre = "case"
    phrase_requis = "Cochez « {label} » pour continuer."

    def to_python(self, value: object) -> bool:
        return bool(value) and str(value).lower() not in ("false", "0")

    def validate(self, value: Any) -> None:
        if not value and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def affichage(self, valeur: Any) -> str:
        return "Oui" if valeur else "Non"


class CasesField(ChoixField):
    """Several values of a list, drawn as checkboxes in a fieldset → list, in the order of `choices`."""

    widget = forms.SelectMultiple
    genre = "cases"
    phrase_requis = "Cochez au moins une réponse pour « {label} »."

    def to_python(self, value: object) -> list[Any]:
        if not isinstance(value, (list, tuple, set)):
            return []
        voulues = {str(v) for v in value}
        if voulues - self.libelles.keys():
            raise ValidationError("Choisissez des valeurs de la liste.", code="choix")
        return [self.coerce(v) for v in self.libelles if v in voulues]

    def prepare_value(self, value: object) -> object:
        return [str(v) for v in value] if isinstance(value, (list, tuple, set)) else []

    def affichage(self, valeur: Any) -> str:
        return ", ".join(self.libelles[str(v)] for v in valeur or () if str(v) in self.libelles)


class FichierField(Champ):
    """An uploaded file, as sent; its content is judged elsewhere (justificatifs.scanning).

    `trop_gros` is what to say of one above the limit (cyclades.common.uploads), where nothing else judges it.
    """

    widget = forms.FileInput
    genre = "saisie"
    type_html = "file"
    multiple = False
    phrase_requis = "Choisissez un fichier pour « {label} »."

    def __init__(self, *, accept: str = "", trop_gros: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.trop_gros = trop_gros
        if accept:
            self.attributs["accept"] = accept

    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        if self.trop_gros and getattr(value, "trop_gros", False):
            raise ValidationError(self.trop_gros, code="trop_gros")
        if not getattr(value, "name", "") or not getattr(value, "size", 0):
            raise ValidationError("Ce fichier est vide. Choisissez-en un autre.", code="vide")
        return value


class _PlusieursFichiers(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FichiersField(FichierField):
    """One or several uploaded files → list, in the order chosen."""

    widget = _PlusieursFichiers
    multiple = True

    def to_python(self, value: Any) -> list[Any]:
        fichiers = value if isinstance(value, (list, tuple)) else [value]
        return [fichier for fichier in map(super().to_python, fichiers) if fichier is not None]


def _a_plat(choix: Iterable[Choix | Groupe]) -> Iterable[tuple[str, str]]:
    for valeur, libelle in choix:
        if isinstance(libelle, tuple):
            yield from _a_plat(libelle)
        else:
            yield str(valeur), str(libelle)
