"""Deposit, take back, send: what the candidate may do, when, and what the database refuses (I-11, I-15)."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from cyclades.common import clock, storage
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, sqlstate
from justificatifs.enums import Statut
from justificatifs.models import Depot, GroupePieces
from justificatifs.scanning import FichierRefuse
from justificatifs.services.decisions import decider
from justificatifs.services.depots import PiecesManquantes, deposer, supprimer, verrouiller
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, image, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidature() -> Candidature:
    return dossiers.candidature()


def _deposer(candidature: Candidature, cle: str, octets: bytes | None = None, nom: str = "piece.pdf") -> Depot:
    return deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(octets or pdf(cle), nom))


def _verrouiller(candidature: Candidature) -> int:
    return verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)


def _tout_deposer_et_transmettre(candidature: Candidature) -> None:
    _deposer(candidature, "confirmation")
    _deposer(candidature, "identite", image(), "carte.jpg")
    assert _verrouiller(candidature) == 2


def _fichiers(racine: Path) -> list[Path]:
    return [f for f in racine.rglob("*") if f.is_file()]


def test_deposit_keeps_row_and_file_together(candidature: Candidature, depot_prive: Path) -> None:
    octets = pdf("confirmation")
    depot = _deposer(candidature, "confirmation", octets, "Ma confirmation.pdf")
    assert storage.lire(depot.fichier, depot.sha256) == octets
    assert (depot.nom, depot.taille, depot.type_mime) == ("Ma confirmation.pdf", len(octets), "application/pdf")
    assert "Ma confirmation" not in depot.fichier
    assert (depot.valide_le, depot.analyse) == (None, "non_analyse")


def test_refused_file_leaves_neither_row_nor_file(candidature: Candidature, depot_prive: Path) -> None:
    with pytest.raises(FichierRefuse):
        _deposer(candidature, "confirmation", b"MZ", "virus.pdf")
    assert not Depot.objects.exists()
    assert _fichiers(depot_prive) == []


def test_second_file_on_a_piece_is_refused_by_the_database(candidature: Candidature, depot_prive: Path) -> None:
    _deposer(candidature, "confirmation")
    with pytest.raises(Refus, match="déjà déposé"):
        _deposer(candidature, "confirmation", pdf("autre"))
    assert Depot.objects.count() == len(_fichiers(depot_prive)) == 1


def test_same_file_for_another_piece_is_refused(candidature: Candidature) -> None:
    _deposer(candidature, "confirmation", pdf("même"))
    with pytest.raises(Refus, match="déjà donné ce même fichier pour « Confirmation d'inscription signée »"):
        _deposer(candidature, "identite", pdf("même"))


def test_file_taken_back_leaves_room_for_another(candidature: Candidature) -> None:
    premier = _deposer(candidature, "confirmation")
    supprimer(depot=premier)
    second = _deposer(candidature, "confirmation", pdf("autre"))
    premier.refresh_from_db()
    assert premier.supprime_le is not None
    assert second.supprime_le is None


def test_lock_wants_every_obligatory_piece(candidature: Candidature) -> None:
    _deposer(candidature, "confirmation")
    with pytest.raises(PiecesManquantes) as manque:
        _verrouiller(candidature)
    assert [p.cle for p in manque.value.pieces] == ["identite"]
    assert not GroupePieces.objects.exclude(verrouille_le=None).exists()
    assert not Depot.objects.exclude(valide_le=None).exists()


def test_optional_piece_does_not_hold_the_lock() -> None:
    candidature = dossiers.candidature(pieces=[dossiers.CONFIRMATION, dossiers.DIPLOME])
    _deposer(candidature, "confirmation")
    assert _verrouiller(candidature) == 1


def test_lock_dates_every_piece_and_closes_the_group(candidature: Candidature) -> None:
    _tout_deposer_et_transmettre(candidature)
    groupe = GroupePieces.objects.get(candidature=candidature)
    depots = list(Depot.objects.order_by("pk"))
    assert {d.valide_le for d in depots} == {groupe.verrouille_le}
    with pytest.raises(Refus, match="transmises"):
        supprimer(depot=depots[0])
    with pytest.raises(Refus, match="transmises"):
        _deposer(candidature, "confirmation", pdf("autre"))
    with pytest.raises(Refus, match="Aucun nouveau fichier"):
        _verrouiller(candidature)


@pytest.mark.parametrize(
    ("requete", "code"),
    [
        ("UPDATE justificatifs_depot SET supprime_le = valide_le", "CY015"),
        ("UPDATE justificatifs_depot SET valide_le = NULL", "CY015"),
        ("UPDATE justificatifs_depot SET nom = 'autre.pdf'", "CY010"),
        ("UPDATE justificatifs_depot SET sha256 = 'x'", "CY010"),
        ("DELETE FROM justificatifs_depot", "CY010"),
        ("UPDATE justificatifs_groupepieces SET verrouille_le = NULL", "CY015"),
        ("UPDATE justificatifs_groupepieces SET limite = now() + interval '1 year'", "CY015"),
        ("DELETE FROM justificatifs_groupepieces", "CY015"),
        ("UPDATE justificatifs_pieceattendue SET statut = 'conforme', revision = revision + 1", "CY015"),
        ("UPDATE justificatifs_pieceattendue SET obligatoire = false, revision = revision + 1", "CY015"),
        ("UPDATE justificatifs_pieceattendue SET statut = 'conforme'", "CY009"),
        ("DELETE FROM justificatifs_pieceattendue", "CY015"),
    ],
)
def test_database_refuses_what_goes_around_the_services(candidature: Candidature, requete: str, code: str) -> None:
    _tout_deposer_et_transmettre(candidature)
    with pytest.raises(DatabaseError) as erreur, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(requete)
    assert sqlstate(erreur.value) == code


def test_window_belongs_to_the_database_clock(candidature: Candidature, horloge: Callable[[str], None]) -> None:
    ouverture = clock.maintenant() + dt.timedelta(hours=1)
    limite = ouverture + dt.timedelta(hours=1)
    service = candidature.service
    service.pieces_ouverture, service.pieces_fermeture = ouverture, limite
    service.save()
    seconde = dt.timedelta(seconds=1)
    for instant, permis in (
        (ouverture - seconde, False),
        (ouverture + seconde / 4, True),
        (limite - seconde, True),
        (limite + seconde / 4, False),
    ):
        horloge(instant.isoformat())
        with transaction.atomic():
            assert _essayer(candidature) == ("" if permis else "CY011")
            transaction.set_rollback(True)


def _essayer(candidature: Candidature) -> str:
    """SQLSTATE with which the database answers a bare insert, "" when it accepts."""
    try:
        with transaction.atomic():
            Depot.objects.create(
                piece=dossiers.piece(candidature, "confirmation"),
                nom="a.pdf",
                fichier="x",
                sha256="y",
                taille=1,
                type_mime="application/pdf",
                depose_le=clock.maintenant(),
            )
    except DatabaseError as erreur:
        return sqlstate(erreur)
    return ""


def test_window_moved_by_a_responsable_counts_at_once(candidature: Candidature) -> None:
    assert _essayer(candidature) == ""
    Depot.objects.filter().update(supprime_le=clock.maintenant())
    candidature.service.pieces_fermeture = clock.maintenant() - dt.timedelta(seconds=1)
    candidature.service.save()
    assert _essayer(candidature) == "CY011"
    with pytest.raises(Refus, match="n'est pas ouverte"):
        _deposer(candidature, "confirmation")


def test_deposit_after_the_window_cannot_be_sent_by_the_candidate(candidature: Candidature) -> None:
    _deposer(candidature, "confirmation")
    _deposer(candidature, "identite", image(), "carte.jpg")
    candidature.service.pieces_fermeture = clock.maintenant() - dt.timedelta(seconds=1)
    candidature.service.save()
    with pytest.raises(Refus, match="n'est pas ouverte"):
        _verrouiller(candidature)


def test_postal_group_takes_no_file() -> None:
    candidature = dossiers.candidature(service=dossiers.service_ouvert(pieces_mode="COURRIER"))
    with pytest.raises(Refus):
        _deposer(candidature, "confirmation")
    assert _essayer(candidature) == "CY015"


def test_non_conforme_reopens_that_piece_alone_past_the_window(candidature: Candidature) -> None:
    _tout_deposer_et_transmettre(candidature)
    piece = dossiers.piece(candidature, "confirmation")
    decider(
        piece_id=piece.pk,
        revision=piece.revision,
        statut=Statut.NON_CONFORME,
        par=personnel("16"),
        information="Illisible",
    )
    candidature.service.pieces_fermeture = clock.maintenant() - dt.timedelta(seconds=1)
    candidature.service.save()
    with pytest.raises(Refus, match="transmises"):
        _deposer(candidature, "identite", pdf("autre"))
    ancien = Depot.objects.get(piece=piece, supprime_le=None)
    nouveau = _deposer(candidature, "confirmation", pdf("lisible"))
    ancien.refresh_from_db()
    assert ancien.supprime_le is not None
    assert nouveau.valide_le is None
    assert _verrouiller(candidature) == 1
    piece.refresh_from_db()
    assert (piece.statut, piece.rouverte_le, piece.echeance_propre) == ("", None, None)
    with pytest.raises(Refus, match="transmises"):
        _deposer(candidature, "confirmation", pdf("encore"))
    assert [(r.de, r.vers) for r in piece.revues.order_by("pk")] == [("", "non_conforme"), ("non_conforme", "")]


def test_reopened_piece_closes_at_its_own_deadline(candidature: Candidature, horloge: Callable[[str], None]) -> None:
    _tout_deposer_et_transmettre(candidature)
    piece = dossiers.piece(candidature, "confirmation")
    decider(
        piece_id=piece.pk, revision=piece.revision, statut=Statut.NON_CONFORME, par=personnel("16"), information="x"
    )
    piece.refresh_from_db()
    assert piece.echeance_propre is not None
    paris = piece.echeance_propre.astimezone(clock.PARIS)
    assert (paris.hour, paris.date()) == (0, clock.aujourd_hui() + dt.timedelta(days=8))
    with acteur("systeme:test"):
        Depot.objects.filter(piece=piece).update(supprime_le=clock.maintenant())
    horloge((piece.echeance_propre - dt.timedelta(seconds=1)).isoformat())
    with transaction.atomic():
        assert _essayer(candidature) == ""
        transaction.set_rollback(True)
    horloge((piece.echeance_propre + dt.timedelta(milliseconds=200)).isoformat())
    assert _essayer(candidature) == "CY011"
