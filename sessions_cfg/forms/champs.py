"""Fields of the catalogue's pages: lists one value a line, durations, options."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class LignesField(forms.CharField):
    """A list, one value a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**{"help_text": "Une valeur par ligne.", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(v) for v in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [ligne.strip() for ligne in str(value or "").splitlines() if ligne.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


class LiensField(LignesField):
    """Links, one a line: « Règlement de l'examen | https://… »."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{lien['libelle']} | {lien['adresse']}" for lien in value)

    def to_python(self, value: Any) -> Any:
        liens = []
        for ligne in super().to_python(value):
            libelle, barre, adresse = (morceau.strip() for morceau in ligne.rpartition("|"))
            if not (barre and libelle and re.match(r"https?://\S+$", adresse)):
                phrase = f"« {ligne} » : écrivez le libellé, une barre, puis l'adresse : Règlement | https://…"
                raise ValidationError(phrase, code="lien")
            liens.append({"libelle": libelle, "adresse": adresse})
        return liens


class OptionsField(LignesField):
    """Options of an épreuve, one a line, « CODE | libellé » where it has a code: a list of {libelle, code}."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{v['code']} | {v['libelle']}" if v.get("code") else v["libelle"] for v in value)

    def to_python(self, value: Any) -> Any:
        options = []
        for ligne in super().to_python(value):
            code, _, libelle = (morceau.strip() for morceau in ligne.rpartition("|"))
            options.append({"libelle": libelle, **({"code": code} if code else {})})
        return options


class DureeField(forms.CharField):
    """« 2 h 25 », « 45 min » or a number of minutes → minutes, None when it is not known."""

    FORME = re.compile(r"(?:(\d{1,3})\s*h(?:eures?)?)?\s*(?:(\d{1,3})\s*(?:min(?:utes?)?)?)?", re.IGNORECASE)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "help_text": "« 2 h 25 », « 45 min ». Vide : pas connue.", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        heures, minutes = divmod(value, 60)
        return f"{minutes} min" if not heures else f"{heures} h {minutes:02d}" if minutes else f"{heures} h"

    def to_python(self, value: Any) -> Any:
        texte = str(value or "").strip()
        if not texte:
            return None
        trouve = self.FORME.fullmatch(texte)
        minutes = int(trouve[1] or 0) * 60 + int(trouve[2] or 0) if trouve and texte.isascii() else 0
        if not 0 < minutes <= 60 * 200:
            raise ValidationError("Écrivez la durée ainsi : 2 h 25, 45 min, ou 3 h.", code="duree")
        return minutes

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class PlusieursField(forms.TypedMultipleChoiceField):
    """Several values of a list; none means no condition."""

    def __init__(self, *, longue: bool = False, **kwargs: Any) -> None:
        aide = "Maintenez Ctrl pour en choisir plusieurs ; aucune : toutes." if longue else "Aucune case : toutes."
        widget = forms.SelectMultiple(attrs={"size": 8}) if longue else forms.CheckboxSelectMultiple()
        super().__init__(**{"required": False, "help_text": aide, "widget": widget, **kwargs})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(initial or []) != sorted(data or [])


def avec_ce_qui_est_connu(options: Iterable[dict[str, Any]], avant: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """These options with what the page does not show of each: its source, and that it is to be confirmed."""
    connues = {v["libelle"]: v for v in avant}
    return [{**{cle: v for cle, v in connues.get(o["libelle"], {}).items() if cle != "code"}, **o} for o in options]
