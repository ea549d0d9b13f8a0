"""The session's end: inactivity, absolute end, and what was typed meanwhile given back to the same person only."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.registrations import gestes
from tests.usines import MOT_DE_PASSE, compte_candidat

pytestmark = pytest.mark.django_db
TAB = f"{gestes.BASE}identification/"


def vieillir(client: Client, *, vu: float = 0, debut: float = 0) -> None:
    """Make the session older by so many seconds."""
    session = client.session
    session["vu"] -= vu
    session["debut"] -= debut
    session.save()


def se_connecter(client: Client, compte: User) -> Any:
    donnees = {"identifiant": compte.email, "mot_de_passe": MOT_DE_PASSE}
    return client.post("/compte/connexion/", donnees)


@pytest.fixture
def candidat(client: Client, horloge: Any) -> User:
    """Signed in through the page, with a draft at the guide's date."""
    horloge("2021-11-10T13:00+01:00")
    compte = compte_candidat(email="dack@demo.example")
    se_connecter(client, compte)
    gestes.ouvrir(client)
    return compte


def saisie(client: Client) -> dict[str, Any]:
    revision = gestes.champ_cache(client.get(TAB), "revision")
    return {**gestes.ONGLETS["identification"], "action": "suivant", "revision": revision, "voie": "12 rue du Canari"}


@pytest.mark.parametrize("age", [{"vu": 3600.0}, {"debut": 12 * 3600.0}])
def test_session_ends_without_activity_and_after_the_longest_day(
    client: Client, candidat: User, age: dict[str, float]
) -> None:
    vieillir(client, **age)

    assert client.get("/inscriptions/").status_code == 302
    assert client.get("/compte/session/").json() == {"reste": 0}


def test_session_is_renewed_by_activity_and_not_at_each_page(client: Client, candidat: User) -> None:
    def ecritures() -> list[str]:
        with CaptureQueriesContext(connection) as captees:
            client.get("/inscriptions/")
        sqls = [q["sql"] for q in captees.captured_queries]
        return [s for s in sqls if s.startswith(("UPDATE", "INSERT")) and "accounts_sessionouverte" in s]

    assert ecritures() == []
    vieillir(client, vu=1000)
    assert len(ecritures()) == 1
    assert ecritures() == []
    assert client.get("/compte/session/").json()["reste"] > 3500


def test_asking_how_long_is_left_renews_nothing_and_staying_does(client: Client, candidat: User) -> None:
    vieillir(client, vu=3400)

    assert client.get("/compte/session/").json()["reste"] <= 200
    assert client.post("/compte/session/").json()["reste"] >= 3590


def test_pages_say_when_the_session_ends_in_the_portal_s_time(client: Client, candidat: User) -> None:
    page = client.get(TAB).content.decode()

    assert re.search(r"vous serez déconnecté\(e\) à 1[34]:\d\d\.", page)
    assert 'data-reste="3' in page
    assert "session.js" not in Client().get("/").content.decode()


def test_a_tab_posted_after_the_end_is_given_back_once_signed_in_again(client: Client, candidat: User) -> None:
    donnees = saisie(client)
    vieillir(client, vu=3600)

    refus = client.post(TAB, donnees, follow=True)
    assert "Votre saisie est gardée" in refus.content.decode()
    retour = se_connecter(client, candidat)
    assert retour.url == "/compte/reprendre/"
    page = client.get(retour.url)
    champs = page.context["reprise"].champs
    assert dict(champs)["voie"] == "12 rue du Canari"

    suite = client.post(page.context["reprise"].chemin, dict(champs))

    assert suite.headers["Location"] == f"{gestes.BASE}informations/"
    assert "12 rue du Canari" in client.get(TAB).content.decode()


def test_another_person_of_the_same_browser_gets_nothing(client: Client, candidat: User) -> None:
    autre = compte_candidat(email="autre@demo.example")
    donnees = saisie(client)
    vieillir(client, vu=3600)
    client.post(TAB, donnees)

    retour = se_connecter(client, autre)

    assert retour.url == "/inscriptions/"
    assert client.get("/compte/reprendre/").status_code == 302
    assert "Canari" not in str(dict(client.session))


def test_given_up_or_signed_out_it_is_forgotten(client: Client, candidat: User) -> None:
    donnees = saisie(client)
    vieillir(client, vu=3600)
    client.post(TAB, donnees)
    se_connecter(client, candidat)

    client.post("/compte/reprendre/")
    assert client.get("/compte/reprendre/").status_code == 302
    client.post("/compte/deconnexion/")
    assert client.cookies["cyclades-qui"].value == ""
    client.post(TAB, donnees)
    assert "reprise" not in client.session


@pytest.mark.parametrize("trop", [{"x": "y" * 100_001}, {"n": ["1"] * 301}, {"mdp-mot_de_passe": "Jument.1"}])
def test_secrets_and_floods_are_not_kept(client: Client, candidat: User, trop: dict[str, Any]) -> None:
    donnees = {**saisie(client), **trop}
    vieillir(client, vu=3600)

    page = client.post(TAB, donnees, follow=True).content.decode()

    assert "Votre session s&#x27;est arrêtée : connectez-vous" in page
    assert "reprise" not in client.session


def test_password_forms_are_never_kept(client: Client, candidat: User) -> None:
    vieillir(client, vu=3600)

    client.post("/compte/modifier/mot-de-passe/", {"mdp-actuel": "a", "mdp-nouveau": "b", "mdp-confirmation": "b"})
    client.post("/compte/modifier/adresse/", {"adresse-adresse_mail": "a@b.fr", "adresse-actuel": "a"})

    assert "reprise" not in client.session


@pytest.mark.parametrize(
    "origine, rendue", [("http://testserver", True), ("https://ailleurs.example", False), ("", False)]
)
def test_form_whose_token_is_out_of_date_is_given_back_only_to_our_own_page(
    candidat: User, origine: str, rendue: bool
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(candidat, backend="accounts.backends.IdentifiantBackend")

    entetes = {"Origin": origine} if origine else {}
    page = strict.post(TAB, {"voie": "12 rue du Canari"}, headers=entetes)

    assert page.status_code == 403
    assert ("12 rue du Canari" in page.content.decode()) == rendue
