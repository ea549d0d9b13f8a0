"""« Créer le compte »."""

from typing import Any

from accounts.validators import AIDE_MOT_DE_PASSE, defauts_du_mot_de_passe
from cyclades.common.forms import CourrielField, MotDePasseField

from .etat_civil import EtatCivilForm

EXEMPLE_ADRESSE = "Exemple : nom.prenom@domaine.fr"


class CreationForm(EtatCivilForm):
    """Every field of the creation page, in the order of the guide (chapter 3)."""

    confirmations = {
        **EtatCivilForm.confirmations,
        "confirmation_adresse": ("adresse_mail", "Les deux adresses mail ne sont pas identiques."),
        "confirmation_mot_de_passe": ("mot_de_passe", "Les deux mots de passe ne sont pas identiques."),
    }

    adresse_mail = CourrielField(label="Adresse mail", help_text=EXEMPLE_ADRESSE, suggestion=True)
    confirmation_adresse = CourrielField(
        label="Confirmation de l'adresse mail", help_text=EXEMPLE_ADRESSE, autocomplete="off"
    )
    mot_de_passe = MotDePasseField(label="Mot de passe", help_text=AIDE_MOT_DE_PASSE, autocomplete="new-password")
    confirmation_mot_de_passe = MotDePasseField(label="Confirmation du mot de passe", autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if "mot_de_passe" in donnees:
            reperes = [donnees.get(nom) or "" for nom in ("nom_naissance", "nom_usage", "prenoms")]
            reperes.append(str(donnees.get("adresse_mail") or "").partition("@")[0])
            for phrase in defauts_du_mot_de_passe(donnees["mot_de_passe"], reperes):
                self.add_error("mot_de_passe", phrase)
        return donnees
