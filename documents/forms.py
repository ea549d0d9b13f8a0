"""The two forms of `/verification/`."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from cyclades.common import forms
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
