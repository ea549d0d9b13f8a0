"""Odd text in every field of the creation form: kept to the letter, or refused in words and shown again."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import CandidateProfile, User
from accounts.services import activation

from .conftest import SAISIE

Saisie = Callable[..., dict[str, str]]
pytestmark = pytest.mark.django_db

GARDES = {
    "emoji": "Zoé 👩‍🎓",
    "écriture arabe": "ضاكر",
    "arabe et latin": "Dack \u200fضاكر\u200f",
    "largeur nulle": "Da\u200bck",
    "turc": "İı",
    "sql": "'; DROP TABLE accounts_user;--",
    "gabarit": "{{7*7}}{% url 'x' %}",
    "tableur": '=HYPERLINK("http://x.example";"clic")',
    "balises": "<b>Dack</b>&amp;",
    "un seul caractère": "李",
    "apostrophe courbe": "N’Guessan-D'Été",
}
REFUSES = {
    "nul": "Da\x00ck",
    "commande": "Da\x07ck",
    "long": "x" * 10_000,
    "sens forcé": "\u202eDack\u202c",
    "invisible": "\u200b\u2060",
}
# What is typed with it for the field to count, and the field of the profile that keeps it.
AUTRE = {"departement_naissance": "autre"}
ETRANGER = {"pays_naissance": "BE", "departement_naissance": "", "commune_naissance": ""}
TEXTES: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "nom de famille": (("nom_naissance", "confirmation_nom"), {}, "nom_naissance"),
    "nom d'usage": (("nom_usage",), {}, "nom_usage"),
    "prénoms": (("prenoms",), {}, "prenoms"),
    "département": (("departement_libre",), {**AUTRE, "commune_naissance": "Oran"}, "departement_libre"),
    "commune": (("commune_naissance",), {**AUTRE, "departement_libre": "Oran"}, "commune_naissance"),
    "commune du département": (("commune_naissance",), {"commune_choix": "libre"}, "commune_naissance"),
    "ville": (("ville_naissance",), ETRANGER, "ville_naissance"),
}


@pytest.mark.parametrize("etrange", GARDES.values(), ids=GARDES)
@pytest.mark.parametrize(("champs", "avec", "garde"), TEXTES.values(), ids=TEXTES)
def test_odd_text_comes_back_to_the_letter(
    client: Client, saisie: Saisie, champs: tuple[str, ...], avec: dict[str, str], garde: str, etrange: str
) -> None:
    reponse = client.post("/compte/creer/", saisie(**avec, **dict.fromkeys(champs, etrange)))

    assert reponse.status_code == 302, reponse.context["form"].errors
    compte = User.objects.get()
    assert getattr(compte.profil, garde) == etrange
    assert activation.activer(compte_id=compte.pk, cree_le=compte.cree_le) is activation.Issue.ACTIVE
    compte.refresh_from_db()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    page = client.get("/compte/modifier/").content.decode()
    for champ in champs:
        montre = re.search(rf'name="{champ}"[^>]*? value="([^"]*)"', page)
        assert montre is not None
        assert html.unescape(montre[1]) == etrange


@pytest.mark.parametrize("etrange", REFUSES.values(), ids=REFUSES)
@pytest.mark.parametrize(("champs", "avec", "garde"), TEXTES.values(), ids=TEXTES)
def test_text_that_cannot_be_kept_is_refused_at_its_field_and_shown_again(
    client: Client, saisie: Saisie, champs: tuple[str, ...], avec: dict[str, str], garde: str, etrange: str
) -> None:
    reponse = client.post("/compte/creer/", saisie(**avec, **dict.fromkeys(champs, etrange)))

    assert reponse.status_code == 200
    form = reponse.context["form"]
    assert form.errors[garde]
    assert form[garde].value() == etrange
    assert not CandidateProfile.objects.exists()


@pytest.mark.parametrize("etrange", [*GARDES.values(), *REFUSES.values()], ids=[*GARDES, *REFUSES])
@pytest.mark.parametrize(
    "champ", sorted(SAISIE.keys() - {"nom_naissance", "nom_usage", "prenoms", "commune_naissance", "ville_naissance"})
)
def test_odd_text_in_any_other_field_is_refused_there(client: Client, saisie: Saisie, champ: str, etrange: str) -> None:
    reponse = client.post("/compte/creer/", saisie(**{champ: etrange}))

    assert reponse.status_code == 200
    assert reponse.context["form"].errors.keys() & {champ, f"confirmation_{champ}"}
    assert not User.objects.exists()


@pytest.mark.parametrize("secret", ["Zoé.İı👩‍🎓", "';DROP Table--", "{{7*7}}aB", '=Lien("x";1)', "ضاكرaB!12"])
def test_odd_password_opens_the_account_to_the_letter(client: Client, saisie: Saisie, secret: str) -> None:
    donnees = saisie(mot_de_passe=secret, confirmation_mot_de_passe=secret)

    assert client.post("/compte/creer/", donnees).status_code == 302
    assert User.objects.get().check_password(secret)


@pytest.mark.parametrize("champ", sorted([*SAISIE, "departement_libre", "commune_choix"]))
def test_bytes_that_are_no_text_give_no_500(client: Client, saisie: Saisie, champ: str) -> None:
    corps = b"&".join(
        f"{nom}=".encode() + (b"%ED%B2%80%FF" if nom == champ else quote(valeur).encode())
        for nom, valeur in saisie(**{champ: ""}).items()
    )

    reponse = client.post("/compte/creer/", corps, content_type="application/x-www-form-urlencoded")

    assert reponse.status_code in (200, 302)


@pytest.mark.parametrize("etrange", [*GARDES.values(), *REFUSES.values()], ids=[*GARDES, *REFUSES])
def test_odd_text_in_the_search_of_a_commune_finds_nothing(client: Client, etrange: str) -> None:
    for question in (
        {"departement_naissance": "14", "commune_naissance": etrange},
        {"departement_naissance": etrange, "commune_naissance": "may sur orne"},
    ):
        reponse = client.get("/compte/communes/", question)
        assert (reponse.status_code, "data-valeur" in reponse.content.decode()) == (200, False)
