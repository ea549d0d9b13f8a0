"""The drawing of forms and components: labels, hints, errors, what is kept, what is declared."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms as django_forms
from django.http import QueryDict
from django.template import Context, TemplateSyntaxError, engines
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from cyclades.common import forms
from cyclades.common.composants import AttributInconnu
from cyclades.common.errors import Refus

from .galerie import GalerieForm

VALABLE = {
    "civilite": "M",
    "nom": "ACCRALL",
    "prenoms": "Dack",
    "naissance": "28/11/2004",
    "pays": "100",
    "courriel": "dack@demo.example",
    "confirmation": "DACK@demo.example",
    "mobile": "06 12 34 56 78",
    "secret": "Demo.2027!",
    "handicap": "non",
    "accord": "oui",
}


def _dessiner(source: str, **contexte: Any) -> str:
    gabarit: Any = engines["django"].from_string("{% load composants %}" + source)
    return str(gabarit.template.render(Context(contexte)))


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.trouves: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.trouves.append((tag, dict(attrs)))

    def un(self, ident: str) -> dict[str, str | None]:
        [attributs] = [a for _, a in self.trouves if a.get("id") == ident]
        return attributs


def test_every_control_has_a_label_and_what_describes_it_exists() -> None:
    html = _dessiner("{% resume_erreurs form %}{% champs form %}", form=GalerieForm({"nom": "x"}))
    elements = Elements(html)
    identifiants = [a["id"] for _, a in elements.trouves if a.get("id")]
    assert len(identifiants) == len(set(identifiants))
    etiquettes = {a.get("for") for t, a in elements.trouves if t == "label"}
    for balise, attributs in elements.trouves:
        if balise in ("input", "select", "textarea") and attributs.get("type") != "hidden":
            assert attributs["id"] in etiquettes
        for ident in (attributs.get("aria-describedby") or "").split():
            assert ident in identifiants
    cibles = {a["href"].removeprefix("#") for t, a in elements.trouves if t == "a" and a["href"]}
    assert cibles <= set(identifiants)


def test_obligatory_field_has_its_star_and_says_it() -> None:
    html = _dessiner("{% champ form.nom %}", form=GalerieForm())
    assert re.search(r"Nom de famille <span class=\"requis\">\*</span> <span[^>]*>\(Nom de naissance\)</span>", html)
    assert Elements(html).un("id_nom")["aria-required"] == "true"
    facultatif = _dessiner("{% champ form.remarque %}", form=GalerieForm())
    assert "requis" not in facultatif
    assert "aria-required" not in facultatif


def test_error_stands_beside_its_field_and_in_the_summary() -> None:
    html = _dessiner(
        "{% resume_erreurs form %}{% champs form %}", form=GalerieForm({**VALABLE, "naissance": "31/02/2004"})
    )
    phrase = "La date du 31/02/2004 n&#x27;existe pas. Vérifiez le jour et le mois."
    assert html.count(phrase) == 2
    champ = Elements(html).un("id_naissance")
    assert champ["aria-invalid"] == "true"
    assert champ["aria-describedby"] == "id_naissance-aide id_naissance-erreur"
    assert champ["value"] == "31/02/2004"
    resume = Elements(html).un("resume-erreurs")
    assert (resume["role"], resume["tabindex"]) == ("alert", "-1")
    assert '<a href="#id_naissance">' in html
    assert "Une erreur est à corriger" in html


def test_group_error_leads_to_its_first_radio() -> None:
    html = _dessiner("{% resume_erreurs form %}{% champs form %}", form=GalerieForm({**VALABLE, "handicap": ""}))
    assert '<a href="#id_handicap_0">' in html
    assert "id_handicap-erreur" in str(Elements(html).un("id_handicap")["aria-describedby"])


def test_what_was_typed_is_kept_but_the_password() -> None:
    saisie = {**VALABLE, "nom": "<b>\"'&", "secret": "Demo.2027!", "accord": "", "epreuves": ["EG2"]}
    html = _dessiner("{% champs form %}", form=GalerieForm(saisie))
    elements = Elements(html)
    assert elements.un("id_nom")["value"] == "<b>\"'&"
    assert "Demo.2027!" not in html
    assert "checked" in elements.un("id_civilite_0")
    assert "checked" not in elements.un("id_civilite_1")
    assert "checked" in elements.un("id_epreuves_1")
    assert '<option value="100" selected>FRANCE</option>' in html
    assert "checked" not in elements.un("id_accord")


def test_nothing_is_ticked_beforehand() -> None:
    html = _dessiner("{% champs form %}", form=GalerieForm())
    assert "checked" not in html
    assert '<option value="" selected>Sélectionnez une valeur</option>' in html


def test_locked_field_is_grey_read_only_and_ignores_what_is_posted() -> None:
    form = GalerieForm({**VALABLE, "grise": "99999999999"})
    html = _dessiner("{% champ form.grise %}", form=form)
    champ = Elements(html).un("id_grise")
    assert "readonly" in champ
    assert "name" not in champ
    assert champ["value"] == "02146028333"
    assert form.is_valid(), form.errors
    assert form.cleaned_data["grise"] == "02146028333"


def test_locked_choice_and_date_show_what_a_person_reads() -> None:
    form = GalerieForm(initial={"pays": "109", "handicap": False, "naissance": "2004-11-28"})
    for nom in ("pays", "handicap"):
        form.fields[nom].verrouille = True
    html = _dessiner("{% champs form 'pays' 'handicap' %}", form=form)
    assert Elements(html).un("id_pays")["value"] == "ALLEMAGNE"
    assert Elements(html).un("id_handicap")["value"] == "Non"
    assert "fieldset" not in html


def test_confirmation_that_differs_is_refused_at_the_second_field() -> None:
    form = GalerieForm({**VALABLE, "confirmation": "autre@demo.example"})
    assert form.errors == {"confirmation": ["Les deux adresses mail sont différentes."]}
    assert GalerieForm(VALABLE).is_valid()


def test_confirmation_says_nothing_more_of_a_wrong_first_field() -> None:
    form = GalerieForm({**VALABLE, "courriel": "dack"})
    assert list(form.errors) == ["courriel"]


def test_refusal_of_a_service_stands_at_its_field_or_above() -> None:
    form = GalerieForm(VALABLE)
    form.refuser(Refus("Cette adresse mail existe déjà", champ="courriel"))
    form.refuser(Refus("Le service est fermé", champ="inconnu"))
    html = _dessiner("{% resume_erreurs form %}", form=form)
    assert '<a href="#id_courriel">Cette adresse mail existe déjà</a>' in html
    assert "<li>Le service est fermé</li>" in html


def test_condition_names_the_other_field_with_its_prefix() -> None:
    html = _dessiner("{% champ form.ville %}", form=GalerieForm(prefix="p"))
    assert 'data-si-champ="p-pays" data-si-valeurs="109"' in html


def test_textarea_keeps_a_first_empty_line() -> None:
    form = forms.PortailForm()
    form.fields["texte"] = forms.ZoneTexteField(label="Texte", initial="\nb")
    assert ">\n\nb</textarea>" in _dessiner("{% champs form %}", form=form)


def test_field_that_is_not_of_the_portal_is_an_error() -> None:
    class Etranger(forms.PortailForm):
        nom = django_forms.CharField()

    with pytest.raises(TypeError, match=r"Etranger\.nom"):
        _dessiner("{% champs form %}", form=Etranger())


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "Inscrit" couleur="rouge" %}',
        '{% badge "Inscrit" "succes" "trop" %}',
        "{% bouton %}",
        '{% carte "T" contenu="x" %}{% fincarte %}',
        '{% carte "T" %}',
    ],
)
def test_undeclared_component_attribute_fails_at_compilation(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        _dessiner(source)


def test_undeclared_value_of_a_component_is_an_error() -> None:
    with pytest.raises(AttributInconnu):
        _dessiner('{% badge "Inscrit" ton="rouge" %}')


def test_components_escape_what_they_are_given() -> None:
    html = _dessiner("{% carte titre %}{{ titre }}{% fincarte %}{% definitions p %}", titre="<i>", p=[("<u>", "<s>")])
    assert re.findall(r"<[ius]>", html) == []
    assert html.count("&lt;i&gt;") == 2


def test_active_step_is_said_and_steps_not_reached_are_no_links() -> None:
    onglets = [{"titre": "1", "url": "/1", "fait": True}, {"titre": "2", "url": "/2"}, {"titre": "3"}]
    html = _dessiner("{% onglets onglets actif=2 %}", onglets=onglets)
    assert html.count('aria-current="step"') == 1
    assert re.findall(r'href="([^"]+)"', html) == ["/1"]
    assert "Étape 2 sur 3" in html


TEXTE = st.text(max_size=300) | st.text(alphabet="\x00\ud800\u202e<>&\"'\n\t ٢é/-,.@+0123456789", max_size=60)
POSTE = st.dictionaries(
    st.sampled_from([*GalerieForm.base_fields, "inconnu"]), st.lists(TEXTE, min_size=1, max_size=3), max_size=20
)


@pytest.mark.urls("tests.common.galerie")
@settings(max_examples=150, deadline=None)
@given(poste=POSTE)
def test_any_post_is_answered_by_a_page(poste: dict[str, list[str]]) -> None:
    propre = {nom: [v.encode("utf-8", "replace").decode() for v in valeurs] for nom, valeurs in poste.items()}
    reponse = Client().post("/galerie/", propre)
    assert reponse.status_code == 200


@settings(max_examples=150, deadline=None)
@given(poste=POSTE)
def test_any_value_is_cleaned_or_refused_and_drawn_again(poste: dict[str, list[str]]) -> None:
    donnees = QueryDict(mutable=True)
    for nom, valeurs in poste.items():
        donnees.setlist(nom, valeurs)
    form = GalerieForm(donnees)
    form.is_valid()
    html = _dessiner("{% resume_erreurs form %}{% champs form %}", form=form)
    for texte in (form.cleaned_data.get("nom", ""), form.cleaned_data.get("prenoms", "")):
        texte.encode("utf-8")  # what is clean can be stored
        assert "\x00" not in texte
    assert html


def test_huge_values_are_refused_quickly_and_not_repeated_without_bound() -> None:
    form = GalerieForm(dict.fromkeys(GalerieForm.base_fields, "x" * 500000))
    assert set(form.errors) >= {"nom", "prenoms", "naissance", "pays", "courriel", "mobile", "secret", "handicap"}
