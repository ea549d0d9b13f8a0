"""Odd text in every field of sign-in, forgotten password and « Modifier mon compte »: never a 500, never an echo.

An identifier comes back as it was typed, beside its sentence; a password never comes back, and opens to the letter.
"""

import html
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.test import Client

from accounts.models import ChangementAdresse, User
from accounts.services import connexion
from accounts.validators import defauts_du_mot_de_passe
from cyclades.outbox import services as outbox

from .conftest import MOT_DE_PASSE, creer_actif
from .test_connexion import connecte, entrer
from .test_creation_etranges import GARDES, REFUSES

pytestmark = pytest.mark.django_db
ETRANGES = {**GARDES, **REFUSES, "substitut": "Da\udc80ck", "vide": "   ", "chiffres arabes": "٠٢١٤٦٠٢٨٣٣٣"}
SECRETS = {
    "emoji": "Zoé.İı👩‍🎓x",
    "arabe": "ضاكرaB!12",
    "largeur nulle": "Aa!\u200b12345",
    "sens forcé": "Aa!\u202e12345",
    "sql": "';DROP Table--",
    "gabarit": "{{7*7}}aB",
    "tableur": '=Lien("x";1)',
    "balise": "<b>Aa1&amp;</b>",
    "espaces": "  Aa! Zy.7 ",
    "composé": "E\u0301te\u0301.2027",
}


def valeur_montree(reponse: Any, nom: str) -> str | None:
    trouve = re.search(rf'name="{nom}"[^>]*? value="([^"]*)"', reponse.content.decode())
    return html.unescape(trouve[1]) if trouve else None


def poster(client: Client, chemin: str, donnees: dict[str, str]) -> Any:
    """As a robot would: lone surrogates go as the bytes that they are."""
    corps = "&".join(f"{n}={quote(v.encode('utf-8', 'surrogatepass'), safe='')}" for n, v in donnees.items())
    return client.post(chemin, corps.encode(), content_type="application/x-www-form-urlencoded")


@pytest.fixture
def compte(client: Client) -> User:
    """Signed in with `client`."""
    compte = creer_actif()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return compte


@pytest.mark.parametrize("etrange", GARDES.values(), ids=GARDES)
@pytest.mark.parametrize("chemin", ["/compte/connexion/", "/compte/mot-de-passe/oublie/"])
def test_odd_identifier_is_refused_or_answered_as_any_other(client: Client, chemin: str, etrange: str) -> None:
    reponse = client.post(chemin, {"identifiant": etrange, "mot_de_passe": MOT_DE_PASSE})

    if chemin.endswith("oublie/"):
        assert (reponse.status_code, reponse["Location"]) == (302, "/compte/mot-de-passe/envoye/")
    else:
        assert "Identifiant ou mot de passe incorrect" in reponse.content.decode()
        assert valeur_montree(reponse, "identifiant") == etrange
    assert MOT_DE_PASSE not in reponse.content.decode()


@pytest.mark.parametrize("etrange", ["Da\x00ck", "Da\x07ck", "x" * 10_000, "   ", ""])
@pytest.mark.parametrize("chemin", ["/compte/connexion/", "/compte/mot-de-passe/oublie/"])
def test_identifier_that_cannot_be_one_has_a_sentence_beside_it(client: Client, chemin: str, etrange: str) -> None:
    reponse = poster(client, chemin, {"identifiant": etrange, "mot_de_passe": MOT_DE_PASSE})

    assert reponse.status_code == 200
    assert reponse.context["form"].errors["identifiant"]


@pytest.mark.parametrize("chemin", ["/compte/connexion/", "/compte/mot-de-passe/oublie/"])
def test_bytes_that_are_no_text_are_an_identifier_that_nobody_has(client: Client, chemin: str) -> None:
    reponse = poster(client, chemin, {"identifiant": "Da\udc80ck", "mot_de_passe": MOT_DE_PASSE})

    assert reponse.status_code in (200, 302)
    assert not connecte(client)


@pytest.mark.parametrize("etrange", ETRANGES.values(), ids=ETRANGES)
@pytest.mark.parametrize("champ", ["mot_de_passe", "next"])
def test_odd_password_or_next_at_sign_in(client: Client, champ: str, etrange: str) -> None:
    creer_actif()
    donnees = {"identifiant": "dack.accrall@demo.example", "mot_de_passe": MOT_DE_PASSE, champ: etrange}

    reponse = poster(client, "/compte/connexion/", donnees)

    if champ == "next":
        assert (reponse.status_code, reponse["Location"]) == (302, "/inscriptions/")
    else:
        assert reponse.status_code == 200
        assert not connecte(client)
        assert etrange.strip() == "" or f'value="{html.escape(etrange)}"' not in reponse.content.decode()


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_odd_password_chosen_by_mail_opens_to_the_letter(client: Client, secret: str) -> None:
    compte = creer_actif()
    assert defauts_du_mot_de_passe(secret) == []
    lien = f"/compte/mot-de-passe/choisir/{compte.pk}/{connexion.jeton_mot_de_passe(compte)}/"

    assert client.post(lien, {"nouveau": secret, "confirmation": secret}).status_code == 302

    assert [entrer(Client(), compte.email, faux).status_code for faux in (secret[:-1], secret.casefold())] == [200, 200]
    assert entrer(client, compte.email, secret).status_code == 302


@pytest.mark.parametrize("etrange", ETRANGES.values(), ids=ETRANGES)
@pytest.mark.parametrize("champ", ["nouveau", "confirmation"])
def test_odd_password_chosen_alone_is_refused_at_its_field(client: Client, champ: str, etrange: str) -> None:
    compte = creer_actif()
    lien = f"/compte/mot-de-passe/choisir/{compte.pk}/{connexion.jeton_mot_de_passe(compte)}/"
    donnees = {"nouveau": "Poulain.vert8", "confirmation": "Poulain.vert8", champ: etrange}

    reponse = poster(client, lien, donnees)

    assert reponse.status_code == 200
    assert reponse.context["form"].errors
    assert 'type="password" value' not in reponse.content.decode()
    compte.refresh_from_db()
    assert compte.check_password(MOT_DE_PASSE)


@pytest.mark.parametrize("etrange", ETRANGES.values(), ids=ETRANGES)
@pytest.mark.parametrize("champ", ["adresse_mail", "confirmation_adresse", "actuel"])
def test_odd_text_in_the_change_of_address(client: Client, compte: User, champ: str, etrange: str) -> None:
    nouvelle = "neuve@demo.example"
    donnees = {"adresse_mail": nouvelle, "confirmation_adresse": nouvelle, "actuel": MOT_DE_PASSE, champ: etrange}

    reponse = poster(client, "/compte/modifier/adresse/", {f"adresse-{n}": v for n, v in donnees.items()})

    assert reponse.status_code in (200, 422)
    form = reponse.context["adresse_form"]
    assert form.errors
    assert not ChangementAdresse.objects.exists()
    if champ in ("adresse_mail", "confirmation_adresse") and etrange in GARDES.values():
        assert valeur_montree(reponse, f"adresse-{champ}") == etrange


@pytest.mark.parametrize("etrange", ETRANGES.values(), ids=ETRANGES)
@pytest.mark.parametrize("champ", ["actuel", "nouveau", "confirmation"])
def test_odd_text_in_the_change_of_password(client: Client, compte: User, champ: str, etrange: str) -> None:
    donnees = {"actuel": MOT_DE_PASSE, "nouveau": "Poulain.vert8", "confirmation": "Poulain.vert8", champ: etrange}

    reponse = poster(client, "/compte/modifier/mot-de-passe/", {f"mdp-{n}": v for n, v in donnees.items()})

    assert reponse.status_code in (200, 422)
    assert reponse.context["mot_de_passe_form"].errors
    compte.refresh_from_db()
    assert compte.check_password(MOT_DE_PASSE)


@pytest.mark.parametrize("etrange", ETRANGES.values(), ids=ETRANGES)
def test_odd_password_does_not_erase_the_account(client: Client, compte: User, etrange: str) -> None:
    assert poster(client, "/compte/supprimer/", {"actuel": etrange}).status_code in (200, 422)
    assert User.objects.filter(pk=compte.pk).exists()


@pytest.mark.parametrize("local", ["zoé", "o'neil", "a+b", "ضاكر", '"a b"', "=cmd", "{{7*7}}"])
def test_odd_mail_address_is_confirmed_to_the_letter_or_refused(client: Client, compte: User, local: str) -> None:
    nouvelle = f"{local}@demo.example"
    champs = {"adresse_mail": nouvelle, "confirmation_adresse": nouvelle, "actuel": MOT_DE_PASSE}

    reponse = client.post("/compte/modifier/adresse/", {f"adresse-{n}": v for n, v in champs.items()})

    if reponse.status_code == 302:
        assert ChangementAdresse.objects.get().nouvelle == nouvelle
        outbox.vider()
        assert mail.outbox[-1].to == [nouvelle]
    else:
        assert reponse.context["adresse_form"].errors["adresse_mail"]
        assert valeur_montree(reponse, "adresse-adresse_mail") == nouvelle
