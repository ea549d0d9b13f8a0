"""« Ce n'est pas moi »: a change of address undone from the old mailbox; the address that was left."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from accounts.jetons import jeton_changement, jeton_retablissement
from accounts.models import ChangementAdresse, User
from accounts.services.adresse import oublier_anciens_changements
from accounts.services.creation import adresse_prise
from cyclades.common import clock
from cyclades.outbox import services as outbox
from tests.usines import personnel

from .conftest import MOT_DE_PASSE, creer, verrouiller
from .test_adresse import ANCIENNE, NOUVELLE, changer_adresse, confirmer, connues, lien_recu, texte

pytestmark = pytest.mark.django_db


def test_old_mailbox_takes_the_account_back_and_chooses_a_password(client: Client, compte: User) -> None:
    confirmer(client)
    voleur, moi = Client(), Client()
    voleur.post("/compte/connexion/", {"identifiant": NOUVELLE, "mot_de_passe": MOT_DE_PASSE})
    chemin = lien_recu(ANCIENNE, "adresse/retablir")

    assert "Rétablir mon adresse</button>" in texte(moi.get(chemin))
    compte.refresh_from_db()
    assert compte.identifiant == NOUVELLE, "a mail scanner follows links: only the button acts"
    suite = moi.post(chemin)

    compte.refresh_from_db()
    assert (compte.identifiant, compte.email) == (ANCIENNE, ANCIENNE)
    assert voleur.get("/inscriptions/").status_code == 302
    assert client.get("/inscriptions/").status_code == 302
    for identifiant in (ANCIENNE, NOUVELLE, compte.numero_candidat):
        entree = Client().post("/compte/connexion/", {"identifiant": identifiant, "mot_de_passe": MOT_DE_PASSE})
        assert entree.status_code == 200
    assert suite["Location"].startswith("/compte/mot-de-passe/choisir/")
    moi.post(suite["Location"], {"nouveau": "Poulain.vert8", "confirmation": "Poulain.vert8"})
    assert moi.post("/compte/connexion/", {"identifiant": ANCIENNE, "mot_de_passe": "Poulain.vert8"}).status_code == 302


def test_undoing_tells_both_mailboxes(client: Client, compte: User) -> None:
    confirmer(client)
    mail.outbox.clear()

    Client().post(lien := f"/compte/adresse/retablir/{jeton_retablissement(ChangementAdresse.objects.get())}/")
    Client().post(lien)
    outbox.vider()

    assert {(m.to[0], m.subject) for m in mail.outbox} == {
        (ANCIENNE, "[CYCLADES] Votre adresse mail est rétablie"),
        (NOUVELLE, "[CYCLADES] Le changement d'adresse mail a été annulé"),
    }
    assert len(mail.outbox) == 2
    assert Client().get(lien_recu(ANCIENNE, "mot-de-passe/choisir")).status_code == 200


def test_undoing_twice_leads_to_the_same_place(client: Client, compte: User) -> None:
    confirmer(client)
    chemin = lien_recu(ANCIENNE, "adresse/retablir")

    premiere, seconde = Client().post(chemin), Client().post(chemin)
    assert premiere["Location"][:30] == seconde["Location"][:30] == "/compte/mot-de-passe/choisir/" + str(compte.pk)[:1]
    Client().post(premiere["Location"], {"nouveau": "Poulain.vert8", "confirmation": "Poulain.vert8"})

    compte.refresh_from_db()
    mot_de_passe = compte.password
    assert Client().post(chemin)["Location"] == Client().get(chemin)["Location"] == "/compte/connexion/"
    compte.refresh_from_db()
    assert compte.password == mot_de_passe


def test_undoing_also_undoes_what_was_done_from_the_new_mailbox(client: Client, compte: User) -> None:
    """The thief moves on to a third mailbox, and asks for a fourth: the first link still takes the account back."""
    confirmer(client)
    chemin = lien_recu(ANCIENNE, "adresse/retablir")
    confirmer(client, "trois@demo.example")
    du_voleur = lien_recu(NOUVELLE, "adresse/retablir")
    changer_adresse(client, "quatre@demo.example")
    outbox.vider()
    quatrieme = lien_recu("quatre@demo.example", "adresse/confirmer")

    assert Client().post(chemin).status_code == 302
    outbox.vider()

    compte.refresh_from_db()
    assert compte.identifiant == ANCIENNE
    assert connues(compte) == {ANCIENNE}
    assert mail.outbox[-1].to == ["trois@demo.example"]
    for perime in (du_voleur, quatrieme):
        Client().post(perime)
        compte.refresh_from_db()
        assert compte.identifiant == ANCIENNE


def test_undoing_stops_48_hours_after_the_confirmation(client: Client, compte: User) -> None:
    confirmer(client)
    chemin = lien_recu(ANCIENNE, "adresse/retablir")

    clock.regler(dt.timedelta(hours=47, minutes=59))
    assert client.get(chemin).status_code == 200
    clock.regler(dt.timedelta(hours=48, seconds=1))
    assert (client.get(chemin).status_code, client.post(chemin).status_code) == (410, 410)
    compte.refresh_from_db()
    assert compte.identifiant == NOUVELLE


def test_undoing_takes_its_own_link_only(client: Client, compte: User) -> None:
    """The new mailbox knows the link that confirms: it must not give the one that undoes, nor the reverse."""
    confirmer(client)
    changement = ChangementAdresse.objects.get()

    for faux in (jeton_changement(changement), "1-2.faux", "x"):
        assert Client().post(f"/compte/adresse/retablir/{faux}/").status_code == 404
    assert Client().post(f"/compte/adresse/confirmer/{jeton_retablissement(changement)}/").status_code == 404


def test_undoing_before_the_change_is_confirmed_does_nothing(client: Client, compte: User) -> None:
    changer_adresse(client, NOUVELLE)

    chemin = f"/compte/adresse/retablir/{jeton_retablissement(ChangementAdresse.objects.get())}/"

    assert Client().post(chemin).status_code == 410


def test_staff_undo_too() -> None:
    agent = personnel("16", email="agent@demo.example")
    client = Client()
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")
    changement = ChangementAdresse.objects.create(
        compte=agent,
        ancienne="avant@demo.example",
        nouvelle="agent@demo.example",
        cree_le=clock.maintenant(),
        confirme_le=clock.maintenant(),
    )

    assert client.post(f"/compte/adresse/retablir/{jeton_retablissement(changement)}/").status_code == 302

    agent.refresh_from_db()
    assert (agent.identifiant, agent.has_usable_password()) == ("avant@demo.example", False)


def test_old_address_is_kept_while_it_can_be_asked_back_then_let_go(client: Client, compte: User) -> None:
    confirmer(client)
    clock.regler(dt.timedelta(hours=47, minutes=59))
    assert oublier_anciens_changements() == 0
    assert connues(compte) == {ANCIENNE, NOUVELLE}
    assert adresse_prise(ANCIENNE)

    clock.regler(dt.timedelta(hours=48, seconds=1))
    assert oublier_anciens_changements() == 1

    assert connues(compte) == {NOUVELLE}
    assert creer(ANCIENNE).pk != compte.pk


def test_old_address_after_a_candidature_stays_reserved(client: Client, compte: User) -> None:
    verrouiller(compte)
    confirmer(client)

    clock.regler(dt.timedelta(hours=48, seconds=1))
    oublier_anciens_changements()

    assert connues(compte) == {ANCIENNE, NOUVELLE}


def test_address_taken_up_again_is_not_let_go(client: Client, compte: User) -> None:
    """A → B, then back to A a day later: forgetting the first change must not free A."""
    confirmer(client)
    clock.regler(dt.timedelta(hours=24))
    confirmer(client, ANCIENNE)

    clock.regler(dt.timedelta(hours=48, seconds=1))
    assert oublier_anciens_changements() == 1
    assert connues(compte) == {ANCIENNE, NOUVELLE}
    clock.regler(dt.timedelta(hours=72, seconds=1))
    assert oublier_anciens_changements() == 1
    assert connues(compte) == {ANCIENNE}
