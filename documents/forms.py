"""The two forms of `/verification/`, and that of a publication."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from cyclades.common import clock, forms
from cyclades.common.forms.lots import CleForm, CsvForm
from documents.enums import PUBLIABLES
from documents.kinds.textes import code_normalise

LONGUEUR = 16


class VerificationForm(forms.PortailForm):
    code = forms.TexteField(
        label="Code de vérification",
        help_text="16 lettres et chiffres, imprimés en haut à droite du document, par exemple 7K3M-9QXT-2B4D-HN5P.",
        max_length=40,
        autocomplete="off",
    )

    def clean_code(self) -> str:
        code = code_normalise(self.cleaned_data["code"])
        if len(code) != LONGUEUR:
            raise ValidationError(f"Le code comporte {LONGUEUR} lettres et chiffres.", code="longueur")
        return code


class FichierForm(forms.PortailForm):
    fichier = forms.FichierField(
        label="Fichier PDF",
        accept=".pdf,application/pdf",
        trop_gros="Ce fichier dépasse 5 Mo : aucun document du portail n'est aussi gros.",
    )


class InstantForm(forms.PortailForm):
    """When the candidates may know: at once, or from an instant in Paris on."""

    jour = forms.DateFrField(
        label="Publier à partir du",
        required=False,
        futur_permis=True,
        help_text="Format JJ/MM/AAAA. Vide : tout de suite. D'ici là, aucun candidat n'en sait rien.",
    )
    heure = forms.TexteField(
        label="À", required=False, max_length=5, largeur="court", help_text="Format HH:MM, heure de Paris."
    )

    def clean_heure(self) -> dt.time | None:
        texte = self.cleaned_data["heure"]
        if not texte:
            return None
        try:
            return dt.datetime.strptime(texte.lower().replace("h", ":"), "%H:%M").time()  # noqa: DTZ007  a wall clock
        except ValueError:
            raise ValidationError("Saisissez une heure au format HH:MM, par exemple 10:00.", code="heure") from None

    def clean(self) -> dict[str, Any]:
        valeurs = self.cleaned_data
        jour, heure = valeurs.get("jour"), valeurs.get("heure")
        valeurs["publie_le"] = None
        if "heure" in self.errors or "jour" in self.errors:
            return valeurs
        if (jour is None) != (heure is None):
            self.add_error("heure" if jour else "jour", "Donnez le jour et l'heure, ou aucun des deux.")
        elif jour is not None and heure is not None:
            valeurs["publie_le"] = dt.datetime.combine(jour, heure, ZoneInfo("Europe/Paris")).astimezone(dt.UTC)
            if valeurs["publie_le"] <= clock.maintenant():
                self.add_error("jour", "Cet instant est déjà passé : laissez vide pour publier tout de suite.")
        return valeurs


class EmbargoForm(InstantForm, CleForm):
    """The embargo of a publication to launch."""


class DeplacementForm(InstantForm):
    """Another instant for an embargo that is not over, and why."""

    tout_de_suite = forms.CaseField(
        label="Publier tout de suite, sans attendre",
        required=False,
        help_text="Le jour et l'heure ci-dessus ne comptent plus.",
    )
    motif = forms.ZoneTexteField(
        label="Motif", max_length=300, lignes=3, help_text="Il reste dans l'historique de la publication."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jour"].help_text = "Format JJ/MM/AAAA. D'ici là, aucun candidat n'en sait rien."

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("tout_de_suite"):
            for nom in ("jour", "heure"):
                self.errors.pop(nom, None)
            return {**self.cleaned_data, "publie_le": None}
        valeurs = super().clean()
        if valeurs["publie_le"] is None and not self.errors:
            self.add_error("jour", "Donnez le jour et l'heure, ou cochez « Publier tout de suite, sans attendre ».")
        return valeurs


class PublicationForm(EmbargoForm, CsvForm):
    kind = forms.ChoixRadioField(label="Document", choices=[(k.value, k.label) for k in PUBLIABLES])
    field_order = ("kind", "fichier", "jour", "heure", "cle")
