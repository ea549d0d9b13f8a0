"""An office as its responsable writes it: whom to contact, and which candidatures it answers for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sessions_cfg.models import Examen, ServiceGestionnaire

from .champs import LignesField, PlusieursField

GROUPE = re.compile(r"[0-9]{1,3}")


class BureauForm(forms.ModelForm):  # type: ignore[type-arg]
    """Two offices of an académie never answer for the same spécialités: the refusal names the other one."""

    examens = PlusieursField(label="Examens suivis", help_text="Aucune case : tous.")
    groupes = LignesField(
        label="Groupes de spécialités suivis",
        required=False,
        help_text="Premiers chiffres du groupe NSF, un par ligne : 33 pour les services aux personnes, 221 pour "
        "l'alimentation. Le plus précis l'emporte. Ni examen ni groupe : contact par défaut seulement.",
    )

    class Meta:
        model = ServiceGestionnaire
        fields = ()  # the page of `/gestion/` says which

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "examens" in self.fields:  # a page to read has no field
            codes = Examen.objects.order_by("libelle").values_list("code", "libelle_cyclades")
            self.fields["examens"].choices = list(codes)  # type: ignore[attr-defined]

    def clean_groupes(self) -> list[str]:
        groupes: list[str] = self.cleaned_data["groupes"]
        faux = next((g for g in groupes if not GROUPE.fullmatch(g)), None)
        if faux:
            raise ValidationError(f"« {faux} » : un groupe s'écrit en un à trois chiffres.")
        return sorted(set(groupes))

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        academie = propres.get("academie") or getattr(self.instance, "academie", None)
        if self.errors or academie is None or not (propres.get("examens") or propres.get("groupes")):
            return propres
        examens, groupes = set(propres["examens"]), set(propres["groupes"])
        for autre in ServiceGestionnaire.objects.filter(academie=academie).exclude(pk=self.instance.pk):
            memes_examens = not (examens or autre.examens) or examens & set(autre.examens)
            memes_groupes = not (groupes or autre.groupes) or groupes & set(autre.groupes)
            if autre.a_un_secteur and memes_examens and memes_groupes:
                raise ValidationError(f"« {autre} » suit déjà une partie de ces examens et groupes.", code="incoherent")
        return propres
