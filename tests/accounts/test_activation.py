"""Activation: once, within 48 hours, by the account's own link; GET never activates."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from accounts import jetons
from accounts.models import AdresseConnue, User
from accounts.services import activation, effacement
from accounts.services.activation import Issue
from accounts.services.purge import purger_non_actives
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message

from .conftest import creer, creer_actif

pytestmark = pytest.mark.django_db
Horloge = Callable[[str], None]


def lien(compte: User) -> str:
    return f"/compte/activer/{jetons.jeton_activation(compte)}/"


def avancer(secondes: float) -> None:
    clock.regler(clock.decalage() + dt.timedelta(seconds=secondes))


def test_activer_link_of_mail_then_button_then_sign_in(client: Client) -> None:
    compte = creer()
    outbox.vider()
    chemin = re.search(r"http://[^/]+(/compte/activer/\S+)", str(mail.outbox[0].body))
    assert chemin is not None

    page = client.get(chemin[1])
    compte.refresh_from_db()
    assert (page.status_code, compte.is_active) == (200, False)
    assert "Activer mon compte</button>" in page.content.decode()

    suite = client.post(chemin[1])
    compte.refresh_from_db()
    assert compte.is_active
    assert compte.numero_candidat is not None
    assert re.fullmatch(rf"0{clock.aujourd_hui():%y}\d{{8}}", compte.numero_candidat)
    assert re.search(r'<a[^>]*href="/compte/connexion/"[^>]*>\s*Se connecter\s*</a>', suite.content.decode())


def test_activer_number_takes_year_of_portal_clock_in_paris(horloge: Horloge) -> None:
    horloge("2021-12-31T23:30:00+00:00")
    compte = creer_actif()

    assert compte.numero_candidat is not None
    assert compte.numero_candidat.startswith("022")


def test_activer_twice_is_harmless_and_keeps_number(client: Client) -> None:
    compte = creer_actif()
    numero = compte.numero_candidat

    for methode in (client.get, client.post):
        reponse = methode(lien(compte))
        assert "Votre compte est déjà activé" in reponse.content.decode()
    compte.refresh_from_db()
    assert compte.numero_candidat == numero
    assert activation.activer(compte_id=compte.pk, cree_le=compte.cree_le) is Issue.DEJA_ACTIF


def test_activer_again_once_signed_in_leads_on(client: Client) -> None:
    compte = creer_actif()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")

    for methode in (client.get, client.post):
        page = methode(lien(compte)).content.decode()
        assert "Votre compte est déjà activé" in page
        assert re.search(r'<a[^>]*href="/inscriptions/"[^>]*>\s*Mes inscriptions\s*</a>', page)
    assert client.session["_auth_user_id"] == str(compte.pk)


def test_activer_while_somebody_else_is_signed_in_activates_the_one_of_the_link(client: Client) -> None:
    autre, compte = creer_actif("autre@demo.example"), creer()
    client.force_login(autre, backend="accounts.backends.IdentifiantBackend")

    assert "Un autre compte est connecté" in client.get(lien(compte)).content.decode()
    page = client.post(lien(compte)).content.decode().replace("&#x27;", "'")

    compte.refresh_from_db()
    assert compte.is_active
    assert "Déconnecter l'autre compte" in page
    assert client.session["_auth_user_id"] == str(autre.pk)


@pytest.mark.parametrize("methode", ["get", "head", "options", "put"])
def test_activer_link_followed_by_a_mail_scanner_changes_nothing(client: Client, methode: str) -> None:
    compte = creer()
    avant = User.objects.filter(pk=compte.pk).values().get()

    for _ in range(2):
        getattr(client, methode)(lien(compte))
    robot = Client(enforce_csrf_checks=True).post(lien(compte))

    assert robot.status_code == 403
    assert User.objects.filter(pk=compte.pk).values().get() == avant


def test_activer_token_goes_to_no_other_address(client: Client) -> None:
    """The page's own links and files learn the site only; the button still says where it comes from."""
    assert client.get(lien(creer()))["Referrer-Policy"] == "strict-origin"


def test_activer_link_sent_before_addresses_could_be_corrected_still_works(client: Client) -> None:
    compte = creer()
    ancien = jetons._signer("accounts.activation", compte.pk, compte.cree_le)

    assert "Votre compte est activé" in client.post(f"/compte/activer/{ancien}/").content.decode()


@pytest.mark.parametrize(("secondes", "issue"), [(-1, Issue.ACTIVE), (1, Issue.PERIME)])
def test_activer_around_48_hours(secondes: int, issue: Issue) -> None:
    compte = creer()
    avancer(48 * 3600 + secondes - (clock.maintenant() - compte.cree_le).total_seconds())

    assert activation.activer(compte_id=compte.pk, cree_le=compte.cree_le) is issue


def test_activer_expired_says_what_to_do_and_changes_nothing(client: Client) -> None:
    compte = creer()
    avancer(48 * 3600 + 1)

    for methode in (client.get, client.post):
        reponse = methode(lien(compte))
        assert reponse.status_code == 410
        assert "créer à nouveau votre compte" in reponse.content.decode()
    compte.refresh_from_db()
    assert compte.active_le is None


def test_activer_resend_does_not_extend_and_every_link_stays_valid(client: Client) -> None:
    compte = creer()
    avancer(47 * 3600)
    assert activation.renvoyer_activation(compte_id=compte.pk)
    outbox.vider()

    corps = [str(m.body) for m in mail.outbox]
    assert len(corps) == 2
    assert all(lien(compte) in texte for texte in corps)
    avancer(3600)
    assert client.post(lien(compte)).status_code == 410
    assert not activation.renvoyer_activation(compte_id=compte.pk)


def test_activer_link_of_erased_account_is_harmless_for_its_successor(client: Client) -> None:
    ancien = creer()
    chemin = lien(ancien)
    effacement.effacer_comptes(ancien)
    nouveau = creer()

    assert client.post(chemin).status_code == 410
    nouveau.refresh_from_db()
    assert not nouveau.is_active


@pytest.mark.parametrize("jeton", ["x", "1-2", "1-2.abc", "9" * 40 + "-1.x", "é", "..", "1-2.abc%00", "%ED%A0%80"])
def test_activer_forged_or_cut_link_is_refused(client: Client, jeton: str) -> None:
    assert client.get(f"/compte/activer/{jeton}/").status_code == 404
    assert client.post(f"/compte/activer/{jeton}/").status_code == 404


def test_activer_token_of_another_purpose_is_refused(client: Client) -> None:
    compte = creer()
    autre = jetons._signer("accounts.changement-adresse", compte.pk, compte.cree_le)

    assert client.post(f"/compte/activer/{autre}/").status_code == 404


def test_activation_mail_after_activation_is_not_sent() -> None:
    creer_actif()

    outbox.vider()

    assert mail.outbox == []


def test_purge_erases_not_activated_with_rows_and_frees_address() -> None:
    perime, actif = creer("un@demo.example"), creer_actif("deux@demo.example")
    outbox.vider()
    avancer(48 * 3600 + 1)
    recent = creer("trois@demo.example")

    assert purger_non_actives().effaces == 1

    assert set(User.objects.values_list("pk", flat=True)) == {actif.pk, recent.pk}
    assert not AdresseConnue.objects.filter(adresse_normalisee="un@demo.example").exists()
    assert not Message.objects.filter(identifiants__compte=perime.pk).exists()
    assert creer("un@demo.example").pk != perime.pk


@pytest.mark.parametrize(("secondes", "efface"), [(-1, 0), (1, 1)])
def test_purge_around_48_hours(secondes: int, efface: int) -> None:
    compte = creer()
    avancer(48 * 3600 + secondes - (clock.maintenant() - compte.cree_le).total_seconds())

    assert purger_non_actives().effaces == efface


def test_creer_again_after_48_hours_before_the_purge() -> None:
    ancien = creer()
    avancer(48 * 3600 + 1)

    assert creer().pk != ancien.pk
    assert not User.objects.filter(pk=ancien.pk).exists()


def test_purge_poisoned_account_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    comptes = [creer(f"p{n}@demo.example") for n in range(5)]
    avancer(48 * 3600 + 1)
    # A real refusal of the database: an identity that got locked cannot be deleted (CY005).
    comptes[2].profil.identite_verrouillee_le = clock.maintenant()
    comptes[2].profil.save()

    with caplog.at_level("INFO"):
        assert purger_non_actives().effaces == 4

    assert list(User.objects.values_list("pk", flat=True)) == [comptes[2].pk]
    assert "effacé(s) : 4, écarté(s) : 1 ; avec eux : adresses connues 4, travaux 4, états civils 4" in caplog.text
    assert "@demo.example" not in caplog.text
