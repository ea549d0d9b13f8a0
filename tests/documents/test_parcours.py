"""From the tabs to the printed page: the real save, the real worker's code, the real PDF."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from cyclades.common import storage
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from registrations.models import Version
from tests.registrations import gestes
from tests.usines import compte_candidat

from .test_rendering import lignes

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(client: Client, horloge: Callable[[str], None], settings: Settings, tmp_path: Path) -> str:
    """The guide's candidature, saved through the pages; its address."""
    settings.DEPOT_PRIVE = tmp_path
    horloge("2021-11-10T13:00+01:00")
    client.force_login(compte_candidat(), backend="accounts.backends.IdentifiantBackend")
    return gestes.inscrire(client)


def imprimees(numero: int) -> list[str]:
    vider()
    emise = DocumentVersion.objects.get(document__kind="confirmation", numero=numero)
    return lignes(storage.lire(emise.fichier, emise.sha256))


def test_printed_epreuves_are_those_of_the_recapitulatif_on_screen(client: Client, base: str) -> None:
    page = unescape(re.sub(r"<[^>]+>", " ", client.get(f"{base}recapitulatif/").content.decode()))
    ecran = " ".join(page.split())

    papier = imprimees(1)

    epreuves = [e for e in Version.objects.get().contenu["epreuves"] if e["position"] != "NON_INSCRIT"]
    assert len(epreuves) >= 13
    for epreuve in epreuves:
        intitule = " - ".join(p for p in (epreuve["code"], epreuve["titre"], epreuve["option"]) if p)
        assert intitule in ecran
        assert " ".join(f"{intitule} {epreuve['position_libelle']} {epreuve['mode']}".split()) in papier


def test_pieces_asked_are_on_the_back_with_their_deadline(client: Client, base: str) -> None:
    papier = " ".join(imprimees(1))

    contenu = Version.objects.get().contenu
    assert contenu["pieces"]
    for piece in contenu["pieces"]:
        assert piece["libelle"].split("(")[0].strip() in papier
    assert "avant le lundi 06 décembre 2021 23:59 (heure de Paris)" in papier
    assert "Page 2/2" in papier


def test_a_change_is_told_on_the_next_version(client: Client, base: str) -> None:
    client.post(f"{base}modifier/")
    for onglet in gestes.ONGLETS:
        autres = {"voie": "16 voie verte"} if onglet == "identification" else {}
        reponse = gestes.remplir(client, onglet, base, **autres)
        assert reponse.status_code == 302, gestes.erreurs(reponse)
    gestes.enregistrer(client, base)

    papier = imprimees(2)

    assert "Numéro, rue, voie 15 voie verte 16 voie verte" in papier
    assert "Version 02" in papier
