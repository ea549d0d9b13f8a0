"""Offices in `/gestion/`: several in an académie, each with its sector, written by its responsable."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from sessions_cfg.models import LotCharge, ServiceGestionnaire
from tests.usines import personnel

pytestmark = pytest.mark.django_db
AJOUTER = "gestion:sessions_cfg_servicegestionnaire_add"


def _entrer(client: Client, *academies: str, role: Role = Role.RESPONSABLE) -> Client:
    client.force_login(personnel(*academies, role=role), backend="accounts.backends.IdentifiantBackend")
    return client


def _champs(**autres: Any) -> dict[str, Any]:
    vides: dict[str, Any] = dict.fromkeys(("adresse", "mail", "telephone", "source", "groupes"), "")
    return {**vides, "academie": "16", "nom": "Bureau des CAP", "examens": ["CAP"], **autres}


def test_responsable_opens_an_office_of_his_academie(client: Client) -> None:
    reponse = _entrer(client, "16").post(reverse(AJOUTER), _champs(groupes="221\r\n33"))

    assert reponse.status_code == 302
    bureau = ServiceGestionnaire.objects.get(nom="Bureau des CAP")
    assert (bureau.academie_id, bureau.examens, bureau.groupes) == ("16", ["CAP"], ["221", "33"])


@pytest.mark.parametrize(
    ("autres", "phrase"),
    [
        ({"groupes": "33\r\nservices"}, "« services » : un groupe s'écrit en un à trois chiffres."),
        ({"academie": "23"}, "Sélectionnez un choix valide"),
        ({"groupes": "24"}, "« Bureau textile » suit déjà une partie de ces examens et groupes."),
    ],
)
def test_incoherent_office_is_refused_in_french(client: Client, autres: dict[str, Any], phrase: str) -> None:
    ServiceGestionnaire.objects.create(academie_id="16", nom="Bureau textile", examens=["CAP"], groupes=["24"])

    reponse = _entrer(client, "16").post(reverse(AJOUTER), _champs(**autres))

    assert reponse.status_code == 200
    dites = [e for liste in reponse.context["adminform"].form.errors.values() for e in liste]
    assert any(phrase in dite for dite in dites), dites
    assert not ServiceGestionnaire.objects.filter(nom="Bureau des CAP").exists()


def test_gestionnaire_opens_none(client: Client) -> None:
    assert _entrer(client, "16", role=Role.GESTIONNAIRE).post(reverse(AJOUTER), _champs()).status_code == 403


def test_what_a_responsable_wrote_survives_the_files(client: Client) -> None:
    bureau = ServiceGestionnaire.objects.get(nom="Rectorat de Toulouse")
    adresse = reverse("gestion:sessions_cfg_servicegestionnaire_change", args=[bureau.pk])
    envoi = _champs(nom=bureau.nom, adresse=bureau.adresse, mail="examens@ac-toulouse.fr", examens=[])

    assert _entrer(client, "16").post(adresse, envoi).status_code == 302
    LotCharge.objects.filter(nom__in=("calendriers", "demonstration")).delete()
    call_command("load_catalogue", "--demo", verbosity=0)

    bureau.refresh_from_db()
    assert bureau.mail == "examens@ac-toulouse.fr"
    assert "Adresse mail : rectoratDeToulouse@ac-rennes.fr → examens@ac-toulouse.fr" in (
        LogEntry.objects.latest("pk").get_change_message()
    )
