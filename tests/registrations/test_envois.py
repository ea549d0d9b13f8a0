"""A mail to a selection: ticked or filtered, looked at, sent once to each, kept in the history."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from cyclades.outbox.models import Message
from cyclades.outbox.services import vider
from registrations.models import Candidature, Destinataire, Envoi, Journal
from registrations.services import envois
from tests.documents import dossiers, publications
from tests.usines import compte_candidat, personnel

LISTE = "/gestion/registrations/candidature/"
OBJET = "Retrait de votre diplôme"
CORPS = "{civilite} {nom},\n\nVotre diplôme {examen} ({session}) vous attend. N° {numero}."


@pytest.fixture(autouse=True)
def boite(settings: Settings, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEPOT_PRIVE = tmp_path


@pytest.fixture
def par(db: None, client: Client) -> User:
    responsable = publications.responsable("16")
    client.force_login(responsable)
    return responsable


def inscrites(nombre: int, **autres: Any) -> list[Candidature]:
    toutes = publications.inscrites(nombre, **autres)
    Message.objects.all().delete()
    return toutes


def selectionner(client: Client, candidatures: list[Candidature], **champs: str) -> Any:
    cochees = [str(c.pk) for c in candidatures]
    return client.post(champs.pop("liste", LISTE), {"action": "ecrire", "_selected_action": cochees, **champs})


def fiche(envoi: Envoi) -> str:
    return reverse("gestion:registrations_envoi_change", args=[envoi.pk])


def ecrire(client: Client, envoi: Envoi, action: str, **textes: str) -> Any:
    return client.post(fiche(envoi), {"objet": OBJET, "corps": CORPS, "action": action, **textes})


def messages() -> list[mail.EmailMessage]:
    return [m for m in mail.outbox if OBJET in str(m.subject)]


def test_ticked_candidates_get_one_mail_each_with_their_own_words(client: Client, par: User) -> None:
    choisies, autre = inscrites(2), inscrites(1)[0]
    assert selectionner(client, choisies).status_code == 302
    envoi = Envoi.objects.get()

    page = ecrire(client, envoi, "apercu")
    assert f"Monsieur {choisies[0].compte.profil.nom_naissance}," in page.content.decode()
    vider()
    assert messages() == []
    ecrire(client, envoi, "envoyer")
    vider()

    assert len(messages()) == 2
    assert {f"N° {c.numeros}" in "".join(str(m.body) for m in messages()) for c in choisies} == {True}
    assert autre.numeros not in "".join(str(m.body) for m in messages())
    assert Journal.objects.filter(action="mail", acteur=f"gestionnaire:{par.pk}").count() == 2
    assert Destinataire.objects.filter(envoi=envoi).exclude(parti_le=None).count() == 2
    assert "mails partis : 2 sur 2" in client.get(reverse("gestion:registrations_envoi_changelist")).content.decode()


def test_a_filter_selects_all_its_pages_and_no_other_academie(client: Client, par: User) -> None:
    siennes, nice = inscrites(3), inscrites(1, academie="23")
    with acteur("gestionnaire:1"):
        Candidature.objects.filter(pk=siennes[0].pk).update(etat="ecarte")

    selectionner(client, siennes[1:2] + nice, select_across="1", liste=f"{LISTE}?etat__exact=inscrit")

    assert set(Destinataire.objects.values_list("candidature", flat=True)) == {c.pk for c in siennes[1:]}


def test_a_person_with_two_candidatures_gets_one_mail(client: Client, par: User) -> None:
    compte = compte_candidat()
    deux = [dossiers.candidature(compte, numero=n) for n in (1, 2)]
    for candidature in deux:
        dossiers.enregistrer(candidature)
    Message.objects.all().delete()

    selectionner(client, deux)
    ecrire(client, Envoi.objects.get(), "envoyer")
    vider()

    assert len(messages()) == 1


def test_sending_again_sends_nothing_and_what_left_cannot_change(client: Client, par: User) -> None:
    selectionner(client, inscrites(2))
    envoi = Envoi.objects.get()
    for _ in range(2):
        ecrire(client, envoi, "envoyer")
        vider()

    assert len(messages()) == 2
    with pytest.raises(Refus, match="déjà parti"):
        envois.envoyer(envoi_id=envoi.pk, par=par, objet=OBJET, corps=CORPS)
    with pytest.raises(DatabaseError, match="ce mail est parti"):
        Envoi.objects.filter(pk=envoi.pk).update(corps="Autre chose")


@pytest.mark.parametrize(
    ("textes", "phrase"),
    [
        ({"corps": "Bonjour {prenon}"}, "{prenon} n&#x27;est pas un mot connu"),
        ({"objet": "{compte.password}"}, "{compte.password} n&#x27;est pas un mot connu"),
        ({"objet": ""}, "Le champ « Objet » est obligatoire."),
        ({"corps": ""}, "Le champ « Texte » est obligatoire."),
    ],
)
def test_a_wrong_text_is_told_and_nothing_typed_is_lost(
    client: Client, par: User, textes: dict[str, str], phrase: str
) -> None:
    selectionner(client, inscrites(1))

    page = ecrire(client, Envoi.objects.get(), "envoyer", **textes)

    assert page.status_code == 422
    assert phrase in page.content.decode()
    assert "Votre diplôme {examen}" in page.content.decode() or "corps" in textes
    assert not Message.objects.exists()


def test_what_staff_type_is_never_html(client: Client, par: User) -> None:
    selectionner(client, inscrites(1))
    envoi = Envoi.objects.get()

    page = ecrire(client, envoi, "apercu", corps="<script>alert(1)</script> {nom}")
    ecrire(client, envoi, "envoyer", corps="<b>Gras</b> & {nom}")
    vider()

    assert "<script>alert" not in page.content.decode()
    parti = messages()[0]
    assert "<b>Gras</b> & ACCRALL" in str(parti.body)
    assert "&lt;b&gt;Gras" in str(parti.alternatives[0][0])  # type: ignore[attr-defined]


def test_a_draft_given_up_is_gone_and_an_empty_selection_is_told(client: Client, par: User) -> None:
    choisies = inscrites(1)
    selectionner(client, choisies)
    ecrire(client, Envoi.objects.get(), "abandonner")
    assert not Envoi.objects.exists()

    User.objects.filter(pk=choisies[0].compte_id).update(is_active=False)
    page = client.post(LISTE, {"action": "ecrire", "_selected_action": [str(choisies[0].pk)]}, follow=True)

    assert "Aucun candidat de cette sélection ne peut recevoir de mail." in page.content.decode()


def test_roles_and_academies(client: Client, par: User) -> None:
    choisies = inscrites(1)
    selectionner(client, choisies)
    envoi = Envoi.objects.get()
    statuts = {}
    for nom, qui in {
        "gestionnaire": personnel("16"),
        "nice": publications.responsable("23"),
        "superviseur": personnel(role=Role.SUPERVISEUR),
    }.items():
        client.force_login(qui)
        statuts[nom] = (client.get(fiche(envoi)).status_code, ecrire(client, envoi, "apercu").status_code)
        selectionner(client, choisies)

    assert statuts == {"gestionnaire": (403, 403), "nice": (404, 404), "superviseur": (200, 200)}
    assert Envoi.objects.count() == 2  # the superviseur's own


@pytest.mark.parametrize("nom", ["changelist", "change"])
def test_pages_ask_the_same_number_of_queries_for_one_and_three_candidates(client: Client, par: User, nom: str) -> None:
    comptes = []
    for nombre in (1, 3):
        selectionner(client, inscrites(nombre))
        envoi = Envoi.objects.order_by("-pk")[0]
        adresse = fiche(envoi) if nom == "change" else reverse("gestion:registrations_envoi_changelist")
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        comptes.append(len(requetes))

    assert comptes[0] == comptes[1]
    assert comptes[0] <= 12


@pytest.mark.race
def test_one_mail_sent_by_two_clicks_at_once(base_reelle: None) -> None:
    """Without the lock the constraint on the work of the outbox still holds each person to one mail."""
    responsable = publications.responsable("16")
    candidatures = inscrites(2)
    depart = threading.Barrier(8)
    partis = 0
    for _ in range(10):
        envoi = envois.preparer(candidatures=Candidature.objects.all(), par=responsable)

        def envoyer(_: int, envoi_id: int = envoi.pk) -> int:
            depart.wait(20)
            try:
                return envois.envoyer(envoi_id=envoi_id, par=responsable, objet=OBJET, corps=CORPS)
            except Refus:
                return 0
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            partis += sum(pool.map(envoyer, range(8)))
    assert partis == 10 * len(candidatures)
    assert Message.objects.filter(genre="candidature.message").count() == partis
    assert Journal.objects.filter(action="mail").count() == partis
