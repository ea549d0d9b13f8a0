"""« Première connexion »: what a papillon bears, then an own password and, if one likes, a mail address."""

from cyclades.common.forms import CourrielField, PortailForm, TexteField

from .creation import EXEMPLE_ADRESSE
from .modifier import NouveauMotDePasseForm


class CodeField(TexteField):
    """A code that is seen while it is typed, and never drawn again."""

    def prepare_value(self, value: object) -> object:
        return ""


class PapillonForm(PortailForm):
    """The names of the sign-in form: both are one act, counted together."""

    incorrect = "Identifiant ou code incorrect. Recopiez-les du papillon, lettre à lettre."

    identifiant = TexteField(
        label="Identifiant de connexion",
        max_length=254,
        help_text="Celui du papillon, par exemple prenom.nom, ou votre N° candidat",
        autocomplete="username",
        attributs={"autocapitalize": "none", "spellcheck": "false"},
    )
    mot_de_passe = CodeField(
        label="Code de première connexion",
        help_text="12 lettres et chiffres, en majuscules ou non, avec ou sans tirets",
        max_length=128,
        largeur="moyen",
        autocomplete="off",
        attributs={"autocapitalize": "characters", "spellcheck": "false"},
    )


class ChoixForm(NouveauMotDePasseForm):
    """The own password, and the address that the portal may write to."""

    confirmations = {
        **NouveauMotDePasseForm.confirmations,
        "confirmation_adresse": ("adresse_mail", "Les deux adresses mail ne sont pas identiques."),
    }

    adresse_mail = CourrielField(
        label="Adresse mail", precision="(facultative)", help_text=EXEMPLE_ADRESSE, suggestion=True, required=False
    )
    confirmation_adresse = CourrielField(label="Confirmation de l'adresse mail", autocomplete="off", required=False)
