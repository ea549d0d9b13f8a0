"""Sign-in and forgotten password."""

from cyclades.common.forms import MotDePasseField, PortailForm, TexteField

AIDE_IDENTIFIANT = "Votre adresse mail, votre N° candidat, ou l'identifiant de votre papillon de connexion"


class ConnexionForm(PortailForm):
    incorrect = "Identifiant ou mot de passe incorrect. Vérifiez les majuscules, puis recommencez."
    identifiant = TexteField(
        label="Identifiant de connexion",
        max_length=254,
        help_text=AIDE_IDENTIFIANT,
        autocomplete="username",
        attributs={"autocapitalize": "none", "spellcheck": "false"},
    )
    mot_de_passe = MotDePasseField(label="Mot de passe")


class OubliForm(PortailForm):
    identifiant = TexteField(
        label="Identifiant de connexion",
        max_length=254,
        help_text="Votre adresse mail, votre N° candidat, ou l'identifiant de votre papillon de connexion",
        autocomplete="username",
        attributs={"autocapitalize": "none", "spellcheck": "false"},
    )
