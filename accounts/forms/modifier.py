"""« Modifier mon compte »: address, password, deletion; each asks for the present password again."""

from typing import Any

from accounts.models import User
from accounts.validators import AIDE_MOT_DE_PASSE, defauts_du_mot_de_passe, normaliser_mot_de_passe
from cyclades.common.forms import CourrielField, MotDePasseField, PortailForm

from .creation import EXEMPLE_ADRESSE


def reperes_de(compte: User) -> list[str]:
    """Names and address of the person, that a password must not resemble."""
    profil = getattr(compte, "profil", None)
    noms = [profil.nom_naissance, profil.nom_usage, profil.prenoms] if profil is not None else []
    return [*noms, compte.email.partition("@")[0]]


class _DuCompte(PortailForm):
    """A form about one account."""

    def __init__(self, *args: Any, compte: User, **kwargs: Any) -> None:
        self.compte = compte
        super().__init__(*args, **kwargs)


class _AvecMotDePasseActuel(_DuCompte):
    """Asks for the present password, so that an open session left alone changes nothing."""

    actuel = MotDePasseField(label="Mot de passe actuel")

    def clean_actuel(self) -> str:
        saisi = str(self.cleaned_data["actuel"])
        if not self.compte.check_password(normaliser_mot_de_passe(saisi)):
            self.add_error("actuel", "Ce n'est pas votre mot de passe actuel.")
        return saisi


class AdresseForm(_AvecMotDePasseActuel):
    """A new mail address, to be confirmed from its mailbox."""

    confirmations = {"confirmation_adresse": ("adresse_mail", "Les deux adresses mail ne sont pas identiques.")}
    field_order = ("adresse_mail", "confirmation_adresse", "actuel")

    adresse_mail = CourrielField(label="Adresse mail", help_text=EXEMPLE_ADRESSE, suggestion=True)
    confirmation_adresse = CourrielField(label="Confirmation de l'adresse mail", autocomplete="off")


class NouveauMotDePasseForm(_DuCompte):
    """A new password, typed twice."""

    confirmations = {"confirmation": ("nouveau", "Les deux mots de passe ne sont pas identiques.")}

    nouveau = MotDePasseField(label="Mot de passe", help_text=AIDE_MOT_DE_PASSE, autocomplete="new-password")
    confirmation = MotDePasseField(label="Confirmation du mot de passe", autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if "nouveau" in donnees:
            for phrase in defauts_du_mot_de_passe(donnees["nouveau"], reperes_de(self.compte)):
                self.add_error("nouveau", phrase)
        return donnees


class MotDePasseForm(NouveauMotDePasseForm, _AvecMotDePasseActuel):
    """« Modifier mon compte »: the present password, then the new one twice."""

    field_order = ("actuel", "nouveau", "confirmation")


class SuppressionForm(_AvecMotDePasseActuel):
    """« Supprimer »."""
