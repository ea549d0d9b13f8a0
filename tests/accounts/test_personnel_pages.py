"""Pages and commands of the accounts of staff: what each sees, what a mistake answers, how many queries."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Evenement, Role
from accounts.models import EvenementPersonnel, StaffProfile
from accounts.services import evenements, personnel
from cyclades.outbox import services as outbox
from tests.usines import compte_candidat
from tests.usines import personnel as membre_de

from .agents import LISTE, NOUVEAU, entrer, ouvrir, responsable, superviseur, texte

pytestmark = pytest.mark.django_db


def test_address_known_is_refused_beside_its_field() -> None:
    compte_candidat(email="candidate@demo.example")
    saisie = {"adresse_mail": "Candidate@demo.example", "nom": "x", "role": "gestionnaire", "academies": ["16"]}

    reponse = entrer(superviseur()).post(f"{LISTE}add/", saisie)

    assert reponse.status_code == 422
    assert personnel.ADRESSE_PRISE in texte(reponse)
    assert 'value="Candidate@demo.example"' in texte(reponse)


def test_reset_of_a_second_factor_is_traced_and_told_to_the_person() -> None:
    chef, agent = superviseur(), membre_de("16")

    page = entrer(chef).post(f"{LISTE}{agent.personnel.pk}/reinitialiser/", follow=True)

    assert "Le second facteur est réinitialisé." in texte(page)
    assert not TOTPDevice.objects.filter(user=agent).exists()
    outbox.vider()
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([agent.email], "[CYCLADES] Votre second facteur est réinitialisé")
    ]
    assert "un superviseur a réinitialisé" in str(mail.outbox[0].body)
    evenement = EvenementPersonnel.objects.get(genre=Evenement.REINITIALISATION)
    assert (evenement.auteur, evenement.personne) == (chef, agent)


def test_pages_show_each_his_own() -> None:
    agent, autre, deux = membre_de("16"), membre_de("23"), membre_de("16", "23")
    chef, national = responsable("16"), superviseur()
    vues = {}
    for qui in (chef, national):
        page = texte(entrer(qui).get(LISTE))
        vues[qui.pk] = {m.pk for m in (agent, autre, deux, chef, national) if f">{m.email}<" in page}
    assert vues == {chef.pk: {agent.pk, deux.pk}, national.pk: {agent.pk, autre.pk, deux.pk, chef.pk, national.pk}}

    client = entrer(chef)
    assert client.get(f"{LISTE}{autre.personnel.pk}/change/").status_code == 404
    assert client.post(f"{LISTE}{autre.personnel.pk}/desactiver/").status_code == 404
    partage = texte(client.get(f"{LISTE}{deux.personnel.pk}/change/"))
    assert personnel.AUTRES_ACADEMIES in partage and "Enregistrer" not in partage
    assert client.post(f"{LISTE}{deux.personnel.pk}/change/", {"nom": "x"}).status_code == 403
    siens = texte(client.get(f"{LISTE}{agent.personnel.pk}/change/"))
    assert "Désactiver" in siens and "Historique" not in siens and "Réinitialiser" not in siens
    assert "Historique" in texte(entrer(national).get(f"{LISTE}{agent.personnel.pk}/change/"))
    assert entrer(agent).get(LISTE).status_code == 403
    assert entrer(agent).get(f"{LISTE}add/").status_code == 403


def test_list_is_narrowed_by_access() -> None:
    chef, agent, parti = superviseur(), membre_de("16"), membre_de("16")
    invite = ouvrir(chef)
    personnel.desactiver_membre(par=chef, membre_id=parti.pk)
    client, adresses = entrer(chef), (chef.email, agent.email, parti.email, invite.email)

    vus = {
        choix: [adresse for adresse in adresses if f">{adresse}<" in texte(client.get(f"{LISTE}?acces={choix}"))]
        for choix in ("actif", "invite", "desactive")
    }

    assert vus == {"actif": [chef.email, agent.email], "invite": [invite.email], "desactive": [parti.email]}


def test_history_reads_as_sentences() -> None:
    chef, agent = superviseur(), membre_de("16")
    client = entrer(chef)
    adresse = f"{LISTE}{agent.personnel.pk}/change/"
    saisie = {"nom": "Autre", "role": "responsable", "academies": ["16", "23"]}
    assert "L'accès est modifié." in texte(client.post(adresse, saisie, follow=True))
    assert "Rien n'a changé." in texte(client.post(adresse, saisie, follow=True))

    page = texte(client.get(adresse))

    assert "Rôle : Gestionnaire → Responsable" in page
    assert re.search(r"Académies : Toulouse → (Toulouse, Nice|Nice, Toulouse)", page)
    assert chef.personnel.nom in page


@pytest.mark.parametrize(
    "saisie", [{}, {"nom": "x", "role": "roi", "academies": ["999"]}, {"nom": "\x00", "role": "gestionnaire"}]
)
def test_wrong_input_is_told_and_nothing_is_lost(saisie: dict[str, Any]) -> None:
    client, agent = entrer(superviseur()), membre_de("16")
    for adresse in (f"{LISTE}add/", f"{LISTE}{agent.personnel.pk}/change/"):
        reponse = client.post(adresse, saisie)
        assert reponse.status_code == 422
        assert "resume-erreurs" in texte(reponse)
    assert not EvenementPersonnel.objects.filter(genre=Evenement.DROITS).exists()


def test_list_and_page_ask_the_database_the_same_for_one_and_three() -> None:
    client, agent = entrer(superviseur()), membre_de("16", "23")
    adresses = (LISTE, f"{LISTE}{agent.personnel.pk}/change/")
    comptes = []
    for _ in range(2):
        for adresse in adresses:
            with CaptureQueriesContext(connection) as requetes:
                client.get(adresse)
            comptes.append(len(requetes))
        for role in (Role.RESPONSABLE, Role.GESTIONNAIRE):
            autre = membre_de("16", role=role)
            evenements.noter(personne=agent.pk, genre=Evenement.DROITS, auteur=autre.pk)
    assert comptes[:2] == comptes[2:]
    # Session, account, second factor; then the count, the rows and their académies / the row, académies, rights,
    # the choice of académies, the history and its names.
    assert comptes[:2] == [6, 9]


def test_first_superviseur_comes_from_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("creer_superviseur", "Chef@rectorat.example", "--nom", "La cheffe")

    sortie = capsys.readouterr().out
    lien = re.search(r"http://[^/]+(/compte/invitation/\S+)", sortie)
    assert lien is not None and sortie.count("\n") == 1
    assert Client().post(lien[1], {"nouveau": NOUVEAU, "confirmation": NOUVEAU}).status_code == 302
    assert StaffProfile.objects.get().nom == "La cheffe"
    for adresse, phrase in (("chef@rectorat.example", "existe déjà"), ("chef", "adresse mail complète")):
        with pytest.raises(CommandError, match=phrase):
            call_command("creer_superviseur", adresse)


def test_operator_resets_the_second_factor_that_nobody_else_can(capsys: pytest.CaptureFixture[str]) -> None:
    seul = superviseur(email="seul@rectorat.example")
    call_command("reinitialiser_second_facteur", "Seul@rectorat.example")
    assert not TOTPDevice.objects.filter(user=seul).exists()
    assert EvenementPersonnel.objects.get().auteur is None
    for adresse, phrase in (("seul@rectorat.example", "ni téléphone"), ("inconnu@x.example", "Aucun membre")):
        with pytest.raises(CommandError, match=phrase):
            call_command("reinitialiser_second_facteur", adresse)
