"""The two forms of `/verification/`, and that of a publication."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from cyclades.common import clock, forms
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
    fichier = forms.FichierField(label="Fichier PDF", accept=".pdf,application/pdf")

    def clean_fichier(self) -> "UploadedFile[bytes]":
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if getattr(fichier, "trop_gros", False):
            raise ValidationError(
                "Ce fichier dépasse 5 Mo : aucun document du portail n'est aussi gros.", code="trop_gros"
            )
        return fichier


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


class EmbargoForm(InstantForm):
    """The embargo of a publication to launch. `cle` makes a second click harmless."""

    cle = forms.CacheField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cle"].initial = str(uuid.uuid4())

    def clean_cle(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["cle"])
        except ValueError:
            raise ValidationError("Rechargez la page : elle n'est plus valable.", code="cle") from None


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


class PublicationForm(EmbargoForm):
    kind = forms.ChoixRadioField(label="Document", choices=[(k.value, k.label) for k in PUBLIABLES])
    fichier = forms.FichierField(label="Fichier CSV", accept=".csv,text/csv")
    field_order = ("kind", "fichier", "jour", "heure", "cle")

    def __init__(self, *args: Any, garde: str = "", perdu: bool = False, **kwargs: Any) -> None:
        """`garde` names the file kept from the dry run, `perdu` says that it is no longer there."""
        super().__init__(*args, **kwargs)
        self.dire_garde(garde)
        if perdu:
            phrase = "Le fichier contrôlé n'est plus gardé : choisissez-le de nouveau."
            self.fields["fichier"].error_messages["required"] = phrase

    def dire_garde(self, nom: str) -> None:
        """Say which file is kept, "" when none is: only then must one be chosen."""
        self.fields["fichier"].required = not nom
        aide = f"« {nom} » est gardé : n'en choisissez un autre que pour le remplacer." if nom else ""
        self.fields["fichier"].help_text = aide

    def clean_fichier(self) -> "UploadedFile[bytes] | None":
        fichier: UploadedFile[bytes] | None = self.cleaned_data["fichier"]
        if getattr(fichier, "trop_gros", False):
            raise ValidationError("Ce fichier dépasse 5 Mo : coupez-le en plusieurs fichiers.", code="trop_gros")
        return fichier
