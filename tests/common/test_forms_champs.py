"""Fields: what they accept, what they make of it, and the sentence when they refuse."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cyclades.common import forms
from cyclades.common.normalisation import adresse_normalisee


def _refus(champ: forms.Champ, valeur: Any) -> str:
    with pytest.raises(ValidationError) as info:
        champ.clean(valeur)
    return str(info.value.messages[0])


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("  Dack ", "Dack"),
        ("e\u0301te\u0301", "été"),
        ("O'Brien-Nguyễn “”", "O'Brien-Nguyễn “”"),
        ("<b>&amp;", "<b>&amp;"),
        ("\U0001f600 \u200fabc", "\U0001f600 \u200fabc"),
        ("a\tb", "a b"),
        ("\u00a0nom\u3000", "nom"),
    ],
)
def test_text_comes_back_to_the_letter(saisi: str, attendu: str) -> None:
    assert forms.TexteField(label="Nom").clean(saisi) == attendu


@pytest.mark.parametrize("mauvais", ["a\x00b", "\ud800", "a\x07", "a\x85b", "a\nb", "\udfff\ud800"])
def test_text_with_what_cannot_be_stored_is_refused(mauvais: str) -> None:
    assert "caractère invisible" in _refus(forms.TexteField(label="Nom"), mauvais)


def test_long_text_keeps_lines_and_refuses_controls() -> None:
    champ = forms.ZoneTexteField(label="Remarque")
    assert champ.clean("a\r\nb\rc\n\td\r\n") == "a\nb\nc\n\td"
    assert "caractère invisible" in _refus(champ, "a\x0bb")


def test_text_too_long_says_how_much() -> None:
    champ = forms.TexteField(label="Nom", max_length=5)
    assert champ.clean("abcde") == "abcde"
    assert _refus(champ, "abcdefg") == "Saisissez 5 caractères au plus : il y en a 7."
    assert champ.clean("e\u0301" * 5) == "é" * 5  # counted as people count


def test_missing_text_names_the_field() -> None:
    assert _refus(forms.TexteField(label="Prénoms"), "  ") == "Le champ « Prénoms » est obligatoire."
    assert forms.TexteField(label="Prénoms", required=False).clean(None) == ""


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("28/11/2004", dt.date(2004, 11, 28)),
        (" 1/2/2003 ", dt.date(2003, 2, 1)),
        ("28-11-2004", dt.date(2004, 11, 28)),
        ("28 11 2004", dt.date(2004, 11, 28)),
        ("28.11.2004", dt.date(2004, 11, 28)),
        ("28112004", dt.date(2004, 11, 28)),
        ("29/02/2004", dt.date(2004, 2, 29)),
    ],
)
def test_date_is_read_as_french_people_type_it(saisi: str, attendu: dt.date) -> None:
    assert forms.DateFrField(label="Né(e) le").clean(saisi) == attendu


@pytest.mark.parametrize(
    ("saisi", "phrase"),
    [
        ("31/02/2004", "La date du 31/02/2004 n'existe pas. Vérifiez le jour et le mois."),
        ("29/02/2003", "La date du 29/02/2003 n'existe pas. Vérifiez le jour et le mois."),
        ("00/01/2003", "La date du 00/01/2003 n'existe pas. Vérifiez le jour et le mois."),
        ("01/01/0000", "La date du 01/01/0000 n'existe pas. Vérifiez le jour et le mois."),
        ("2004-11-28", "Saisissez une date au format JJ/MM/AAAA, par exemple 30/05/1998."),
        ("28/11/04", "Saisissez une date au format JJ/MM/AAAA, par exemple 30/05/1998."),
        ("hier", "Saisissez une date au format JJ/MM/AAAA, par exemple 30/05/1998."),
        ("٢٨/١١/٢٠٠٤", "Saisissez une date au format JJ/MM/AAAA, par exemple 30/05/1998."),
        ("9" * 5000, "Saisissez une date au format JJ/MM/AAAA, par exemple 30/05/1998."),
        ("31/12/1899", "Saisissez une année à partir de 1900."),
    ],
)
def test_date_refused_says_why(saisi: str, phrase: str) -> None:
    assert _refus(forms.DateFrField(label="Né(e) le"), saisi) == phrase


@pytest.mark.django_db
def test_date_in_the_future_follows_the_portal_s_clock(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T23:30+01:00")
    champ = forms.DateFrField(label="Né(e) le")
    assert champ.clean("10/11/2021") == dt.date(2021, 11, 10)
    assert _refus(champ, "11/11/2021") == "Cette date est dans le futur. Vérifiez l'année."
    assert forms.DateFrField(label="x", futur_permis=True).clean("11/11/2021") == dt.date(2021, 11, 11)


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("0690 12 34 56", "+590690123456"),
        ("0692 12 34 56", "+262692123456"),
        ("+687 75 12 34", "+687751234"),
        ("+32 470 12 34 56", "+32470123456"),
        ("\u202a06 12 34 56 78\u202c", "+33612345678"),
        ("\u2068+33 6 12 34 56 78\u2069", "+33612345678"),
    ],
)
def test_mobile_number_is_kept_in_e164(saisi: str, attendu: str) -> None:
    assert forms.TelephoneField(label="Mobile", mobile=True).clean(saisi) == attendu


@pytest.mark.parametrize(
    "saisi", ["12", "06 12 34 56", "bonjour", "06 12 34 56 78 9", "+999 1", "0" * 5000, "٠٦١٢٣٤٥٦٧٨"]
)
def test_wrong_number_gets_examples(saisi: str) -> None:
    assert _refus(forms.TelephoneField(label="Mobile"), saisi).startswith("Saisissez un numéro de téléphone, par ex")


def test_landline_is_not_a_mobile() -> None:
    assert forms.TelephoneField(label="Fixe").clean("05 61 00 00 00") == "+33561000000"
    assert "numéro fixe" in _refus(forms.TelephoneField(label="Mobile", mobile=True), "05 61 00 00 00")


def test_stored_number_is_shown_with_spaces() -> None:
    champ = forms.TelephoneField(label="Mobile")
    assert champ.prepare_value("+33612345678") == "06 12 34 56 78"
    assert champ.clean(champ.prepare_value("+590690123456")) == "+590690123456"


@pytest.mark.parametrize("adresse", ["dack.accrall@demo.example", "É.t+x@exemple.fr", "a@b.co"])
def test_address_is_kept_as_typed(adresse: str) -> None:
    if adresse.startswith("É"):
        assert "adresse mail complète" in _refus(forms.CourrielField(label="Adresse"), adresse)
    else:
        assert forms.CourrielField(label="Adresse").clean(f" {adresse} ") == adresse


@pytest.mark.parametrize("adresse", ["dack", "dack@", "@demo.example", "a b@c.fr", "a@b", "a@b..fr", "a,b@c.fr"])
def test_incomplete_address_gets_an_example(adresse: str) -> None:
    assert _refus(forms.CourrielField(label="Adresse"), adresse) == (
        "Saisissez une adresse mail complète, par exemple prenom.nom@exemple.fr."
    )


def test_password_is_kept_to_the_letter_but_bounded() -> None:
    champ = forms.MotDePasseField(label="Mot de passe", max_length=20)
    assert champ.clean(" e\u0301 Az! ") == " e\u0301 Az! "
    assert "pas accepté" in _refus(champ, "abc\x00def")
    assert "pas accepté" in _refus(champ, "\ud800")
    assert "20 caractères au plus" in _refus(champ, "x" * 21)


@pytest.mark.parametrize(("saisi", "attendu"), [("12,5", Decimal("12.5")), ("08", Decimal(8)), ("20", Decimal(20))])
def test_mark_accepts_comma_or_dot(saisi: str, attendu: Decimal) -> None:
    assert forms.NombreField(label="Note", maximum=20, decimales=2).clean(saisi) == attendu


@pytest.mark.parametrize("saisi", ["20,01", "-1", "1,234", "nan", "1e3", "9" * 5000, "douze", "Infinity", "½"])
def test_mark_out_of_bounds_says_the_bounds(saisi: str) -> None:
    champ = forms.NombreField(label="Note", maximum=20, decimales=2)
    assert _refus(champ, saisi) == "Saisissez un nombre entre 0 et 20, avec 2 décimales au plus."


def test_yes_no_is_a_real_answer() -> None:
    champ = forms.OuiNonField(label="Handicap")
    assert champ.clean("oui") is True
    assert champ.clean("non") is False
    assert _refus(champ, "") == "Répondez par Oui ou par Non à « Handicap »."
    assert _refus(champ, "peut-être") == "Choisissez une valeur de la liste."
    assert forms.OuiNonField(label="x", required=False).clean(None) is None


def test_choice_refuses_what_is_not_offered_without_repeating_it() -> None:
    champ = forms.ChoixField(label="Pays", choices=[(100, "FRANCE"), ("Europe", [("109", "ALLEMAGNE")])], coerce=int)
    assert champ.clean("100") == 100
    assert champ.clean("109") == 109
    assert _refus(champ, "<script>") == "Choisissez une valeur de la liste."
    assert _refus(champ, "Europe") == "Choisissez une valeur de la liste."
    assert _refus(champ, "") == "Choisissez une valeur pour « Pays »."


def test_several_choices_come_in_the_order_of_the_list() -> None:
    champ = forms.CasesField(label="Épreuves", choices=[("a", "A"), ("b", "B"), ("c", "C")], required=False)
    assert champ.clean(["c", "a", "a"]) == ["a", "c"]
    assert champ.clean(None) == []
    assert _refus(champ, ["a", "z"]) == "Choisissez des valeurs de la liste."


def test_box_must_be_ticked_when_obligatory() -> None:
    assert forms.CaseField(label="Lu").clean(True) is True
    assert _refus(forms.CaseField(label="Lu"), False) == "Cochez « Lu » pour continuer."
    assert forms.CaseField(label="Lu", required=False).clean(False) is False


def test_empty_file_is_refused() -> None:
    champ = forms.FichierField(label="Pièce")
    assert _refus(champ, SimpleUploadedFile("a.pdf", b"")) == "Ce fichier est vide. Choisissez-en un autre."
    assert _refus(champ, None) == "Choisissez un fichier pour « Pièce »."
    assert champ.clean(SimpleUploadedFile("a.pdf", b"x")).size == 1


@pytest.mark.parametrize(
    "attributs", [{"onclick": "x()"}, {"style": "color:red"}, {"class": "x"}, {"placeholder": "x"}]
)
def test_undeclared_html_attribute_is_an_error(attributs: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="non déclaré"):
        forms.TexteField(label="Nom", attributs=attributs)


def test_undeclared_argument_is_an_error() -> None:
    with pytest.raises(TypeError):
        forms.TexteField(label="Nom", couleur="rouge")
    with pytest.raises(TypeError, match="largeur inconnue"):
        forms.TexteField(label="Nom", largeur="énorme")


def test_nfc_and_address_key_agree() -> None:
    decompose = unicodedata.normalize("NFD", "rené@exemple.fr")
    assert adresse_normalisee(forms.nettoyer(decompose)) == adresse_normalisee(decompose)


@pytest.mark.parametrize(
    ("saisi", "phrase"),
    [
        ("\u200b\u2060", "Saisissez au moins un caractère visible."),
        ("\u0301", "Saisissez au moins un caractère visible."),
        ("\u202egnp.exe", "change le sens de l'écriture"),
        ("12 rue\u2067 x", "change le sens de l'écriture"),
    ],
)
@pytest.mark.parametrize("genre", [forms.TexteField, forms.ZoneTexteField, forms.CourrielField])
def test_text_that_nobody_sees_or_that_turns_the_page_around_is_refused(genre: Any, saisi: str, phrase: str) -> None:
    """An obligatory address made of zero-width spaces was accepted, and one that wrote what followed backwards."""
    assert phrase in _refus(genre(label="Voie"), saisi)


def test_text_keeps_what_languages_need() -> None:
    for texte in ("ضاكر \u200fx", "Zoé 👩‍🎓", "क्\u200dष", "Da\u200bck"):
        assert forms.TexteField(label="Nom").clean(texte) == texte
