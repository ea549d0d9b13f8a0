"""Where a candidate was born, from the account to the tab, the Récapitulatif, the confirmation and staff's pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from justificatifs.declarations import declarations
from registrations.lecture import blocs
from registrations.models import Candidature, Version
from tests.usines import compte_candidat, personnel

from . import dossiers, gestes

pytestmark = pytest.mark.django_db
DEPARTEMENT = "Département, DOM ou COM de naissance"
ALGER = {
    "departement_naissance": None,
    "departement_libre": "ALGER",
    "commune_naissance": "BAB EL OUED",
    "commune_code": "",
    "commune_libre": True,
}
COLOGNE = {
    "pays_naissance_id": "DE",
    "departement_naissance": None,
    "commune_naissance": "",
    "commune_code": "",
    "ville_naissance": "KÖLN",
}


@pytest.fixture
def ne_a(client: Client, horloge: Callable[[str], None]) -> Callable[[dict[str, Any]], User]:
    """A candidate born there, signed in."""

    def creer(lieu: dict[str, Any]) -> User:
        horloge("2021-11-10T13:00+01:00")
        compte = compte_candidat(**lieu)
        compte.profil.refresh_from_db()
        client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
        return compte

    return creer


def identite(candidature: Candidature) -> dict[str, object]:
    """The block « Identification du candidat », which page and PDF both print."""
    contenu = Version.objects.get(candidature=candidature, numero=1).contenu
    return dict(next(b for b in blocs(contenu) if b.onglet == "identification").paires)


def test_departement_written_freely_is_shown_in_the_tab(client: Client, ne_a: Callable[[dict[str, Any]], User]) -> None:
    ne_a(ALGER)
    gestes.ouvrir(client)

    onglet = client.get(f"{gestes.BASE}identification/").content.decode()

    assert onglet.index(f"{DEPARTEMENT} *") < onglet.index("ALGER") < onglet.index("BAB EL OUED")


def test_departement_written_freely_reaches_every_reader(
    client: Client, ne_a: Callable[[dict[str, Any]], User]
) -> None:
    candidature = dossiers.candidature(ne_a(ALGER))

    lu = identite(candidature)
    assert (lu[DEPARTEMENT], lu["Commune de naissance"]) == ("ALGER", "BAB EL OUED")
    assert "Ville de naissance" not in lu
    assert dict(declarations(candidature)[0][1])["Lieu de naissance"].startswith("BAB EL OUED, ALGER, FRANCE")
    client.force_login(personnel("16", role=Role.GESTIONNAIRE), backend="accounts.backends.IdentifiantBackend")
    dossier = client.get(f"/gestion/registrations/candidature/{candidature.pk}/change/").content.decode()
    assert "Lieu de naissance à vérifier :</strong> « BAB EL OUED », département « ALGER »" in dossier


def test_listed_departement_is_printed_by_its_code(ne_a: Callable[[dict[str, Any]], User]) -> None:
    lu = identite(dossiers.candidature(ne_a({})))

    assert (lu[DEPARTEMENT], lu["Commune de naissance"]) == ("014", "MAY-SUR-ORNE")


def test_born_abroad_is_asked_for_parents_and_they_are_printed(
    client: Client, ne_a: Callable[[dict[str, Any]], User]
) -> None:
    compte = ne_a(COLOGNE)
    parents = {"pere": "MÜLLER Jürgen", "mere": "N'DIAYE Awa"}

    lu = identite(dossiers.candidature(compte, identification=parents))
    onglet = client.get(f"/inscriptions/{compte.numero_candidat}-001/identification/", follow=True).content.decode()

    assert DEPARTEMENT not in lu
    assert (lu["Ville de naissance"], lu["Nom et prénoms du père"]) == ("KÖLN", "MÜLLER Jürgen")
    assert lu["Nom de naissance et prénoms de la mère"] == "N'DIAYE Awa"
    assert "Nom et prénoms du père" in onglet
    assert "KÖLN" in onglet


def test_born_abroad_without_a_town_prints_a_dash(ne_a: Callable[[dict[str, Any]], User]) -> None:
    assert identite(dossiers.candidature(ne_a(COLOGNE | {"ville_naissance": ""})))["Ville de naissance"] == "-"
