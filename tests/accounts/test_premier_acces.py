"""First sign-in with the code of a papillon: what it opens, once; what it says when it opens nothing."""

import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from accounts import papillon
from accounts.forms import PapillonForm
from accounts.models import CodePremierAcces
from accounts.services import adresse as adresses
from accounts.services import connexion, premier_acces, retablissement
from accounts.views.premier_acces import CLE, PERIME
from cyclades.common import clock
from cyclades.common.errors import sqlstate
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message

from .conftest import creer_actif
from .papillons import CHOIX, NOUVEAU, PREMIERE, choisir, eleve, presenter, tirer
from .test_connexion import connecte, entrer
from .test_connexion import personnel as agent

pytestmark = pytest.mark.django_db
INCORRECT = PapillonForm.incorrect
BOITE = "acculi@demo.example"


def phrases(reponse: Any) -> list[str]:
    return [str(p) for p in reponse.context["form"].non_field_errors()]


def test_code_is_read_from_paper_as_one_types_it() -> None:
    codes = {papillon.tirer() for _ in range(200)}

    assert len(codes) == 200
    assert all(re.fullmatch(r"[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}", code) for code in codes)
    assert len(papillon.ALPHABET) ** papillon.LONGUEUR >= 2**60
    code = min(codes)
    nu = code.replace("-", "")
    for saisi in (code, nu, code.lower(), f" {nu[:6]} {nu[6:]} ", code.replace("-", "–"), code.replace("-", ". ")):
        assert papillon.lire(saisi) == nu
    assert [papillon.lire(s) for s in ("", nu[:-1], nu + "A", nu[:-1] + "0", nu[:-1] + "é", "\x00" * 12)] == [None] * 6


@pytest.mark.parametrize("page", [PREMIERE, "/compte/connexion/"])
@pytest.mark.parametrize("par", ["login", "LOGIN", "numero"])
def test_code_leads_to_an_own_password_then_to_the_registrations(client: Client, page: str, par: str) -> None:
    compte = eleve()
    code = tirer(compte)
    identifiant = {"login": "acculi.accame", "LOGIN": " Acculi.ACCAME", "numero": str(compte.numero_candidat)}[par]

    suite = presenter(client, code.lower().replace("-", ""), identifiant, page)

    assert (suite.status_code, suite["Location"]) == (302, CHOIX)
    assert not connecte(client), "nobody is in before the password is chosen"
    assert client.get("/inscriptions/").status_code == 302
    assert "Acculi" in client.get(CHOIX).content.decode()
    assert choisir(client)["Location"] == "/inscriptions/"
    assert client.get("/inscriptions/").status_code == 200
    assert entrer(Client(), "acculi.accame", NOUVEAU)["Location"] == "/inscriptions/"
    assert CodePremierAcces.objects.get().utilise_le is not None
    assert phrases(presenter(Client(), code)) == [PERIME]


def test_code_is_not_spent_by_a_password_that_is_refused(client: Client) -> None:
    compte = eleve()
    code = tirer(compte)
    presenter(client, code)

    refuse = choisir(client, "accame")

    assert len(refuse.context["form"].errors["nouveau"]) == 3
    assert CodePremierAcces.objects.get().utilise_le is None
    assert presenter(Client(), code).status_code == 302
    assert choisir(client).status_code == 302


def test_wrong_code_says_what_a_wrong_password_says_and_waits_as_long(client: Client) -> None:
    compte = eleve()
    bon = tirer(compte)
    faux = papillon.tirer()

    reponses = [presenter(client, faux) for _ in range(5)]

    assert [r.status_code for r in reponses] == [200] * 4 + [429]
    assert phrases(reponses[0]) == [INCORRECT]
    assert faux not in reponses[0].content.decode()
    assert 'value="acculi.accame"' in reponses[0].content.decode()
    assert presenter(client, bon).status_code == 429, "even the right one, from there"
    assert presenter(Client(REMOTE_ADDR="192.0.2.9"), bon).status_code == 302
    autre = presenter(Client(REMOTE_ADDR="192.0.2.10"), bon, "inconnu.inconnu")
    assert phrases(autre) == [INCORRECT]


def test_right_code_does_not_count_as_a_failure(client: Client) -> None:
    code = tirer(eleve())
    for _ in range(3):
        presenter(client, papillon.tirer())

    assert [presenter(client, code).status_code for _ in range(6)] == [302] * 6
    assert AccessAttempt.objects.count() == 0


def test_former_code_asks_for_a_new_papillon_and_never_makes_the_wait_shorter(client: Client) -> None:
    compte = eleve()
    ancien, nouveau = tirer(compte), tirer(compte)

    reponses = [presenter(client, ancien) for _ in range(5)]

    assert phrases(reponses[0]) == [PERIME]
    assert [r.status_code for r in reponses] == [200] * 4 + [429]
    assert presenter(Client(REMOTE_ADDR="192.0.2.9"), nouveau).status_code == 302


@pytest.mark.parametrize(("jours", "bon"), [(1, True), (0, False)])
def test_code_serves_as_long_as_said(client: Client, settings: Any, jours: int, bon: bool) -> None:
    settings.PREMIER_ACCES_JOURS = jours

    reponse = presenter(client, tirer(eleve()))

    assert (reponse.status_code == 302) is bon
    if not bon:
        assert phrases(reponse) == [PERIME]


def test_code_opens_the_account_that_it_was_drawn_for_and_no_other(client: Client) -> None:
    code = tirer(eleve())
    autre = eleve(prenoms="Noé")
    tirer(autre)

    assert phrases(presenter(client, code, autre.identifiant)) == [INCORRECT]


def test_code_replaced_while_the_page_is_open_sets_no_password(client: Client) -> None:
    compte = eleve()
    presenter(client, tirer(compte))
    tirer(compte)

    reponse = choisir(client)

    assert reponse.status_code == 410
    assert "Demandez un nouveau papillon" in reponse.content.decode()
    compte.refresh_from_db()
    assert not compte.has_usable_password()
    assert client.get(CHOIX)["Location"] == PREMIERE


def test_page_left_open_half_an_hour_is_worth_nothing(client: Client) -> None:
    presenter(client, tirer(eleve()))
    session = client.session
    session[CLE] = {**session[CLE], "quand": session[CLE]["quand"] - 1801}
    session.save()

    assert client.get(CHOIX).status_code == 410


def test_choice_without_a_code_leads_back_to_the_code(client: Client) -> None:
    assert [client.get(CHOIX)["Location"], choisir(client)["Location"]] == [PREMIERE] * 2


def test_new_code_after_a_forgotten_password_ends_the_sessions(client: Client) -> None:
    compte = eleve()
    presenter(client, tirer(compte))
    choisir(client)
    autre = Client()

    presenter(autre, tirer(compte))
    assert client.get("/inscriptions/").status_code == 200, "until a password is chosen with it"
    choisir(autre, "Alezan.brun6")

    assert client.get("/inscriptions/").status_code == 302
    assert entrer(Client(), "acculi.accame", NOUVEAU).status_code == 200
    assert entrer(Client(), "acculi.accame", "Alezan.brun6").status_code == 302


def test_address_is_confirmed_from_its_mailbox_and_the_login_stays(client: Client) -> None:
    compte = eleve()
    presenter(client, tirer(compte))

    assert choisir(client, adresse=BOITE).status_code == 302
    outbox.vider()

    assert [m.to for m in mail.outbox] == [[BOITE]]
    compte.refresh_from_db()
    assert compte.email == "", "not before its mailbox says so"
    lien = re.search(r"http://[^/]+(/compte/adresse/confirmer/\S+)", str(mail.outbox[0].body))
    assert lien is not None
    assert client.post(lien[1]).status_code == 302
    compte.refresh_from_db()
    assert (compte.identifiant, compte.email) == ("acculi.accame", BOITE)
    for identifiant in ("acculi.accame", BOITE.upper(), str(compte.numero_candidat)):
        assert entrer(Client(), identifiant, NOUVEAU).status_code == 302
    connexion.demander_nouveau_mot_de_passe(identifiant="acculi.accame")
    outbox.vider()
    assert mail.outbox[-1].to == [BOITE]


def test_second_address_replaces_the_first_and_can_be_undone(client: Client) -> None:
    compte = eleve()
    for boite in (BOITE, "neuve@demo.example"):
        changement = adresses.demander_changement(compte_id=compte.pk, nouvelle=boite)
        adresses.confirmer_changement(changement_id=changement.pk, cree_le=changement.cree_le)
    compte.refresh_from_db()
    assert (compte.identifiant, compte.email) == ("acculi.accame", "neuve@demo.example")
    assert connexion.compte_de(BOITE) is None, "kept aside, and no way in"

    retablissement.retablir_adresse(changement_id=changement.pk, cree_le=changement.cree_le)

    compte.refresh_from_db()
    assert (compte.identifiant, compte.email) == ("acculi.accame", BOITE)


def test_address_of_somebody_else_is_told_and_nothing_is_spent(client: Client) -> None:
    creer_actif(BOITE)
    compte = eleve()
    presenter(client, tirer(compte))

    reponse = choisir(client, adresse=BOITE)

    assert list(reponse.context["form"].errors) == ["adresse_mail"]
    assert BOITE in reponse.content.decode()
    assert CodePremierAcces.objects.get().utilise_le is None
    compte.refresh_from_db()
    assert not compte.has_usable_password()


def test_forgotten_password_without_address_says_to_ask_the_school(client: Client) -> None:
    eleve()

    page = client.post("/compte/mot-de-passe/oublie/", {"identifiant": "acculi.accame"}, follow=True)

    assert "demandez-lui un nouveau papillon" in page.content.decode()
    assert Message.objects.count() == 0


def test_no_code_for_staff_nor_for_whoever_has_a_mail_address() -> None:
    avec_adresse = creer_actif()

    with transaction.atomic():
        tires = premier_acces.tirer(comptes=[avec_adresse, agent()], par="systeme:test")

    assert tires == {}
    assert CodePremierAcces.objects.count() == 0


def test_database_holds_one_code_alive_and_never_opens_one_again() -> None:
    compte = eleve()
    tirer(compte)
    vivant = CodePremierAcces.objects.get()
    with pytest.raises(IntegrityError, match="accounts_un_code_vivant"), transaction.atomic():
        CodePremierAcces.objects.create(compte=compte, empreinte="x", tire_par="x", tire_le=clock.maintenant())
    tirer(compte)
    for champs in ({"revoque_le": None}, {"utilise_le": clock.maintenant(), "revoque_le": None}, {"empreinte": "x"}):
        with pytest.raises(DatabaseError) as refus, transaction.atomic():
            CodePremierAcces.objects.filter(pk=vivant.pk).update(**champs)
        assert sqlstate(refus.value) == "CY002"


@pytest.mark.parametrize("saisi", ["\x00", "\ud800".encode("utf-8", "replace").decode(), "x" * 200, "K7QM\r\nX2RT", ""])
def test_anything_typed_is_answered(client: Client, saisi: str) -> None:
    eleve()

    assert presenter(client, saisi).status_code == 200
    assert presenter(client, saisi, saisi).status_code == 200
