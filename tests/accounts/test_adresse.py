"""Change of mail address: asked, waiting, confirmed from the new mailbox; `test_retablissement` undoes it."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AdresseConnue, ChangementAdresse, User
from cyclades.common import clock
from cyclades.outbox import services as outbox

from .conftest import MOT_DE_PASSE, creer, creer_actif

pytestmark = pytest.mark.django_db
ANCIENNE, NOUVELLE = "dack.accrall@demo.example", "nouvelle@demo.example"


def changer_adresse(client: Client, nouvelle: str, actuel: str = MOT_DE_PASSE) -> Any:
    champs = {"adresse_mail": nouvelle, "confirmation_adresse": nouvelle, "actuel": actuel}
    return client.post("/compte/modifier/adresse/", {f"adresse-{nom}": v for nom, v in champs.items()})


def lien_recu(a: str, quoi: str) -> str:
    """The link of this kind in the last mail to that address."""
    message = next(m for m in reversed(mail.outbox) if m.to == [a])
    trouve = re.search(rf"http://[^/]+(/compte/{quoi}/\S+)", str(message.body))
    assert trouve is not None
    return trouve[1]


def confirmer(client: Client, nouvelle: str = NOUVELLE) -> None:
    """The whole way: asked, confirmed, the old mailbox told."""
    assert changer_adresse(client, nouvelle).status_code == 302
    outbox.vider()
    assert Client().post(lien_recu(nouvelle, "adresse/confirmer"))["Location"] == "/compte/connexion/"
    outbox.vider()


def texte(reponse: Any) -> str:
    return str(reponse.content.decode().replace("&#x27;", "'"))


def connues(compte: User) -> set[str]:
    return set(AdresseConnue.objects.filter(compte=compte).values_list("adresse_normalisee", flat=True))


def test_adresse_needs_password_and_both_mailboxes_are_told(client: Client, compte: User) -> None:
    refus = changer_adresse(client, NOUVELLE, "Faux.mot7")
    assert "actuel" in refus.context["adresse_form"].errors

    assert changer_adresse(client, "Nouvelle@demo.example").status_code == 302
    outbox.vider()
    assert [m.to for m in mail.outbox] == [["Nouvelle@demo.example"]]
    compte.refresh_from_db()
    assert compte.identifiant == ANCIENNE

    chemin, ailleurs = lien_recu("Nouvelle@demo.example", "adresse/confirmer"), Client()
    assert "Confirmer ma nouvelle adresse</button>" in texte(ailleurs.get(chemin))
    compte.refresh_from_db()
    assert compte.identifiant == ANCIENNE
    suite = ailleurs.post(chemin, follow=True)
    assert suite.redirect_chain == [("/compte/connexion/", 302)]
    assert "Votre N° candidat vous connecte toujours" in texte(suite)
    outbox.vider()

    compte.refresh_from_db()
    assert (compte.identifiant, compte.email) == (NOUVELLE, "Nouvelle@demo.example")
    assert mail.outbox[-1].to == [ANCIENNE]
    assert "votre N° candidat, lui, n'a pas changé" in str(mail.outbox[-1].body)
    assert ailleurs.post(chemin).status_code == 302


def test_adresse_changed_numero_candidat_still_signs_in(client: Client, compte: User) -> None:
    confirmer(client)

    for identifiant, ouverte in ((ANCIENNE, False), (NOUVELLE, True), (compte.numero_candidat, True)):
        reponse = Client().post("/compte/connexion/", {"identifiant": identifiant, "mot_de_passe": MOT_DE_PASSE})
        assert (reponse.status_code == 302) is ouverte, identifiant


def test_adresse_of_another_is_refused(client: Client, compte: User) -> None:
    creer("autre@demo.example")

    reponse = changer_adresse(client, "AUTRE@demo.example")

    assert "existe déjà" in str(reponse.context["adresse_form"].errors["adresse_mail"])


def test_adresse_already_mine_is_refused(client: Client, compte: User) -> None:
    """A mail used to leave for nothing, and « Un changement attend » to be shown."""
    reponse = changer_adresse(client, "Dack.ACCRALL@demo.example")

    assert "déjà l'adresse de votre compte" in texte(reponse)
    assert not ChangementAdresse.objects.exists()


def test_adresse_taken_meanwhile_is_refused_at_confirmation(client: Client, compte: User) -> None:
    changer_adresse(client, NOUVELLE)
    outbox.vider()
    creer(NOUVELLE)

    assert client.post(lien_recu(NOUVELLE, "adresse/confirmer")).status_code == 409
    compte.refresh_from_db()
    assert compte.identifiant == ANCIENNE


def test_adresse_link_lapses_after_48_hours_and_after_a_newer_request(client: Client, compte: User) -> None:
    changer_adresse(client, "un@demo.example")
    outbox.vider()
    premier = lien_recu("un@demo.example", "adresse/confirmer")
    changer_adresse(client, "deux@demo.example")
    outbox.vider()
    second = lien_recu("deux@demo.example", "adresse/confirmer")

    assert client.get(premier).status_code == 410
    assert client.post(premier).status_code == 410
    assert client.get(second).status_code == 200
    clock.regler(dt.timedelta(hours=48, seconds=1))
    assert client.post(second).status_code == 410
    assert client.get("/compte/adresse/confirmer/1-2.faux/").status_code == 404


def test_waiting_change_is_shown_with_its_end_resent_and_given_up(client: Client, compte: User) -> None:
    clock.regler(dt.datetime(2026, 11, 26, 9, 30, tzinfo=dt.UTC) - clock.temps_reel())
    assert "Un changement attend" not in texte(client.get("/compte/modifier/"))
    changer_adresse(client, NOUVELLE)
    outbox.vider()

    page = texte(client.get("/compte/modifier/"))
    assert f"<strong>{NOUVELLE}</strong> et suivez son lien avant le 28/11/2026 10:3" in page

    assert "envoyé à nouveau" in texte(client.post("/compte/modifier/adresse/renvoyer/", follow=True))
    outbox.vider()
    assert [m.to for m in mail.outbox] == [[NOUVELLE], [NOUVELLE]]
    premier, second = (re.search(r"/compte/adresse/\S+", str(m.body)) for m in mail.outbox)
    assert premier and second and premier[0] == second[0]

    assert "ne change pas" in texte(client.post("/compte/modifier/adresse/annuler/", follow=True))
    assert "Un changement attend" not in texte(client.get("/compte/modifier/"))
    assert client.post(second[0]).status_code == 410
    compte.refresh_from_db()
    assert compte.email == ANCIENNE


def test_resend_without_a_waiting_change_says_so_and_sends_nothing(client: Client, compte: User) -> None:
    changer_adresse(client, NOUVELLE)
    clock.regler(dt.timedelta(hours=48, seconds=1))
    outbox.vider()
    mail.outbox.clear()

    assert "Aucun changement" in texte(client.post("/compte/modifier/adresse/renvoyer/", follow=True))
    outbox.vider()

    assert mail.outbox == []


def test_resend_is_limited(client: Client, compte: User) -> None:
    changer_adresse(client, NOUVELLE)

    statuts = [client.post("/compte/modifier/adresse/renvoyer/").status_code for _ in range(20)]

    assert statuts == [302] * 19 + [429]


def test_given_up_change_of_another_stays(client: Client, compte: User) -> None:
    autre = creer_actif("autre@demo.example")
    d_autrui = ChangementAdresse.objects.create(
        compte=autre, ancienne=autre.email, nouvelle=NOUVELLE, cree_le=clock.maintenant()
    )

    client.post("/compte/modifier/adresse/annuler/")
    client.post("/compte/modifier/adresse/renvoyer/")

    assert ChangementAdresse.objects.get() == d_autrui
    outbox.vider()
    assert NOUVELLE not in [a for m in mail.outbox for a in m.to]


def test_page_asks_one_question_more_at_most_while_a_change_waits(
    client: Client, compte: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for nouvelle in (NOUVELLE, "deux@demo.example", "trois@demo.example"):
        changer_adresse(client, nouvelle)

        with django_assert_max_num_queries(7):
            client.get("/compte/modifier/")
