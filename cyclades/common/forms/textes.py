"""Fields that are typed: text, address, password, telephone, number, date, hidden value."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from cyclades.common import clock

from .champ import Champ
from .nettoyage import nettoyer, verifier_longueur

# The French numbering plans, metropolitan first: each overseas territory has its own country code.
REGIONS = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TELEPHONE = re.compile(r"\+?[0-9 .()/\-\u00a0\u202f\u2011]{3,40}")
_DATE = re.compile(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
_adresse_valide = EmailValidator()


class TexteField(Champ):
    """One line of free text; see `nettoyage.nettoyer` for what is refused."""

    multiligne = False

    def __init__(self, *, max_length: int = 200, min_length: int = 0, **kwargs: Any) -> None:
        self.max_length = max_length
        self.min_length = min_length
        super().__init__(**kwargs)

    def to_python(self, value: object) -> str:
        texte = nettoyer(value, multiligne=self.multiligne)
        verifier_longueur(texte, self.max_length)
        if texte and len(texte) < self.min_length:
            raise ValidationError(f"Saisissez au moins {self.min_length} caractères.", code="longueur")
        return texte


class ZoneTexteField(TexteField):
    """Several lines of free text."""

    widget = forms.Textarea
    genre = "zone"
    multiligne = True

    def __init__(self, *, max_length: int = 2000, lignes: int = 5, **kwargs: Any) -> None:
        self.lignes = lignes
        super().__init__(max_length=max_length, **kwargs)


class CacheField(TexteField):
    """A value that travels with the form and is not shown; never trusted."""

    widget = forms.HiddenInput
    genre = "cache"


class CourrielField(TexteField):
    """A mail address, kept as typed; compare with `normalisation.adresse_normalisee`.

    With `suggestion`, the page proposes the right spelling of a mistyped well-known domain.
    """

    type_html = "email"

    def __init__(self, *, suggestion: bool = False, **kwargs: Any) -> None:
        kwargs = {"max_length": 254, "autocomplete": "email", "inputmode": "email", **kwargs}
        super().__init__(**kwargs)
        self.attributs.setdefault("spellcheck", "false")
        self.attributs.setdefault("autocapitalize", "none")
        if suggestion:
            self.attributs["data-suggestion-domaine"] = ""

    def to_python(self, value: object) -> str:
        adresse = super().to_python(value)
        if adresse:
            try:
                _adresse_valide(adresse)
            except ValidationError:
                raise ValidationError(
                    "Saisissez une adresse mail complète, par exemple prenom.nom@exemple.fr.", code="adresse"
                ) from None
        return adresse


class MotDePasseField(Champ):
    """A password: to the letter, never drawn again, with « Afficher » where JavaScript runs."""

    widget = forms.PasswordInput
    genre = "mot_de_passe"
    type_html = "password"

    def __init__(self, *, max_length: int = 128, autocomplete: str = "current-password", **kwargs: Any) -> None:
        self.max_length = max_length
        super().__init__(autocomplete=autocomplete, **kwargs)

    def to_python(self, value: object) -> str:
        if not isinstance(value, str):
            return ""
        if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
            raise ValidationError("Le mot de passe contient un caractère qui n'est pas accepté.", code="caractere")
        verifier_longueur(value, self.max_length)
        return value


class TelephoneField(Champ):
    """A telephone number → E.164 (`+33612345678`), or "" when empty.

    A national number is tried in France, then in every overseas numbering plan; others need their
    country code. With `mobile`, a landline number is refused.
    """

    type_html = "tel"

    def __init__(self, *, mobile: bool = False, **kwargs: Any) -> None:
        self.mobile = mobile
        super().__init__(**{"autocomplete": "tel", "inputmode": "tel", "largeur": "moyen", **kwargs})

    def to_python(self, value: object) -> str:
        # A phone's address book copies numbers between two marks of direction, which nobody sees.
        texte = nettoyer(_DIRECTION.sub("", value) if isinstance(value, str) else value)
        if not texte:
            return ""
        numero = self._lire(texte) if _TELEPHONE.fullmatch(texte) else None
        if numero is None:
            raise ValidationError(
                "Saisissez un numéro de téléphone, par exemple 06 12 34 56 78, ou +32 470 12 34 56 hors de France.",
                code="telephone",
            )
        genre = phonenumbers.number_type(numero)
        if self.mobile and genre == phonenumbers.PhoneNumberType.FIXED_LINE:
            raise ValidationError(
                "Saisissez un numéro de téléphone mobile : celui-ci est un numéro fixe.", code="mobile"
            )
        return str(phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164))

    @staticmethod
    def _lire(texte: str) -> Any:
        for region in (None,) if texte.startswith("+") else REGIONS:
            try:
                numero = phonenumbers.parse(texte, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(numero):
                return numero
        return None

    def prepare_value(self, value: object) -> object:
        """A stored number in its usual spacing: `06 12 34 56 78`, or international outside France."""
        if isinstance(value, str) and re.fullmatch(r"\+[0-9]{6,15}", value):
            try:
                numero = phonenumbers.parse(value, None)
            except phonenumbers.NumberParseException:
                return value
            forme = phonenumbers.PhoneNumberFormat
            choisie = forme.NATIONAL if numero.country_code == 33 else forme.INTERNATIONAL
            return phonenumbers.format_number(numero, choisie)
        return value

    def affichage(self, valeur: Any) -> str:
        return str(self.prepare_value(valeur) or "")


class NombreField(Champ):
    """A number between `minimum` and `maximum` → int, or Decimal when `decimales` > 0 (comma or dot)."""

    def __init__(self, *, minimum: int = 0, maximum: int = 1_000_000, decimales: int = 0, **kwargs: Any) -> None:
        self.minimum, self.maximum, self.decimales = minimum, maximum, decimales
        clavier = "decimal" if decimales else "numeric"
        super().__init__(**{"inputmode": clavier, "autocomplete": "off", "largeur": "court", **kwargs})

    def to_python(self, value: object) -> int | Decimal | None:
        if isinstance(value, (int, Decimal)):
            return value
        texte = nettoyer(value).replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        if not texte:
            return None
        motif = rf"-?[0-9]{{1,12}}(\.[0-9]{{1,{self.decimales}}})?" if self.decimales else r"-?[0-9]{1,12}"
        if not re.fullmatch(motif, texte):
            raise ValidationError(self._phrase(), code="nombre")
        nombre = Decimal(texte) if self.decimales else int(texte)
        if not self.minimum <= nombre <= self.maximum:
            raise ValidationError(self._phrase(), code="nombre")
        return nombre

    def _phrase(self) -> str:
        precision = f", avec {self.decimales} décimales au plus" if self.decimales else ""
        nature = "nombre" if self.decimales else "nombre entier"
        return f"Saisissez un {nature} entre {self.minimum} et {self.maximum}{precision}."

    def prepare_value(self, value: object) -> object:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class DateFrField(Champ):
    """A date typed JJ/MM/AAAA → date. Refuses years before `annee_min`, and the future unless allowed."""

    def __init__(self, *, annee_min: int = 1900, futur_permis: bool = False, **kwargs: Any) -> None:
        self.annee_min, self.futur_permis = annee_min, futur_permis
        kwargs = {"inputmode": "numeric", "largeur": "court", "help_text": "Format JJ/MM/AAAA.", **kwargs}
        super().__init__(**kwargs)

    def to_python(self, value: object) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        texte = nettoyer(value)
        if not texte:
            return None
        trouve = _DATE.fullmatch(texte)
        if not trouve:
            raise ValidationError(
                "Saisissez une date au format JJ/MM/AAAA, par exemple 30/05/1998.", code="format_date"
            )
        jour, mois, annee = (int(n) for n in trouve.groups() if n)
        try:
            date = dt.date(annee, mois, jour)
        except ValueError:
            raise ValidationError(
                f"La date du {jour:02d}/{mois:02d}/{annee:04d} n'existe pas. Vérifiez le jour et le mois.",
                code="date_inexistante",
            ) from None
        if date.year < self.annee_min:
            raise ValidationError(f"Saisissez une année à partir de {self.annee_min}.", code="annee")
        if not self.futur_permis and date > clock.aujourd_hui():
            raise ValidationError("Cette date est dans le futur. Vérifiez l'année.", code="futur")
        return date

    def prepare_value(self, value: object) -> object:
        return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else value

    def affichage(self, valeur: Any) -> str:
        return str(self.prepare_value(valeur) or "")
