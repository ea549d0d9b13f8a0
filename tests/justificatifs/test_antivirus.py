"""Files are given only when the antivirus has found them clean; what happens otherwise (I-16)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message
from justificatifs.enums import Analyse, Statut
from justificatifs.models import Depot, Revue
from justificatifs.scanning import antivirus
from justificatifs.services import analyse
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .clamav import EICAR, clamd
from .fichiers import archive, envoi, image, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

VIRUS = archive({"lettre.txt": EICAR})


@pytest.fixture(scope="module")
def adresse() -> Iterator[str]:
    with clamd() as trouvee:
        yield trouvee


@pytest.fixture
def branche(settings: Any, adresse: str) -> str:
    """The portal as in production: a scanner, no demonstration."""
    settings.ANTIVIRUS = adresse
    settings.DEMO = False
    return adresse


@pytest.fixture
def candidature() -> Candidature:
    return dossiers.candidature()


def _deposer(candidature: Candidature, cle: str, octets: bytes, nom: str) -> Depot:
    return deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(octets, nom))


def _page(candidature: Candidature) -> str:
    client = Client()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    return client.get(reverse("justificatifs:liste", args=[candidature.numeros])).content.decode()


def _telecharger(candidature: Candidature, depot: Depot) -> int:
    client = Client()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    return client.get(reverse("justificatifs:telecharger", args=[candidature.numeros, depot.pk])).status_code


@pytest.mark.parametrize(
    ("octets", "verdict"),
    [(b"bonjour", Analyse.SAIN), (EICAR, Analyse.INFECTE), (VIRUS, Analyse.INFECTE), (pdf(), Analyse.SAIN)],
    ids=["texte", "virus", "virus dans une archive", "pdf"],
)
def test_scanner_tells_clean_from_infected(adresse: str, octets: bytes, verdict: Analyse) -> None:
    assert antivirus.analyser(octets, adresse) == verdict


def test_file_that_the_scanner_will_not_read_is_never_clean() -> None:
    """Too long a stream: told so, or cut off, as the daemon is quicker or slower than we are."""
    with clamd(taille_max="1M") as etroit:
        try:
            verdict = antivirus.analyser(b"x" * 2_000_000, etroit)
        except antivirus.AntivirusInjoignable:
            return
    assert verdict == Analyse.INDETERMINE


@pytest.mark.parametrize("absent", ["unix:///nulle/part", "tcp://127.0.0.1:9"])
def test_absent_scanner_is_said_unreachable(absent: str) -> None:
    with pytest.raises(antivirus.AntivirusInjoignable):
        antivirus.analyser(b"bonjour", absent)


def test_clean_file_is_given_after_the_scan_and_not_before(branche: str, candidature: Candidature) -> None:
    depot = _deposer(candidature, "identite", image(), "carte.jpg")
    assert _telecharger(candidature, depot) == 404
    assert "contrôle antivirus en cours" in _page(candidature)
    outbox.vider()
    depot.refresh_from_db()
    assert depot.analyse == Analyse.SAIN
    assert _telecharger(candidature, depot) == 200
    assert "contrôle antivirus en cours" not in _page(candidature)


def test_infected_file_not_sent_yet_is_taken_back_and_told(branche: str, candidature: Candidature) -> None:
    depot = _deposer(candidature, "identite", VIRUS, "lettre.zip")
    outbox.vider()
    depot.refresh_from_db()
    assert (depot.analyse, depot.supprime_le is not None) == (Analyse.INFECTE, True)
    assert _telecharger(candidature, depot) == 404
    page = _page(candidature)
    assert "Le fichier « lettre.zip » a été retiré" in page
    outbox.vider()
    assert [m.subject for m in mail.outbox] == ["[CYCLADES] Un fichier a été retiré"]
    assert dossiers.piece(candidature, "identite").statut == Statut.AUCUN
    _deposer(candidature, "identite", image(), "carte.jpg")
    assert "a été retiré" not in _page(candidature)


def test_infected_file_already_sent_reopens_its_piece_alone(branche: str, candidature: Candidature) -> None:
    _deposer(candidature, "confirmation", pdf(), "confirmation.pdf")
    depot = _deposer(candidature, "identite", VIRUS, "lettre.zip")
    piece = dossiers.piece(candidature, "identite")
    verrouiller(groupe=piece.groupe, par=candidature.compte)
    outbox.vider()
    depot.refresh_from_db()
    piece.refresh_from_db()
    assert (depot.analyse, piece.statut) == (Analyse.INFECTE, Statut.NON_CONFORME)
    assert piece.echeance_propre is not None
    assert piece.echeance_propre - clock.maintenant() > dt.timedelta(days=7)
    assert dossiers.piece(candidature, "confirmation").rouverte_le is None
    assert Revue.objects.get(piece=piece).par == "l'antivirus"
    outbox.vider()
    assert "programme malveillant" in mail.outbox[-1].body
    _deposer(candidature, "identite", image(), "carte.jpg")


def test_scanner_down_keeps_the_deposit_and_gives_nothing(
    settings: Any, adresse: str, candidature: Candidature
) -> None:
    settings.ANTIVIRUS, settings.DEMO = "unix:///nulle/part", False
    depot = _deposer(candidature, "identite", image(), "carte.jpg")
    outbox.vider(lever=False)
    assert Message.objects.get(genre="pieces.analyser").panne
    assert _telecharger(candidature, depot) == 404
    assert dossiers.piece(candidature, "identite").depots.filter(supprime_le=None).count() == 1
    settings.ANTIVIRUS = adresse
    Message.objects.update(a_faire_le=clock.temps_reel())
    outbox.vider()
    assert _telecharger(candidature, depot) == 200


def test_file_whose_scan_was_lost_is_asked_again(branche: str, candidature: Candidature) -> None:
    depot = _deposer(candidature, "identite", image(), "carte.jpg")
    Message.objects.all().delete()
    assert analyse.reprendre() == 0
    with acteur("systeme:test"), transaction.atomic():
        Depot.objects.filter(pk=depot.pk).update(analyse=Analyse.INDETERMINE)
    clock.regler(dt.timedelta(minutes=11))
    assert analyse.reprendre() == 1
    outbox.vider()
    depot.refresh_from_db()
    assert depot.analyse == Analyse.SAIN
    assert analyse.reprendre() == 0


def test_second_scan_changes_nothing(branche: str, candidature: Candidature) -> None:
    depot = _deposer(candidature, "identite", VIRUS, "lettre.zip")
    assert [analyse.analyser(depot_id=depot.pk) for _ in range(2)] == [Analyse.INFECTE, Analyse.INFECTE]
    assert Message.objects.filter(genre="pieces.fichier_retire").count() == 1


def test_database_keeps_no_infected_file_current(branche: str, candidature: Candidature) -> None:
    depot = _deposer(candidature, "identite", image(), "carte.jpg")
    with pytest.raises(DatabaseError, match="jus_infecte_retire"), acteur("systeme:test"), transaction.atomic():
        Depot.objects.filter(pk=depot.pk).update(analyse=Analyse.INFECTE)


def test_decision_taken_before_the_verdict_is_taken_back(branche: str, candidature: Candidature) -> None:
    _deposer(candidature, "confirmation", pdf(), "confirmation.pdf")
    _deposer(candidature, "identite", VIRUS, "lettre.zip")
    piece = dossiers.piece(candidature, "identite")
    verrouiller(groupe=piece.groupe, par=candidature.compte)
    agent = personnel(candidature.academie_id)
    decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.RECUE, par=agent)
    outbox.vider()
    piece.refresh_from_db()
    assert (piece.statut, piece.date_reception) == (Statut.NON_CONFORME, None)
