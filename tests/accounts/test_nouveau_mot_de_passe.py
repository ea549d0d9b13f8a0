"""« Mot de passe oublié »: a link that serves once, for the right account, for a while; sessions that end (I-28)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.conf import settings as reglages
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.services import adresse as adresses
from accounts.services import connexion, effacement
from accounts.validators import defauts_du_mot_de_passe
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message

from .conftest import MOT_DE_PASSE, creer, creer_actif
from .courses import ensemble
from .test_connexion import entrer
from .test_essais import choisir, lien_de_nouveau_mot_de_passe

DACK = "dack.accrall@demo.example"
NOUVEAU = "Poulain.vert8"


@pytest.fixture
def compte(db: None) -> User:
    return creer_actif()


@pytest.fixture
def lien(client: Client, compte: User) -> str:
    return lien_de_nouveau_mot_de_passe(client, DACK)


def changer(compte: User) -> None:
    connexion.changer_mot_de_passe(compte_id=compte.pk, mot_de_passe="Alezan.brun6")


def changer_d_adresse(compte: User) -> None:
    changement = adresses.demander_changement(compte_id=compte.pk, nouvelle="neuve@demo.example")
    adresses.confirmer_changement(changement_id=changement.pk, cree_le=changement.cree_le)


def se_connecter(compte: User) -> None:
    entrer(Client(), DACK)


def desactiver(compte: User) -> None:
    User.objects.filter(pk=compte.pk).update(is_active=False)


def test_link_is_looked_at_as_often_as_one_likes_and_serves_once(client: Client, lien: str) -> None:
    """Scanners of mailboxes open links: opening changes nothing."""
    assert [client.get(lien).status_code for _ in range(3)] == [200, 200, 200]

    assert choisir(client, lien, NOUVEAU)["Location"] == "/compte/connexion/"

    assert (client.get(lien).status_code, choisir(client, lien, "Alezan.brun6").status_code) == (410, 410)
    assert entrer(client, DACK, NOUVEAU).status_code == 302


@pytest.mark.parametrize("entretemps", [changer, changer_d_adresse, se_connecter, desactiver])
def test_link_dies_with_password_address_or_sign_in(
    client: Client, compte: User, lien: str, entretemps: Callable[[User], None]
) -> None:
    entretemps(compte)

    assert (client.get(lien).status_code, choisir(client, lien, NOUVEAU).status_code) == (410, 410)
    compte.refresh_from_db()
    assert not compte.check_password(NOUVEAU)


@pytest.mark.parametrize(("age", "code"), [(-60, 200), (60, 410)])
def test_link_is_good_for_the_hours_that_the_mail_says(client: Client, lien: str, age: int, code: int) -> None:
    dite = re.search(r"valable (\d+) heures", str(mail.outbox[-1].body))
    assert dite is not None
    assert int(dite[1]) * 3600 == reglages.PASSWORD_RESET_TIMEOUT

    with time_machine.travel(clock.temps_reel().timestamp() + int(dite[1]) * 3600 + age):
        assert client.get(lien).status_code == code


def test_link_of_one_account_opens_no_other(client: Client, compte: User, lien: str) -> None:
    autre = creer_actif("autre@demo.example")

    faux = lien.replace(f"/{compte.pk}/", f"/{autre.pk}/")

    assert faux != lien
    assert client.get(faux).status_code == 410


def test_link_of_an_account_erased_meanwhile_is_told_so(client: Client, compte: User, lien: str) -> None:
    effacement.supprimer_compte(compte_id=compte.pk)

    assert client.get(lien).status_code == 410


def test_token_of_the_address_goes_nowhere_else(client: Client, lien: str) -> None:
    page = client.get(lien)

    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert lien.rstrip("/").rpartition("/")[2] not in page.content.decode()
    assert client.get("/compte/adresse/confirmer/faux/")["Referrer-Policy"] == "strict-origin"


def test_refused_password_keeps_the_link_and_says_everything_at_once(client: Client, compte: User, lien: str) -> None:
    reponse = choisir(client, lien, "accrall")

    phrases = list(reponse.context["form"].errors["nouveau"])
    assert phrases == [
        "Le mot de passe doit comporter de 8 à 20 caractères : il y en a 7.",
        "Il manque au mot de passe une majuscule et un caractère spécial.",
        "Ce mot de passe ressemble trop à votre nom ou à votre adresse. Choisissez-en un autre.",
    ]
    page = reponse.content.decode()
    assert "Ni un mot de passe courant, ni votre nom, ni votre adresse mail." in page
    assert "accrall" not in page.casefold()
    assert choisir(client, lien, NOUVEAU).status_code == 302


@pytest.mark.parametrize(
    ("secret", "nombre"),
    [("", 2), ("azerty", 3), ("Azerty123.", 1), ("Jument.grise7", 0), ("é" * 8, 1), ("x" * 128, 2), ("ACCRALL", 3)],
)
def test_all_faults_of_a_password_are_told_together(secret: str, nombre: int) -> None:
    assert len(defauts_du_mot_de_passe(secret, ["ACCRALL"])) == nombre


def test_two_browsers_signed_in_end_and_the_owner_is_told(client: Client, compte: User) -> None:
    navigateurs = [Client(), Client(HTTP_USER_AGENT="autre")]
    for navigateur in navigateurs:
        entrer(navigateur, DACK)
        assert navigateur.get("/inscriptions/").status_code == 200
    lien = lien_de_nouveau_mot_de_passe(client, DACK)

    choisir(client, lien, NOUVEAU)

    assert [n.get("/inscriptions/").status_code for n in navigateurs] == [302, 302]
    assert [n.get("/compte/session/").json() for n in navigateurs] == [{"reste": 0}] * 2
    outbox.vider()
    dernier = mail.outbox[-1]
    assert (dernier.to, dernier.subject) == ([DACK], "[CYCLADES] Votre mot de passe a été modifié")
    assert NOUVEAU not in str(dernier.body)


def test_password_changed_in_one_browser_ends_the_other_only(compte: User) -> None:
    ici, ailleurs = Client(), Client()
    for navigateur in (ici, ailleurs):
        entrer(navigateur, DACK)
    avant = ici.cookies["cyclades"].value

    champs = {"mdp-actuel": MOT_DE_PASSE, "mdp-nouveau": NOUVEAU, "mdp-confirmation": NOUVEAU}
    assert ici.post("/compte/modifier/mot-de-passe/", champs).status_code == 302

    assert ici.get("/inscriptions/").status_code == 200
    assert ailleurs.get("/inscriptions/").status_code == 302
    assert ici.cookies["cyclades"].value != avant
    outbox.vider()
    assert mail.outbox[-1].subject == "[CYCLADES] Votre mot de passe a été modifié"


@pytest.mark.django_db
def test_asking_answers_the_same_for_every_kind_of_identifier(client: Client) -> None:
    actif = creer_actif()
    creer("attend@demo.example")
    identifiants = [DACK, str(actif.numero_candidat), "attend@demo.example", "inconnu@demo.example", "02799999999"]

    reponses = [client.post("/compte/mot-de-passe/oublie/", {"identifiant": i}) for i in identifiants]
    # Past what one account may ask in an hour, too.
    for _ in range(7):
        reponses.append(client.post("/compte/mot-de-passe/oublie/", {"identifiant": DACK}))

    assert {(r.status_code, r["Location"], r.content) for r in reponses} == {(302, "/compte/mot-de-passe/envoye/", b"")}
    assert Message.objects.filter(genre="compte.mot_de_passe_oublie").count() == 6
    assert len({client.get(r["Location"]).content for r in reponses}) == 1


@pytest.mark.django_db
def test_asking_again_leaves_the_links_already_sent_good(client: Client, compte: User) -> None:
    """Whoever asks in the owner's place cannot make his link die."""
    premier = lien_de_nouveau_mot_de_passe(client, DACK)
    lien_de_nouveau_mot_de_passe(Client(REMOTE_ADDR="192.0.2.9"), DACK)

    assert client.get(premier).status_code == 200


@pytest.mark.race
class TestCourse:
    """The same link used by many at once: one of them is served, and his password is the one kept."""

    @staticmethod
    def _rafale() -> tuple[list[Any], User]:
        compte = creer_actif()
        lien = f"/compte/mot-de-passe/choisir/{compte.pk}/{connexion.jeton_mot_de_passe(compte)}/"

        def utiliser(rang: int) -> Callable[[], int]:
            return lambda: int(choisir(Client(), lien, f"Poulain.vert{rang}").status_code)

        codes = ensemble([utiliser(rang) for rang in range(8)])
        compte.refresh_from_db()
        return codes, compte

    def test_one_is_served(self, base_reelle: None) -> None:
        codes, compte = self._rafale()

        assert sorted(codes) == [302] + [410] * 7
        assert compte.check_password(f"Poulain.vert{codes.index(302)}")
        assert Message.objects.filter(genre="compte.mot_de_passe_change").count() == 1

    def test_control_without_the_second_look_at_the_token_several_are(
        self, base_reelle: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            connexion,
            "choisir_mot_de_passe",
            lambda *, compte_id, jeton, mot_de_passe: connexion.changer_mot_de_passe(
                compte_id=compte_id, mot_de_passe=mot_de_passe
            ),
        )

        codes, _ = self._rafale()

        assert codes.count(302) > 1
