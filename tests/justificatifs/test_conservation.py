"""The files of pieces are erased when their time is over; what stays says what kind, when and by whom."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cyclades.common import clock, storage
from cyclades.common.acteur import acteur
from cyclades.common.errors import sqlstate
from justificatifs.models import Depot, GroupePieces, Preuve
from justificatifs.scanning import Contenu
from justificatifs.services import analyse, conservation, preuves
from justificatifs.services.conservation import effacer_echues
from justificatifs.services.depots import deposer, supprimer, verrouiller
from justificatifs.services.rapprochement import rapprocher
from registrations.enums import EtatRectification
from registrations.models import Candidature, Rectification
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, image, pdf
from .test_rapprochement import vieillir

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def delais(settings: Any) -> None:
    settings.CONSERVATION_IDENTITE_MOIS, settings.CONSERVATION_PIECES_MOIS = 6, 12


@pytest.fixture
def candidature() -> Candidature:
    """Both pieces given, taken back and given again, then sent."""
    candidature = dossiers.candidature()
    confirmation = dossiers.piece(candidature, "confirmation")
    supprimer(depot=deposer(piece=confirmation, fichier=envoi(pdf(), "Lilou Martin.pdf")))
    deposer(piece=confirmation, fichier=envoi(pdf(), "Lilou Martin.pdf"))
    deposer(piece=dossiers.piece(candidature, "identite"), fichier=envoi(image(), "carte Lilou.jpg"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    return candidature


def _archiver(candidature: Candidature, *, il_y_a: dt.timedelta) -> None:
    candidature.session.archivee_le = clock.maintenant() - il_y_a
    candidature.session.save(update_fields=["archivee_le"])


def _effaces() -> dict[str, int]:
    return dict(effacer_echues(duree_max=10))


def _restants() -> list[str]:
    return sorted(d.piece.cle for d in Depot.objects.filter(efface_le=None).select_related("piece"))


def test_identity_papers_go_first_then_the_others_and_once_each(candidature: Candidature) -> None:
    fichiers = {d.fichier for d in Depot.objects.all()}
    _archiver(candidature, il_y_a=dt.timedelta(days=150))
    assert _effaces() == {}
    _archiver(candidature, il_y_a=dt.timedelta(days=190))
    assert _effaces() == {"pièces d'identité": 1}
    assert _restants() == ["confirmation", "confirmation"]
    assert _effaces() == {}
    _archiver(candidature, il_y_a=dt.timedelta(days=370))
    assert _effaces() == {"autres pièces": 2}
    assert [storage.chemin(nom).exists() for nom in fichiers] == [False, False]
    assert set(Depot.objects.values_list("nom", "efface_par")) == {("", "systeme:conservation")}


def test_session_that_nobody_archived_ends_six_months_after_its_month(candidature: Candidature) -> None:
    session = candidature.session
    session.archivee_le, session.mois = None, (clock.aujourd_hui() - dt.timedelta(days=360)).replace(day=1)
    session.save(update_fields=["archivee_le", "mois"])
    assert _effaces() == {}
    session.mois = (clock.aujourd_hui() - dt.timedelta(days=400)).replace(day=1)
    session.save(update_fields=["mois"])
    assert _effaces() == {"pièces d'identité": 1}


def test_zero_months_keep_for_ever(candidature: Candidature, settings: Any) -> None:
    settings.CONSERVATION_IDENTITE_MOIS = settings.CONSERVATION_PIECES_MOIS = 0
    _archiver(candidature, il_y_a=dt.timedelta(days=4000))
    assert _effaces() == {}


def test_file_that_another_row_still_keeps_stays(candidature: Candidature) -> None:
    """Same bytes for two deposits: the first erased alone, by hand, leaves them to the second."""
    premier = Depot.objects.filter(piece__cle="confirmation").order_by("pk")[0]
    conservation._effacer_lot(Depot.objects.filter(pk=premier.pk, efface_le=None))
    assert _restants() == ["confirmation", "identite"]
    storage.verifier(premier.fichier, premier.sha256)


def test_owner_and_staff_read_when_it_was_erased_and_get_no_file(candidature: Candidature, client: Client) -> None:
    _archiver(candidature, il_y_a=dt.timedelta(days=190))
    effacer_echues(duree_max=10)
    depot = Depot.objects.get(piece__cle="identite")
    phrase = f"Fichier effacé le {clock.aujourd_hui():%d/%m/%Y}"
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    assert phrase in client.get(reverse("justificatifs:liste", args=[candidature.numeros])).content.decode()
    adresse = reverse("justificatifs:telecharger", args=[candidature.numeros, depot.pk])
    assert client.get(adresse).status_code == 404
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")
    fiche = client.get(reverse("gestion:justificatifs_pieceattendue_change", args=[depot.piece_id])).content.decode()
    assert phrase in fiche
    assert "Lilou" not in fiche
    vue = reverse("gestion:justificatifs_pieceattendue_page", args=[depot.piece_id, depot.pk, 1])
    assert client.get(vue).status_code == 404


def test_death_between_row_and_file_leaves_nothing_for_ever(
    candidature: Candidature, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mourir(nom: str) -> str:
        raise KeyboardInterrupt

    _archiver(candidature, il_y_a=dt.timedelta(days=190))
    depot = Depot.objects.get(piece__cle="identite")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(conservation, "retirer_si_libre", mourir)
        effacer_echues(duree_max=10)
    assert storage.chemin(depot.fichier).exists()
    assert _effaces() == {}
    vieillir(storage.chemin(depot.fichier))
    assert rapprocher(duree_max=10)["fichiers effacés"] == 1
    assert not storage.chemin(depot.fichier).exists()


@pytest.mark.parametrize(
    "changement",
    ["nom = 'a'", "efface_le = NULL, efface_par = ''", "efface_le = now() + interval '1 day'", "efface_par = 'x'"],
)
def test_erasure_is_not_undone(candidature: Candidature, changement: str) -> None:
    _archiver(candidature, il_y_a=dt.timedelta(days=190))
    effacer_echues(duree_max=10)
    with pytest.raises(DatabaseError) as erreur, acteur("gestionnaire:1"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cyclades.effacement = 'encore'")
        cursor.execute(f"UPDATE justificatifs_depot SET {changement} WHERE efface_le IS NOT NULL")  # noqa: S608
    assert sqlstate(erreur.value) == "CY010"


def test_nobody_erases_without_naming_the_erasure(candidature: Candidature) -> None:
    depot = Depot.objects.filter(efface_le=None)[0]
    with pytest.raises(DatabaseError) as erreur, acteur("gestionnaire:1"), transaction.atomic():
        Depot.objects.filter(pk=depot.pk).update(nom="", efface_le=clock.maintenant(), efface_par="gestionnaire:1")
    assert sqlstate(erreur.value) == "CY010"


def test_erased_file_is_not_asked_of_the_antivirus(candidature: Candidature, settings: Any) -> None:
    settings.ANTIVIRUS = "unix:///nulle/part"
    _archiver(candidature, il_y_a=dt.timedelta(days=370))
    effacer_echues(duree_max=10)
    clock.regler(dt.timedelta(hours=1))
    assert analyse.reprendre() == 0
    assert analyse.analyser(depot_id=Depot.objects.first().pk) == "non_analyse"  # type: ignore[union-attr]


def test_proofs_of_rectification_go_with_identity_papers(candidature: Candidature) -> None:
    candidature.service.fermeture = clock.maintenant() - dt.timedelta(seconds=1)
    candidature.service.save()
    demande = Rectification.objects.create(
        candidature=candidature,
        champ="duree",
        libelle="Durée",
        valeurs={},
        changements=[],
        version_lue=1,
        explication="x",
        etat=EtatRectification.DEMANDEE,
        cree_le=clock.maintenant(),
    )
    with transaction.atomic():
        preuves._joindre(demande, Contenu(pdf("preuve"), "application/pdf", "preuve Lilou.pdf", 1))
    preuve = Preuve.objects.get()
    assert rapprocher(duree_max=10)["fichiers sains"] == 4
    _archiver(candidature, il_y_a=dt.timedelta(days=190))
    assert _effaces() == {"pièces d'identité": 1, "preuves de rectification": 1}
    preuve.refresh_from_db()
    assert (preuve.nom, preuve.efface_par) == ("", "systeme:conservation")
    assert not storage.chemin(preuve.fichier).exists()
