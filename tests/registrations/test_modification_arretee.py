"""A change under way that can no longer be saved: the service closed, or staff set the candidature aside."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cyclades.common.acteur import acteur
from registrations.enums import Etat
from registrations.models import Brouillon, Candidature, Version
from registrations.services.transitions import transition

from . import gestes

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(client: Client, candidat: User) -> str:
    """A saved candidature whose street is being changed."""
    base = gestes.inscrire(client)
    client.post(f"{base}modifier/")
    assert gestes.remplir(client, "identification", base, voie="99 rue neuve").status_code == 302
    return base


def lire(client: Client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.headers.get("Location")
    return str(reponse.content.decode()).replace("&#x27;", "'")


def test_after_the_closing_the_saved_version_is_what_is_shown(
    client: Client, base: str, horloge: Callable[[str], None]
) -> None:
    horloge("2021-11-29T18:00+01:00")

    page = lire(client, f"{base}recapitulatif/")

    assert "Votre inscription reste celle-ci, version 01" in page
    assert "15 voie verte" in page
    assert "99 rue neuve" not in page
    assert "Visualiser/imprimer" in page
    assert f'href="{base}identification/"' in page
    assert "99 rue neuve" in lire(client, f"{base}identification/")
    suite = client.post(f"{base}annuler/", follow=True)
    assert suite.status_code == 200
    assert not Brouillon.objects.exists()
    assert "Votre inscription reste celle-ci" not in lire(client, f"{base}recapitulatif/")


@pytest.mark.parametrize("etat", [Etat.ECARTE, Etat.ANNULE])
def test_set_aside_meanwhile_says_so_and_writes_nothing(client: Client, base: str, etat: Etat) -> None:
    tapee: dict[str, Any] = {**gestes.ONGLETS["identification"], "voie": "100 rue neuve", "action": "suivant"}
    revision = {"revision": str(Brouillon.objects.get().revision)}
    candidature = Candidature.objects.get()
    with acteur("gestionnaire:1"):
        transition(candidature=candidature, vers=etat, acteur="gestionnaire:1", motif="Doublon de dossier")

    for onglet in ("identification", "recapitulatif"):
        reponse = client.post(f"{base}{onglet}/", tapee | revision, follow=True)
        assert f"Cette candidature est à l'état « {etat.label} »" in reponse.content.decode().replace("&#x27;", "'")
    gardee = client.post(f"{base}identification/garder/", tapee | revision)

    assert (gardee.status_code, gardee.json()["phrase"][:34]) == (410, "Cette candidature n'est plus active"[:34])
    page = lire(client, f"{base}recapitulatif/")
    assert "15 voie verte" in page
    assert "Modifier</button>" not in page
    assert Brouillon.objects.get().donnees["identification"]["voie"] == ["99 rue neuve"]
    assert Version.objects.count() == 1


def test_restored_candidature_finds_its_draft_again(client: Client, base: str) -> None:
    candidature = Candidature.objects.get()
    with acteur("gestionnaire:1"):
        transition(candidature=candidature, vers=Etat.ECARTE, acteur="gestionnaire:1", motif="Doublon")
        transition(candidature=candidature, vers=Etat.INSCRIT, acteur="gestionnaire:1", motif="Erreur")

    assert "99 rue neuve" in lire(client, f"{base}identification/")
