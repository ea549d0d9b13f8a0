"""« L'adresse n'est pas la bonne »: correcting it before the account is activated."""

from typing import Any

from accounts.models import User
from accounts.validators import normaliser_mot_de_passe
from cyclades.common.forms import CourrielField, MotDePasseField, PortailForm
from cyclades.common.normalisation import adresse_normalisee

from .creation import EXEMPLE_ADRESSE


class CorrectionForm(PortailForm):
    """The right address, and the password: on a shared computer, the next person must not take the account."""

    adresse_mail = CourrielField(label="Adresse mail", help_text=EXEMPLE_ADRESSE, suggestion=True)
    mot_de_passe = MotDePasseField(label="Mot de passe", help_text="Celui que vous avez choisi pour ce compte")

    def __init__(self, *args: Any, compte: User, **kwargs: Any) -> None:
        self.compte = compte
        super().__init__(*args, **kwargs)

    def clean_adresse_mail(self) -> str:
        adresse = str(self.cleaned_data["adresse_mail"])
        if adresse_normalisee(adresse) == self.compte.identifiant:
            self.add_error("adresse_mail", "Le mail a déjà été envoyé à cette adresse. Saisissez celle qui convient.")
        return adresse

    def clean_mot_de_passe(self) -> str:
        saisi = str(self.cleaned_data["mot_de_passe"])
        if not self.compte.check_password(normaliser_mot_de_passe(saisi)):
            self.add_error("mot_de_passe", "Ce n'est pas le mot de passe choisi pour ce compte.")
        return saisi
