"""Candidatures in `/gestion/`: of the person's own académies only, and read-only (I-24)."""

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import CandidateProfile, User
from cyclades.common.acteur import acteur
from tests.usines import personnel

from . import dossiers

LISTE = "/gestion/registrations/candidature/"


def _connecter(client: Client, *academies: str, role: Role = Role.GESTIONNAIRE) -> None:
    client.force_login(personnel(*academies, role=role), backend="accounts.backends.IdentifiantBackend")


def test_gestionnaire_reads_the_dossier_of_his_academie(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    _connecter(client, "16")

    liste = client.get(LISTE, {"q": "ACCRALL"}).content.decode()
    dossier = client.get(f"{LISTE}{candidature.pk}/change/").content.decode()

    assert f"{candidat.numero_candidat}-001" in liste
    assert "EP2A - Mise en oeuvre - Broderie machine guidée main" in dossier
    assert "enregistrement" in dossier
    assert 'name="_save"' not in dossier


@pytest.mark.parametrize("academies, role", [(("23",), Role.GESTIONNAIRE), ((), Role.RESPONSABLE)])
def test_another_academie_sees_nothing(client: Client, candidat: User, academies: tuple[str, ...], role: Role) -> None:
    candidature = dossiers.candidature(candidat)
    _connecter(client, *academies, role=role)

    assert str(candidat.numero_candidat) not in client.get(LISTE, {"q": "ACCRALL"}).content.decode()
    for page in ("change", "history", "delete"):
        assert client.get(f"{LISTE}{candidature.pk}/{page}/").status_code in (403, 404)
    assert "Candidatures" in client.get("/gestion/").content.decode()


def test_superviseur_sees_every_academie(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    _connecter(client, role=Role.SUPERVISEUR)

    assert client.get(f"{LISTE}{candidature.pk}/change/").status_code == 200
    assert client.get(f"{LISTE}{candidature.pk}/history/").status_code == 200


def test_nobody_writes_through_the_admin(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    _connecter(client, role=Role.SUPERVISEUR)

    assert client.post(f"{LISTE}{candidature.pk}/change/", {"etat": "ecarte"}).status_code == 403
    assert client.get(f"{LISTE}add/").status_code == 403
    assert client.post(f"{LISTE}{candidature.pk}/delete/", {"post": "yes"}).status_code == 403


def test_birthplace_typed_by_hand_is_flagged_and_can_be_listed(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    _connecter(client, "16")
    filtre = {"compte__profil__commune_libre__exact": "1"}
    assert str(candidat.numero_candidat) not in client.get(LISTE, filtre).content.decode()

    with acteur("systeme:essai"):
        CandidateProfile.objects.filter(user=candidat).update(commune_libre=True, commune_naissance="Bab El Oued")

    assert str(candidat.numero_candidat) in client.get(LISTE, filtre).content.decode()
    assert "Bab El Oued » a été saisi librement" in client.get(f"{LISTE}{candidature.pk}/change/").content.decode()
