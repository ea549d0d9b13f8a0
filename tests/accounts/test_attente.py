"""« Confirmation de réception de mail »: sending again, correcting the address, coming back too late."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from accounts import jetons, rules
from accounts.models import AdresseConnue, User
from accounts.services import activation
from accounts.services.activation import Issue
from accounts.services.creation import AdressePrise
from accounts.services.purge import purger_non_actives
from cyclades.common import clock
from cyclades.outbox import services as outbox

from .conftest import MOT_DE_PASSE, creer, creer_actif

pytestmark = pytest.mark.django_db
Saisie = Callable[..., dict[str, str]]
ATTENTE, CORRIGER, RENVOYER = "/compte/creer/mail/", "/compte/creer/corriger/", "/compte/creer/renvoyer/"


def avancer(secondes: float) -> None:
    clock.regler(clock.decalage() + dt.timedelta(seconds=secondes))


def lien(compte: User) -> str:
    return f"/compte/activer/{jetons.jeton_activation(compte)}/"


@pytest.fixture
def creer_avec(client: Client, saisie: Saisie) -> Callable[[str], User]:
    """Create an account through its page, in `client`."""

    def faire(adresse: str) -> User:
        reponse = client.post("/compte/creer/", saisie(adresse_mail=adresse, confirmation_adresse=adresse))
        assert reponse.status_code == 302
        return User.objects.get(email=adresse)

    return faire


def texte(page: object) -> str:
    return page.content.decode().replace("&#x27;", "'")  # type: ignore[attr-defined,no-any-return]


def test_page_says_until_when_in_paris(
    client: Client, creer_avec: Callable[[str], User], horloge: Callable[[str], None]
) -> None:
    horloge("2021-11-10T13:36:20+01:00")
    creer_avec("dack@demo.example")
    outbox.vider()

    assert "Vous avez jusqu'au 12/11/2021 13:36 (heure de Paris)" in texte(client.get(ATTENTE))
    corps = str(mail.outbox[0].body)
    assert "jusqu'au 12/11/2021 13:36 (heure de Paris)" in corps
    assert "Votre identifiant de connexion est votre adresse mail : dack@demo.example" in corps
    html = str(mail.outbox[0].alternatives[0][0])  # type: ignore[union-attr]
    assert "12/11/2021 13:36" in html
    chemin = re.search(r"http://[^/]+(/compte/activer/[^\s<\"]+)", html)
    assert chemin is not None
    assert html.count(chemin[0]) == 2
    assert "jusqu'au 12/11/2021 13:36" in texte(client.get(chemin[1]))


def test_renvoyer_too_often_is_told_on_the_page(client: Client, creer_avec: Callable[[str], User]) -> None:
    creer_avec("dack@demo.example")

    reponses = [client.post(RENVOYER) for _ in range(6)]

    assert reponses[-1].status_code == 429
    assert "Le mail vous a déjà été envoyé 5 fois dans l'heure" in texte(reponses[-1])
    assert "Confirmation de réception de mail" in texte(reponses[-1])


@pytest.mark.parametrize("purgee", [False, True])
@pytest.mark.parametrize("acte", ["get", "renvoyer", "corriger"])
def test_48_hours_gone_while_the_page_is_open_says_so(
    client: Client, creer_avec: Callable[[str], User], purgee: bool, acte: str
) -> None:
    creer_avec("dack@demo.example")
    avancer(48 * 3600 + 1)
    if purgee:
        assert purger_non_actives().effaces == 1

    reponse = client.get(ATTENTE) if acte == "get" else client.post(f"/compte/creer/{acte}/")

    assert reponse["Location"] == "/compte/creer/"
    assert "la même adresse mail peut servir" in texte(client.get("/compte/creer/"))
    assert client.get(ATTENTE)["Location"] == "/compte/connexion/"


def test_activated_in_another_browser_while_the_page_is_open_goes_to_sign_in(
    client: Client, creer_avec: Callable[[str], User]
) -> None:
    compte = creer_avec("dack@demo.example")
    Client().post(lien(compte))

    assert client.post(RENVOYER)["Location"] == "/compte/connexion/"
    assert "Votre compte est déjà activé" in texte(client.get("/compte/connexion/"))


def test_corriger_suggestion_in_one_click_keeps_everything_but_the_address(
    client: Client, creer_avec: Callable[[str], User]
) -> None:
    avant = creer_avec("dack@gmial.com")
    outbox.vider()
    page = texte(client.get(ATTENTE))
    assert "Vouliez-vous écrire dack@gmail.com" in page
    assert 'name="suggestion"' in page

    suite = client.post(CORRIGER, {"suggestion": "1", "adresse_mail": "voleur@demo.example"}, follow=True)
    outbox.vider()

    apres = User.objects.get()
    assert (apres.pk, apres.cree_le, apres.password) == (avant.pk, avant.cree_le, avant.password)
    assert (apres.email, apres.identifiant) == ("dack@gmail.com", "dack@gmail.com")
    assert list(AdresseConnue.objects.values_list("adresse_normalisee", "compte")) == [("dack@gmail.com", apres.pk)]
    assert [m.to for m in mail.outbox] == [["dack@gmial.com"], ["dack@gmail.com"]]
    assert "L'adresse est corrigée : un mail vient d'y être envoyé." in texte(suite)
    assert client.post(lien(avant)).status_code == 410
    assert "Votre compte est activé" in texte(client.post(lien(apres)))


def test_corriger_another_address_needs_the_password(client: Client, creer_avec: Callable[[str], User]) -> None:
    creer_avec("dack@demo.example")
    demande = {"adresse_mail": "neuve@demo.example", "mot_de_passe": "Pas.celui.la1"}

    refus = client.post(CORRIGER, demande)
    assert set(refus.context["form"].errors) == {"mot_de_passe"}
    assert 'value="neuve@demo.example"' in texte(refus)
    assert '<details class="depliant" open>' in texte(refus)
    assert User.objects.get().email == "dack@demo.example"

    assert client.post(CORRIGER, {**demande, "mot_de_passe": MOT_DE_PASSE})["Location"] == ATTENTE
    assert User.objects.get().identifiant == "neuve@demo.example"
    assert creer("dack@demo.example").pk  # the mistyped address belongs to somebody, who may use it


@pytest.mark.parametrize(
    "adresse", ["", "dack", "DACK@demo.example", "a\x00@demo.example", "x" * 300 + "@demo.example"]
)
def test_corriger_wrong_address_is_refused_at_its_field(
    client: Client, creer_avec: Callable[[str], User], adresse: str
) -> None:
    creer_avec("dack@demo.example")

    refus = client.post(CORRIGER, {"adresse_mail": adresse, "mot_de_passe": MOT_DE_PASSE})

    assert set(refus.context["form"].errors) == {"adresse_mail"}
    assert User.objects.get().corrections == 0


def test_corriger_to_a_known_address_is_refused_and_limited(
    client: Client, creer_avec: Callable[[str], User], settings: object
) -> None:
    settings.LIMITE_ADRESSES_PRISES = 2  # type: ignore[attr-defined]
    creer_actif("prise@demo.example")
    creer_avec("dack@demo.example")
    demande = {"adresse_mail": "PRISE@demo.example", "mot_de_passe": MOT_DE_PASSE}

    reponses = [client.post(CORRIGER, demande) for _ in range(3)]

    assert [r.status_code for r in reponses] == [200, 200, 429]
    assert "existe déjà" in texte(reponses[0])
    assert User.objects.get(email="dack@demo.example").corrections == 0


def test_corriger_suggestion_to_a_known_address_is_told(client: Client, creer_avec: Callable[[str], User]) -> None:
    creer_actif("dack@gmail.com")
    creer_avec("dack@gmial.com")

    assert "L'adresse dack@gmail.com sert déjà" in texte(client.post(CORRIGER, {"suggestion": "1"}))
    assert User.objects.filter(email="dack@gmial.com", corrections=0).exists()


def test_corriger_takes_the_address_of_an_account_whose_48_hours_are_over(
    client: Client, creer_avec: Callable[[str], User]
) -> None:
    perime = creer("dack@gmail.com")
    User.objects.filter(pk=perime.pk).update(cree_le=clock.maintenant() - dt.timedelta(hours=49))
    compte = creer_avec("dack@gmial.com")

    client.post(CORRIGER, {"suggestion": "1"})

    assert list(User.objects.values_list("pk", "email")) == [(compte.pk, "dack@gmail.com")]


def test_corriger_only_so_many_times_and_the_page_says_what_to_do(
    client: Client, creer_avec: Callable[[str], User]
) -> None:
    creer_avec("dack@demo.example")

    for rang in range(activation.CORRECTIONS_MAX + 1):
        reponse = client.post(CORRIGER, {"adresse_mail": f"c{rang}@demo.example", "mot_de_passe": MOT_DE_PASSE})

    assert reponse.status_code == 200
    assert "créez un nouveau compte" in texte(reponse)
    assert User.objects.get().email == f"c{activation.CORRECTIONS_MAX - 1}@demo.example"


def test_corriger_without_account_or_with_an_active_one_changes_nothing(client: Client) -> None:
    actif = creer_actif()

    assert client.post(CORRIGER, {"suggestion": "1"})["Location"] == "/compte/connexion/"
    assert activation.corriger_adresse(compte_id=actif.pk, nouvelle="x@demo.example") is False
    with pytest.raises(AdressePrise):
        activation.corriger_adresse(compte_id=creer("y@demo.example").pk, nouvelle=actif.email)


def test_corriger_does_not_extend_the_48_hours() -> None:
    compte = creer("dack@demo.example")
    avancer(47 * 3600)
    assert activation.corriger_adresse(compte_id=compte.pk, nouvelle="neuve@demo.example")
    compte.refresh_from_db()
    avancer(3600)

    assert activation.activer(compte_id=compte.pk, cree_le=compte.cree_le, corrections=1) is Issue.PERIME
    assert purger_non_actives().effaces == 1


def test_domains_suggested_are_the_same_with_and_without_javascript() -> None:
    script = (Path(__file__).parents[2] / "static/js/portail.js").read_text(encoding="utf-8")
    liste = re.search(r"DOMAINES = \[(.*?)\]", script)

    assert liste is not None
    assert re.findall(r'"([^"]+)"', liste[1]) == rules._CONNUS


@pytest.mark.parametrize(
    ("saisie_", "suggeree"),
    [
        ("d@gmial.com", "d@gmail.com"),
        ("d@gmail.co", "d@gmail.com"),
        ("D.K@GMAIL.CMO", "D.K@gmail.com"),
        ("d@orang.fr", "d@orange.fr"),
        ("d@gmail.com", ""),
        ("d@demo.example", ""),
        ("d@univ-rennes.fr", ""),
        ("@gmial.com", ""),
        ("d", ""),
    ],
)
def test_suggestion_of_a_domain(saisie_: str, suggeree: str) -> None:
    assert rules.adresse_suggeree(saisie_) == suggeree
