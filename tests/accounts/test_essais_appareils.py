"""Failed sign-ins and the browsers that an account knows: a classmate's failures, forged marks, what a mark tells."""

import re

import pytest
from django.test import Client

from .conftest import creer_actif
from .test_connexion import entrer
from .test_essais import DACK, GRATUITS, choisir, echouer, lien_de_nouveau_mot_de_passe

pytestmark = pytest.mark.django_db


def test_classmate_behind_the_same_address_cannot_keep_the_owner_out(client: Client) -> None:
    creer_actif()
    entrer(client, DACK)
    client.post("/compte/deconnexion/")
    camarade = Client()

    assert echouer(camarade, 6) == [200] * GRATUITS + [429] * 2

    assert entrer(client, DACK).status_code == 302
    assert entrer(camarade, DACK).status_code == 429, "the owner's sign-in gives the other no new tries"


def test_owner_whose_browser_is_new_gets_in_by_the_mail_whatever_the_classmate_does(client: Client) -> None:
    creer_actif()
    camarade = Client()
    echouer(camarade, 6)
    assert entrer(client, DACK).status_code == 429

    choisir(client, lien_de_nouveau_mot_de_passe(client, DACK), "Poulain.vert8")
    assert echouer(camarade, 6)[-1] == 429

    assert entrer(client, DACK, "Poulain.vert8").status_code == 302


@pytest.mark.parametrize("valeur", ["", "x", "a" * 20 + ":1wABCD:" + "b" * 43, "\u00e9"])
def test_known_browser_is_not_to_be_forged(client: Client, valeur: str) -> None:
    creer_actif()
    client.cookies["cyclades-connu"] = valeur

    echouer(client, 5)

    assert entrer(client, DACK).status_code == 429


def test_known_browser_waits_for_its_own_failures_and_helps_no_other_account(client: Client) -> None:
    creer_actif()
    creer_actif("voisin@demo.example")
    entrer(client, DACK)
    client.post("/compte/deconnexion/")

    assert echouer(client, 5)[-1] == 429
    camarade = Client()
    echouer(camarade, 5, "voisin@demo.example")
    assert entrer(client, "voisin@demo.example").status_code == 429


def test_known_browser_names_nobody(client: Client) -> None:
    compte = creer_actif()
    entrer(client, DACK)

    morceau = client.cookies["cyclades-connu"]

    assert not re.search(f"accrall|{compte.numero_candidat}|{compte.pk}-", morceau.value)
    assert (morceau["httponly"], morceau["samesite"], morceau["max-age"]) == (True, "Lax", 180 * 24 * 3600)
