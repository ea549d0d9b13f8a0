"""Whose place a try comes from, and what a refusal tells: the same, at the same cost, whoever it is for."""

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.lockout import adresse_client
from accounts.models import User
from cyclades.common.hashers import Argon2idHasher

from .conftest import creer, creer_actif
from .test_connexion import entrer, personnel
from .test_essais import GRATUITS, echouer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mandataires", "entete", "attendue"),
    [
        (0, "", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.66, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.66, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "n'importe quoi", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_client_address_is_what_our_own_front_server_saw(
    rf: RequestFactory, settings: Any, mandataires: int, entete: str, attendue: str
) -> None:
    settings.MANDATAIRES = mandataires
    entetes = {"X-Forwarded-For": entete} if entete else {}

    assert adresse_client(rf.get("/", REMOTE_ADDR="192.0.2.1", headers=entetes)) == attendue


def test_connexion_a_forged_header_does_not_escape_the_lock(client: Client, settings: Any) -> None:
    settings.MANDATAIRES = 1
    creer_actif()

    codes = [
        client.post(
            "/compte/connexion/",
            {"identifiant": "dack.accrall@demo.example", "mot_de_passe": "Faux.mot1"},
            headers={"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7"},
        ).status_code
        for n in range(6)
    ]

    assert codes == [200] * GRATUITS + [429] * 2


def test_connexion_failures_of_one_lock_nobody_else_behind_the_same_address(client: Client) -> None:
    creer_actif()
    for n in range(10):
        entrer(client, "voisin@demo.example", f"Faux.mot{n}")

    assert entrer(client, "dack.accrall@demo.example").status_code == 302


def test_connexion_right_password_before_activation_never_locks(client: Client) -> None:
    creer()

    assert {entrer(client, "dack.accrall@demo.example").status_code for _ in range(12)} == {200}


# --- What a refusal tells


def test_refusal_tells_and_costs_the_same_whoever_it_is_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown, active, by number, waiting for activation, set aside, staff: one page, as many hashes."""
    actif = creer_actif()
    creer("attend@demo.example")
    User.objects.filter(pk=creer_actif("ecarte@demo.example").pk).update(is_active=False)
    personnel()
    identifiants = (
        *("inconnu@demo.example", "02799999999", actif.email, str(actif.numero_candidat)),
        *("attend@demo.example", "ecarte@demo.example", "agent@demo.example"),
    )
    faits: list[str] = []

    def compter(nom: str) -> None:
        vraie = getattr(Argon2idHasher, nom)

        def comptee(*args: Any, **kwargs: Any) -> Any:
            faits.append(nom)
            return vraie(*args, **kwargs)

        monkeypatch.setattr(Argon2idHasher, nom, comptee)

    compter("encode")
    compter("verify")
    pages, couts = set(), []
    for identifiant in identifiants:
        avant = len(faits)
        page = entrer(client, identifiant, "Faux.mot1")
        couts.append(len(faits) - avant)
        texte = page.content.decode().replace(f'value="{identifiant}"', "")
        pages.add((page.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", texte)))

    assert len(pages) == 1
    assert len(set(couts)) == 1, couts


def test_wait_is_the_same_for_an_account_that_does_not_exist(client: Client) -> None:
    creer_actif()

    assert echouer(client, 6, "inconnu@demo.example") == echouer(client, 6)
