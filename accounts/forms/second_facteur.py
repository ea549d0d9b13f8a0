"""The codes that staff type: of their phone, or one of those kept for the day when it is lost."""

from cyclades.common.forms import PortailForm, TexteField

_ATTRIBUTS = {"autocapitalize": "none", "spellcheck": "false"}


class CodeDuTelephoneForm(PortailForm):
    code = TexteField(
        label="Code à 6 chiffres",
        help_text="Celui que votre application affiche maintenant ; il change toutes les 30 secondes.",
        message_requis="Saisissez les 6 chiffres affichés par votre application.",
        max_length=40,
        largeur="court",
        inputmode="numeric",
        autocomplete="one-time-code",
        attributs=_ATTRIBUTS,
    )


class CodeDeSecoursForm(PortailForm):
    code = TexteField(
        label="Code de secours",
        help_text="Un des dix codes que vous avez notés, par exemple abcde-fgh23. Chacun ne sert qu'une fois.",
        message_requis="Saisissez un de vos codes de secours.",
        max_length=40,
        largeur="court",
        autocomplete="off",
        attributs=_ATTRIBUTS,
    )


class CodeForm(PortailForm):
    """Before a change: either kind of code."""

    code = TexteField(
        label="Code de votre application, ou code de secours",
        message_requis="Saisissez un code de votre application, ou un de vos codes de secours.",
        max_length=40,
        largeur="court",
        autocomplete="off",
        attributs=_ATTRIBUTS,
    )
