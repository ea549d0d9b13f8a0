"""Disk and tables compared both ways (I-17): what is wrong is said, what is nobody's goes, what is on its way stays."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cyclades.common import clock, inventaire, storage
from justificatifs.models import Depot
from justificatifs.services import rapprochement
from justificatifs.services.depots import deposer
from justificatifs.services.rapprochement import rapprocher
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidature() -> Candidature:
    return dossiers.candidature()


@pytest.fixture
def depot(candidature: Candidature) -> Depot:
    return deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), "ma confirmation.pdf"))


def vieillir(fichier: Path, *, jours: float = 2) -> None:
    instant = time.time() - jours * 86400
    os.utime(fichier, (instant, instant))


def orphelin(candidature_id: int, *, jours: float) -> str:
    """A file that no row names, written `jours` days ago."""
    nom = storage.deposer(b"sans ligne", racine=f"pieces/{candidature_id}").nom
    vieillir(storage.chemin(nom), jours=jours)
    return nom


def _anomalie(depot: Depot) -> str:
    depot.refresh_from_db()
    return depot.anomalie


def test_sound_file_is_verified_and_left(depot: Depot) -> None:
    vieillir(storage.chemin(depot.fichier))
    assert rapprocher(duree_max=10) == {"fichiers sains": 1}
    assert _anomalie(depot) == ""
    assert depot.verifie_le is not None
    assert rapprocher(duree_max=10) == {}
    storage.verifier(depot.fichier, depot.sha256)


@pytest.mark.parametrize(("octets", "anomalie"), [(None, "absent"), (b"autre chose", "altere")])
def test_missing_or_changed_file_is_told_to_staff_until_it_is_right_again(
    octets: bytes | None, anomalie: str, depot: Depot, candidature: Candidature, client: Client
) -> None:
    fichier = storage.chemin(depot.fichier)
    fichier.unlink()
    if octets is not None:
        fichier.write_bytes(octets)
    Depot.objects.update(analyse="sain")
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    adresse = reverse("justificatifs:telecharger", args=[candidature.numeros, depot.pk])
    assert client.get(adresse).status_code == 404
    rapprocher(duree_max=10)
    assert _anomalie(depot) == anomalie
    assert client.get(adresse).status_code == 404
    assert "momentanément indisponible" in client.get(
        reverse("justificatifs:liste", args=[candidature.numeros])
    ).content.decode().replace("\n", " ")
    with pytest.raises(CommandError, match=f"fichier déposé n° {depot.pk} : {anomalie}"):
        call_command("rapprocher_fichiers", verbosity=0)
    libelle = f"candidature n° {candidature.numeros} : Fichier a"
    for academie, vu in (("16", True), ("23", False)):
        client.force_login(personnel(academie), backend="accounts.backends.IdentifiantBackend")
        assert (libelle in client.get(reverse("gestion:index")).content.decode()) is vu
    fichier.unlink(missing_ok=True)
    storage.deposer(pdf(), racine=f"pieces/{candidature.pk}")
    clock.regler(dt.timedelta(hours=2))
    rapprocher(duree_max=10)
    assert _anomalie(depot) == ""


def test_file_without_a_row_waits_then_goes_to_quarantine_then_away(
    candidature: Candidature, depot_prive: Path
) -> None:
    jeune, vieux = orphelin(candidature.pk, jours=0.9), orphelin(candidature.pk + 1, jours=1.1)
    assert rapprocher(duree_max=10) == {"fichiers mis en quarantaine": 1}
    assert storage.chemin(jeune).exists()
    assert not storage.chemin(vieux).exists()
    en_quarantaine = depot_prive / inventaire.QUARANTAINE / vieux
    assert en_quarantaine.read_bytes() == b"sans ligne"
    assert rapprocher(duree_max=10) == {}
    vieillir(en_quarantaine, jours=31)
    assert rapprocher(duree_max=10) == {"fichiers jetés après quarantaine": 1}
    assert not en_quarantaine.exists()


def test_upload_cut_short_is_thrown_away_after_a_day(depot_prive: Path) -> None:
    attente = depot_prive / "attente"
    attente.mkdir(parents=True)
    for nom, jours in (("jeune", 0.5), ("vieux", 1.5)):
        (attente / nom).write_bytes(b"x")
        vieillir(attente / nom, jours=jours)
    assert rapprocher(duree_max=10) == {"envois interrompus jetés": 1}
    assert [f.name for f in attente.iterdir()] == ["jeune"]


def test_walk_takes_up_where_it_stopped(candidature: Candidature) -> None:
    noms = [orphelin(candidature.pk + rang, jours=3) for rang in range(6)]
    inventaire.poser_repere("pieces", candidature.pk + 2)
    fait = rapprochement.parcourir_disque("pieces", fin=time.monotonic() + 10)
    assert fait == {"fichiers mis en quarantaine": 3}
    assert [storage.chemin(nom).exists() for nom in noms] == [True] * 3 + [False] * 3
    assert rapprochement.parcourir_disque("pieces", fin=time.monotonic() - 1) == {}
    assert inventaire.lire_repere("pieces") == 0
    assert rapprochement.parcourir_disque("pieces", fin=time.monotonic() + 10) == {"fichiers mis en quarantaine": 3}


def test_walk_cut_short_is_not_begun_again(candidature: Candidature, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time over after the second folder of four: the next run has the two others, and the one after all of them."""
    for rang in range(4):
        orphelin(candidature.pk + rang, jours=0)
    vus: list[str] = []

    def noter(dossier: str) -> Iterator[inventaire.Trouve]:
        vus.append(dossier)
        return iter(())

    heure = iter([0, 0, 2, 0, 0, 0, 0, 0, 0])
    monkeypatch.setattr("justificatifs.services.rapprochement.time", SimpleNamespace(monotonic=lambda: next(heure)))
    monkeypatch.setattr(inventaire, "fichiers", noter)
    for _ in range(3):
        rapprochement.parcourir_disque("pieces", fin=1)
    rangs = [int(dossier.split("/")[1]) - candidature.pk for dossier in vus]
    assert rangs == [0, 1, 2, 3, 0, 1, 2, 3]


def test_strange_names_on_the_disk_stop_nothing(depot_prive: Path) -> None:
    for nom in ("pieces/12/x", "pieces/abc/y", "pieces/²/z", "pieces/12/ab/c d\n"):
        (depot_prive / nom).parent.mkdir(parents=True, exist_ok=True)
        (depot_prive / nom).write_bytes(b"?")
        vieillir(depot_prive / nom)
    assert rapprocher(duree_max=10) == {"fichiers mis en quarantaine": 2}
