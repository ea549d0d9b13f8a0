"""Sign-in, sign-out, lockout, forgotten password."""

import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client

from accounts.models import User
from cyclades.common import clock
from cyclades.common.hashers import Argon2idHasher
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message

from .conftest import MOT_DE_PASSE, creer, creer_actif

pytestmark = pytest.mark.django_db


def entrer(client: Client, identifiant: str, mot_de_passe: str = MOT_DE_PASSE, **autres: Any) -> Any:
    return client.post("/compte/connexion/", {"identifiant": identifiant, "mot_de_passe": mot_de_passe, **autres})


def personnel(**autres: Any) -> User:
    membre = User(
        identifiant="agent@demo.example",
        email="agent@demo.example",
        is_active=True,
        is_staff=True,
        cree_le=clock.maintenant(),
        active_le=clock.maintenant(),
        **autres,
    )
    membre.set_password(MOT_DE_PASSE)
    membre.save()
    return membre


def connecte(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_connexion_page_shows_labels(client: Client) -> None:
    page = client.get("/compte/connexion/").content.decode().replace("&#x27;", "'")

    for libelle in (
        "Identifiant de connexion",
        "Mot de passe",
        "Se connecter",
        "Mot de passe oublié, réinitialisation du mot de passe",
        "Je n'ai pas de compte",
    ):
        assert libelle in page


@pytest.mark.parametrize("forme", ["mail", "MAIL", "numero"])
def test_connexion_by_mail_or_number(client: Client, forme: str) -> None:
    compte = creer_actif()
    identifiant = {"mail": compte.email, "MAIL": compte.email.upper(), "numero": compte.numero_candidat}[forme]

    reponse = entrer(client, str(identifiant))

    assert (reponse.status_code, reponse["Location"]) == (302, "/inscriptions/")
    assert connecte(client)


@pytest.mark.parametrize(
    ("identifiant", "mot_de_passe"),
    [
        ("dack.accrall@demo.example", "faux"),
        ("inconnu@demo.example", MOT_DE_PASSE),
        ("", ""),
        ("a\x00b", MOT_DE_PASSE),
        ("x" * 300, MOT_DE_PASSE),
        ("dack.accrall@demo.example", "a\x00"),
        ("dack.accrall@demo.example", "x" * 5000),
        ("٠٢١٤٦٠٢٨٣٣٣", MOT_DE_PASSE),
    ],
)
def test_connexion_wrong_is_refused(client: Client, identifiant: str, mot_de_passe: str) -> None:
    creer_actif()

    assert entrer(client, identifiant, mot_de_passe).status_code == 200
    assert not connecte(client)


def test_connexion_not_activated_is_told_and_can_ask_again(client: Client) -> None:
    creer()

    page = entrer(client, "dack.accrall@demo.example").content.decode()
    assert "n&#x27;est pas encore activé" in page
    assert client.post("/compte/creer/renvoyer/").status_code == 302
    assert Message.objects.filter(genre="compte.activation").count() == 2
    assert "encore activ" not in entrer(client, "dack.accrall@demo.example", "Faux.mot7").content.decode()


@pytest.mark.parametrize(
    ("suite", "attendu"),
    [
        ("/inscriptions/nouvelle/", "/inscriptions/nouvelle/"),
        ("https://mechant.example/", "/inscriptions/"),
        ("//mechant.example", "/inscriptions/"),
        ("javascript:alert(1)", "/inscriptions/"),
        ("abc", "/inscriptions/"),
        ("portail:aide", "/inscriptions/"),
        ("/\r\nLocation: //mechant.example", "/%0D%0ALocation:%20//mechant.example"),
    ],
)
def test_connexion_next_only_within_the_portal(client: Client, suite: str, attendu: str) -> None:
    creer_actif()

    assert entrer(client, "dack.accrall@demo.example", next=suite)["Location"] == attendu


def test_connexion_costs_one_hash_whether_the_account_exists_or_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    creer_actif()
    faits: list[str] = []

    def compter(nom: str) -> None:
        vraie = getattr(Argon2idHasher, nom)

        def compte(*args: Any, **kwargs: Any) -> Any:
            faits.append(nom)
            return vraie(*args, **kwargs)

        monkeypatch.setattr(Argon2idHasher, nom, compte)

    compter("encode")
    compter("verify")
    entrer(client, "inconnu@demo.example", "Faux.mot1")
    inconnu = len(faits)
    entrer(client, "dack.accrall@demo.example", "Faux.mot1")

    assert len(faits) - inconnu == inconnu > 0


def test_connexion_failure_keeps_nothing_of_what_was_typed(client: Client) -> None:
    creer_actif()

    entrer(client, "dack.accrall@demo.example", "Secret.Canari7")
    entrer(client, "Secret.Canari7", "x", next="/dack.accrall/")

    traces = str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.count() == 2
    assert not re.search("canari|accrall", traces, re.IGNORECASE)


def test_connexion_of_staff_leads_to_the_second_factor_and_in_demonstration_to_gestion(
    client: Client, settings: Any
) -> None:
    personnel()

    assert entrer(client, "agent@demo.example")["Location"] == "/compte/second-facteur/verifier/?next=%2Fgestion%2F"
    assert client.get("/gestion/")["Location"].startswith("/compte/second-facteur/verifier/")
    settings.DEMO = True
    assert entrer(Client(), "agent@demo.example")["Location"] == "/gestion/"


def test_deconnexion_by_post_only(client: Client) -> None:
    creer_actif()
    entrer(client, "dack.accrall@demo.example")

    assert client.get("/compte/deconnexion/").status_code == 405
    assert connecte(client)
    client.post("/compte/deconnexion/")
    assert not connecte(client)


def test_connexion_post_without_csrf_token_is_refused() -> None:
    assert entrer(Client(enforce_csrf_checks=True), "x@demo.example").status_code == 403


def test_oublie_answers_the_same_whether_the_account_exists_or_not(client: Client) -> None:
    creer_actif()

    reponses = [
        client.post("/compte/mot-de-passe/oublie/", {"identifiant": identifiant})
        for identifiant in ("dack.accrall@demo.example", "inconnu@demo.example")
    ]

    assert [(r.status_code, r["Location"]) for r in reponses] == [(302, "/compte/mot-de-passe/envoye/")] * 2
    outbox.vider()
    assert [m.to for m in mail.outbox] == [["dack.accrall@demo.example"]]


def test_oublie_link_changes_password_once_and_ends_sessions(client: Client) -> None:
    compte = creer_actif()
    ouverte = Client()
    entrer(ouverte, compte.email)
    assert ouverte.get("/compte/modifier/").status_code == 200
    client.post("/compte/mot-de-passe/oublie/", {"identifiant": compte.numero_candidat})
    outbox.vider()
    trouve = re.search(r"http://[^/]+(/compte/mot-de-passe/choisir/\S+)", str(mail.outbox[0].body))
    assert trouve is not None

    faible = client.post(trouve[1], {"nouveau": "Accrall.1", "confirmation": "Accrall.1"})
    assert "ressemble trop" in faible.content.decode()
    nouveau = {"nouveau": "Poulain.vert8", "confirmation": "Poulain.vert8"}
    assert client.post(trouve[1], nouveau)["Location"] == "/compte/connexion/"

    assert client.get(trouve[1]).status_code == 410
    assert ouverte.get("/compte/modifier/").status_code == 302
    assert entrer(client, compte.email).status_code == 200
    assert entrer(client, compte.email, "Poulain.vert8").status_code == 302
    outbox.vider()
    assert mail.outbox[-1].subject == "[CYCLADES] Votre mot de passe a été modifié"


def test_oublie_of_account_not_activated_sends_activation_again(client: Client) -> None:
    creer()
    outbox.vider()

    client.post("/compte/mot-de-passe/oublie/", {"identifiant": "dack.accrall@demo.example"})
    outbox.vider()

    assert [m.subject for m in mail.outbox] == ["[CYCLADES] Activer mon compte"] * 2


@pytest.mark.parametrize("chemin", ["1/abc", "999999999999999999/x-y", "0/%00"])
def test_choisir_forged_link_is_refused(client: Client, chemin: str) -> None:
    assert client.get(f"/compte/mot-de-passe/choisir/{chemin}/").status_code == 410
