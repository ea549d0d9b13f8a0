"""Recovery codes of the staff's second factor: used once, told, counted, kept as fingerprints, renewed."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken

from accounts import secours
from accounts.models import CodesDeSecours
from accounts.services import second_facteur
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox import services as outbox

from .test_second_facteur import BASE, agent, enregistrer, entrer, texte

pytestmark = pytest.mark.django_db


def test_recovery_code_opens_once_and_is_told_by_mail(client: Client) -> None:
    compte = agent()
    codes = enregistrer(client, compte)
    for attendu in (302, 200):
        autre = Client()
        entrer(autre, compte)
        reponse = autre.post(f"{BASE}secours/", {"code": codes[0].upper().replace("-", " ")})
        assert reponse.status_code == attendu
    assert "il a déjà servi" in texte(reponse)
    assert autre.get("/gestion/").status_code == 302
    assert StaticToken.objects.count() == 9
    outbox.vider()
    assert [m.subject for m in mail.outbox] == [
        "[CYCLADES] Un téléphone est enregistré pour vos connexions",
        "[CYCLADES] Connexion avec un code de secours",
    ]
    assert all(m.to == [compte.email] for m in mail.outbox)


def test_few_codes_left_are_told_at_sign_in_and_in_ma_connexion(client: Client) -> None:
    compte = agent()
    codes = enregistrer(client, compte)
    for code in codes[:7]:
        second_facteur.verifier(compte=compte, code=code, adresse_ip="")
    assert "peu de codes" in texte(client.get(BASE))

    autre = Client()
    entrer(autre, compte)
    page = autre.post(f"{BASE}secours/", {"code": codes[7]}, follow=True)

    assert "Il vous reste 2 codes de secours." in texte(page)


def test_what_is_kept_of_the_codes_gives_none_of_them(client: Client) -> None:
    codes = enregistrer(client, agent())

    gardes = list(StaticToken.objects.values_list("token", flat=True))

    assert all(re.fullmatch("[a-z2-7]{16}", garde) for garde in gardes)
    assert not {c.replace("-", "") for c in codes} & {garde[:10] for garde in gardes}
    session = str(client.session.items())
    assert not any(code in session or code.replace("-", "") in session for code in codes)


def test_codes_stay_valid_when_the_secret_key_is_replaced(settings: Any) -> None:
    compte = agent()
    appareil = CodesDeSecours.objects.create(user=compte, name="codes")
    StaticToken.objects.create(device=appareil, token=secours.empreinte(compte.pk, "abcdefgh23"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "une-autre-cle"

    assert second_facteur.verifier(compte=compte, code="ABCDE-FGH23", adresse_ip="").pk == appareil.pk


def test_new_codes_need_a_code_and_replace_the_old(client: Client) -> None:
    compte = agent()
    anciens = enregistrer(client, compte)

    refus = client.post(f"{BASE}codes/", {"codes-code": "abcde-fgh23"})
    assert "n'est pas le bon" in texte(refus)
    assert StaticToken.objects.count() == 10
    with time_machine.travel(clock.temps_reel() + dt.timedelta(seconds=2)):
        page = client.post(f"{BASE}codes/", {"codes-code": anciens[3]})

    nouveaux = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", texte(page))
    assert len(nouveaux) == 10 and not set(anciens) & set(nouveaux)
    with pytest.raises(Refus):
        second_facteur.verifier(compte=compte, code=anciens[4], adresse_ip="")
