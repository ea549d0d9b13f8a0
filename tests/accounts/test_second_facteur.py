"""The second factor of staff (I-28): registered at the first sign-in, shown at each of the next, in production."""

import datetime as dt
import logging
import re
import urllib.parse
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Evenement, Role
from accounts.models import EvenementPersonnel, User
from accounts.permissions import academies_visibles, est_personnel
from accounts.services import second_facteur
from cyclades.common.errors import Refus
from tests.usines import MOT_DE_PASSE, compte_candidat, personnel

pytestmark = pytest.mark.django_db

BASE = "/compte/second-facteur/"
INSTANT = dt.datetime(2027, 1, 12, 9, 0, 5, tzinfo=dt.UTC)


def code_de(appareil: TOTPDevice, *, pas: int = 0) -> str:
    """What the phone shows now, or `pas` half-minutes later."""
    totp = TOTP(appareil.bin_key, appareil.step, appareil.t0, appareil.digits)
    return f"{TOTP(totp.key, 30, -30 * pas).token():06d}"


def entrer(client: Client, compte: User) -> Any:
    return client.post("/compte/connexion/", {"identifiant": compte.email, "mot_de_passe": MOT_DE_PASSE})


def enregistrer(client: Client, compte: User) -> list[str]:
    """The whole first sign-in; the recovery codes that it showed."""
    entrer(client, compte)
    client.post(f"{BASE}commencer/")
    appareil = TOTPDevice.objects.get(user=compte, confirmed=False)
    page = client.post(f"{BASE}telephone/", {"code": code_de(appareil)}).content.decode()
    return re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", page)


def texte(reponse: Any) -> str:
    return str(reponse.content.decode().replace("&#x27;", "'"))


def agent(**autres: Any) -> User:
    return personnel("16", second_facteur=False, email="marie.durand@rectorat.example", **autres)


def test_first_sign_in_registers_a_phone_and_shows_ten_codes_once(client: Client) -> None:
    compte = agent()
    assert entrer(client, compte)["Location"] == f"{BASE}verifier/?next=%2Fgestion%2F"
    assert client.get(f"{BASE}verifier/")["Location"] == BASE
    assert "Protéger ma connexion" in texte(client.get(BASE))
    assert client.get(f"{BASE}telephone/")["Location"] == BASE

    assert client.post(f"{BASE}commencer/")["Location"] == f"{BASE}telephone/"
    appareil = TOTPDevice.objects.get(user=compte)
    page = client.get(f"{BASE}telephone/")
    cle = re.search(r'class="cle"[^>]*>([A-Z2-7 ]+)<', texte(page))
    assert cle and secret(texte(page)) == cle[1].replace(" ", "")
    assert 'src="data:image/svg+xml' in texte(page)
    assert "no-store" in page["Cache-Control"]
    avant = client.session.session_key
    page = client.post(f"{BASE}telephone/", {"code": code_de(appareil)})

    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", texte(page))
    assert len(set(codes)) == 10
    fichier = urllib.parse.unquote(re.search(r'href="(data:text/plain[^"]+)"', texte(page))[1])  # type: ignore[index]
    assert [ligne for ligne in fichier.splitlines() if ligne in codes] == codes
    assert client.session.session_key != avant
    assert client.get("/gestion/").status_code == 200
    assert not any(code in texte(client.get(BASE)) for code in codes)


def secret(page: str) -> str:
    """The key in the link that opens the application of the same phone."""
    return re.search(r"otpauth://totp/Cyclades%3Amarie.durand%40rectorat.example\?secret=([A-Z2-7]+)&", page)[1]  # type: ignore[index]


def test_each_next_sign_in_demands_a_code_and_leads_where_one_was_going(client: Client) -> None:
    compte = agent()
    with time_machine.travel(INSTANT):
        enregistrer(client, compte)
        client.post("/compte/deconnexion/")
    with time_machine.travel(INSTANT + dt.timedelta(minutes=5)):
        entrer(client, compte)
        demandee = "/gestion/registrations/candidature/"
        assert client.get(demandee)["Location"] == f"{BASE}verifier/?next={urllib.parse.quote(demandee, safe='')}"
        assert "Je n'ai plus mon téléphone" in texte(client.get(f"{BASE}verifier/"))
        avant = client.session.session_key
        code = code_de(TOTPDevice.objects.get())
        reponse = client.post(f"{BASE}verifier/", {"code": f" {code[:3]} {code[3:]} ", "next": demandee})

        assert reponse["Location"] == demandee
        assert client.session.session_key != avant
        assert client.get(demandee).status_code == 200
        assert client.get(f"{BASE}verifier/?next=https://ailleurs.example/")["Location"] == "/gestion/"


@pytest.mark.parametrize(("pas", "accepte"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_fast_or_slow(pas: int, accepte: bool) -> None:
    compte = agent()
    appareil = TOTPDevice.objects.create(user=compte, name="téléphone")
    with time_machine.travel(INSTANT, tick=False):
        if accepte:
            assert second_facteur.verifier(compte=compte, code=code_de(appareil, pas=pas), adresse_ip="").pk
        else:
            with pytest.raises(Refus, match="n'est pas le bon"):
                second_facteur.verifier(compte=compte, code=code_de(appareil, pas=pas), adresse_ip="")


def test_the_tolerance_does_not_wander_after_a_slow_phone() -> None:
    compte = agent()
    appareil = TOTPDevice.objects.create(user=compte, name="téléphone")
    with time_machine.travel(INSTANT, tick=False):
        second_facteur.verifier(compte=compte, code=code_de(appareil, pas=1), adresse_ip="")
    with time_machine.travel(INSTANT + dt.timedelta(minutes=2), tick=False), pytest.raises(Refus):
        second_facteur.verifier(compte=compte, code=code_de(appareil, pas=2), adresse_ip="")


def test_codes_follow_the_machine_and_not_the_rehearsal_clock(horloge: Any) -> None:
    compte = agent()
    appareil = TOTPDevice.objects.create(user=compte, name="téléphone")
    horloge("2021-11-10T13:00+01:00")

    second_facteur.verifier(compte=compte, code=code_de(appareil), adresse_ip="192.0.2.7")

    evenement = EvenementPersonnel.objects.get()
    assert (evenement.genre, evenement.adresse_ip, evenement.quand.year) == ("connexion_telephone", "192.0.2.7", 2021)


def test_a_code_is_refused_the_second_time() -> None:
    compte = agent()
    appareil = TOTPDevice.objects.create(user=compte, name="téléphone")
    with time_machine.travel(INSTANT, tick=False):
        code = code_de(appareil)
        second_facteur.verifier(compte=compte, code=code, adresse_ip="")
        with pytest.raises(Refus, match="il a déjà servi"):
            second_facteur.verifier(compte=compte, code=code, adresse_ip="")


def test_wrong_codes_make_the_next_wait_longer_even_the_right_one() -> None:
    compte = agent()
    appareil = TOTPDevice.objects.create(user=compte, name="téléphone")
    phrases = []
    with time_machine.travel(INSTANT, tick=False) as temps:
        faux = f"{(int(code_de(appareil)) + 1) % 1_000_000:06d}"
        for attente in (0, 2, 4):
            temps.shift(attente)
            with pytest.raises(Refus, match="n'est pas le bon"):
                second_facteur.verifier(compte=compte, code=faux, adresse_ip="")
        for attente in (0, 3):
            temps.shift(attente)
            with pytest.raises(Refus) as refus:
                second_facteur.verifier(compte=compte, code=code_de(appareil), adresse_ip="")
            phrases.append(refus.value.phrase)
        temps.shift(2)
        second_facteur.verifier(compte=compte, code=code_de(appareil), adresse_ip="")

    assert phrases == [
        "Trop de codes incorrects. Recommencez dans 4 secondes.",
        "Trop de codes incorrects. Recommencez dans 1 seconde.",
    ]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abc", "１２３４５６", "0x1234", "abcde-fghi0", "12345\x00"])
def test_what_is_no_code_is_told_so_and_counts_for_nothing(client: Client, code: str) -> None:
    compte = agent()
    TOTPDevice.objects.create(user=compte, name="téléphone")
    entrer(client, compte)

    reponse = client.post(f"{BASE}verifier/", {"code": code})

    assert reponse.status_code == 200
    assert "resume-erreurs" in texte(reponse)
    assert TOTPDevice.objects.get().throttling_failure_count == 0


def test_another_phone_needs_a_code_and_ends_what_the_old_one_opened(client: Client) -> None:
    compte = agent()
    codes = enregistrer(client, compte)
    ancien = TOTPDevice.objects.get()
    autre = Client()
    entrer(autre, compte)
    django_session(autre, ancien)
    assert autre.get("/gestion/").status_code == 200

    assert "Saisissez un code de votre application" in texte(client.post(f"{BASE}commencer/", {"telephone-code": ""}))
    assert TOTPDevice.objects.count() == 1
    assert client.post(f"{BASE}commencer/", {"telephone-code": codes[0]})["Location"] == f"{BASE}telephone/"
    nouveau = TOTPDevice.objects.get(confirmed=False)
    reponse = client.post(f"{BASE}telephone/", {"code": code_de(nouveau)}, follow=True)

    assert "Votre nouveau téléphone est enregistré" in texte(reponse)
    assert list(TOTPDevice.objects.values_list("pk", "confirmed")) == [(nouveau.pk, True)]
    assert client.get("/gestion/").status_code == 200
    assert autre.get("/gestion/").status_code == 302
    assert StaticToken.objects.count() == 9


def django_session(client: Client, appareil: TOTPDevice) -> None:
    """The session as `appareil` would have opened it."""
    session = client.session
    session["otp_device_id"] = appareil.persistent_id
    session.save()


def test_secret_being_registered_is_shown_to_no_other_session(client: Client) -> None:
    """Someone who has only the password must not see, nor confirm, the phone that the owner left half-way."""
    compte = agent()
    codes = enregistrer(client, compte)
    client.post(f"{BASE}commencer/", {"telephone-code": codes[0]})
    voleur = Client()
    entrer(voleur, compte)

    for methode in (voleur.get, voleur.post):
        assert methode(f"{BASE}telephone/")["Location"] == BASE
    assert voleur.get(BASE)["Location"] == f"{BASE}verifier/"
    assert voleur.post(f"{BASE}commencer/")["Location"] == f"{BASE}verifier/"
    assert TOTPDevice.objects.filter(confirmed=False).count() == 1
    assert voleur.get("/compte/modifier/")["Location"].startswith(f"{BASE}verifier/")


def test_permissions_are_those_of_the_session_not_of_the_person(settings: Any) -> None:
    compte = User.objects.get(pk=personnel(role=Role.SUPERVISEUR).pk)
    assert not est_personnel(compte)
    assert not academies_visibles(compte).exists()
    setattr(compte, "otp_device", TOTPDevice.objects.get())  # noqa: B010  as OTPMiddleware does
    assert est_personnel(compte)
    setattr(compte, "otp_device", None)  # noqa: B010
    settings.DEMO = True
    assert est_personnel(compte)


def test_password_change_ends_other_sessions_and_keeps_the_second_factor(client: Client) -> None:
    compte = agent()
    codes = enregistrer(client, compte)
    autre = Client()
    entrer(autre, compte)
    autre.post(f"{BASE}secours/", {"code": codes[0]})
    assert autre.get("/gestion/").status_code == 200

    saisie = {"mdp-actuel": MOT_DE_PASSE, "mdp-nouveau": "Poulain.vert8", "mdp-confirmation": "Poulain.vert8"}
    assert client.post("/compte/modifier/mot-de-passe/", saisie).status_code == 302

    assert client.get("/gestion/").status_code == 200
    assert autre.get("/gestion/")["Location"].startswith("/gestion/login/")


def test_in_demonstration_it_is_offered_and_never_locks(client: Client, settings: Any) -> None:
    settings.DEMO = True
    compte = agent()
    assert entrer(client, compte)["Location"] == "/gestion/"
    assert "Facultatif" in texte(client.get(BASE))
    enregistrer(client, compte)

    autre = Client()
    assert entrer(autre, compte)["Location"] == f"{BASE}verifier/?next=%2Fgestion%2F"
    assert "continuer sans code" in texte(autre.get(f"{BASE}verifier/"))
    assert autre.get("/gestion/").status_code == 200


def test_candidates_have_no_second_factor(client: Client) -> None:
    client.force_login(compte_candidat(), backend="accounts.backends.IdentifiantBackend")
    assert {client.get(BASE + page).status_code for page in ("", "telephone/", "verifier/", "secours/")} == {403}
    assert {client.post(BASE + page).status_code for page in ("commencer/", "codes/")} == {403}


def test_no_secret_enters_the_logs(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    compte = agent()
    codes = enregistrer(client, compte)
    cle = TOTPDevice.objects.get().key
    entrer(client, compte)
    client.post(f"{BASE}secours/", {"code": codes[0]})
    client.post(f"{BASE}verifier/", {"code": "123456"})

    journaux = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert journaux
    assert not any(c in journaux or c.replace("-", "") in journaux for c in (*codes, cle, "123456"))


def test_history_of_the_account_tells_each_step(client: Client) -> None:
    compte = agent()
    codes = enregistrer(client, compte)
    client.post(f"{BASE}codes/", {"codes-code": codes[0]})

    assert list(EvenementPersonnel.objects.order_by("pk").values_list("genre", flat=True)) == [
        Evenement.CONNEXION,
        Evenement.TELEPHONE,
        Evenement.CODES,
    ]
