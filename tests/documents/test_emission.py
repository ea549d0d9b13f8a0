"""From the save to the file: what is written when, and what can never be written again."""

import logging
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cyclades.common import storage
from cyclades.common.errors import sqlstate
from cyclades.outbox.models import Message
from cyclades.outbox.services import ESSAIS_MAX, traiter, vider
from documents.kinds import GABARITS
from documents.models import Document, DocumentImmuable, DocumentVersion
from documents.services.emission import demander_production, emettre_confirmation
from registrations.models import Version
from tests.usines import compte_candidat

from . import dossiers

pytestmark = pytest.mark.django_db


def test_a_save_records_its_document_and_the_work_to_do() -> None:
    candidature = dossiers.candidature(compte_candidat())

    version = dossiers.enregistrer(candidature)

    emise = dossiers.confirmation(candidature)
    assert (emise.etat, emise.numero, emise.cree_le) == ("en_preparation", 1, version.cree_le)
    assert emise.contexte["numero_candidat"] == candidature.compte.numero_candidat
    assert emise.contexte["adresse_verification"].endswith(f"/verification/{emise.code}/")
    message = Message.objects.get(genre="document.produire")
    assert (message.identifiants, message.file) == ({"version": emise.pk}, "documents")


def test_a_save_that_is_undone_leaves_no_document() -> None:
    candidature = dossiers.candidature(compte_candidat())

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        dossiers.enregistrer(candidature)
        raise ZeroDivisionError

    assert (Document.objects.count(), DocumentVersion.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_recording_a_document_costs_few_queries(django_assert_max_num_queries: Any) -> None:
    candidature = dossiers.candidature(compte_candidat())
    version = dossiers.enregistrer(candidature)
    DocumentVersionSuivante = Version(
        candidature=candidature, numero=2, contenu=version.contenu, differences=[], cree_le=version.cree_le
    )
    with django_assert_max_num_queries(3):
        emettre_confirmation(candidature=candidature, version=DocumentVersionSuivante)


def test_the_worker_stores_the_file_under_its_hash_and_marks_it_produced(depot: Path) -> None:
    candidature = dossiers.candidature(compte_candidat())
    dossiers.enregistrer(candidature)

    assert vider() == 3  # this one, the list of pieces, its PDF

    emise = dossiers.confirmation(candidature)
    assert emise.etat == "produit"
    assert emise.taille == (depot / emise.fichier).stat().st_size
    assert emise.fichier == f"documents/{emise.sha256[:2]}/{emise.sha256}"
    storage.verifier(emise.fichier, emise.sha256)
    with pikepdf.open(depot / emise.fichier) as document:
        assert str(candidature.compte.numero_candidat) in str(document.docinfo.Title)


def test_a_new_version_leaves_the_first_file_untouched(depot: Path) -> None:
    candidature = dossiers.publiee(compte_candidat())
    premiere = dossiers.confirmation(candidature)
    octets = (depot / premiere.fichier).read_bytes()

    dossiers.enregistrer(candidature, differences=[{"libelle": "Adresse", "avant": "a", "apres": "b"}])
    vider()

    seconde = dossiers.confirmation(candidature, 2)
    assert (seconde.etat, seconde.nom_fichier.split("_")[1]) == ("produit", "1-v2")
    assert seconde.code != premiere.code
    assert (depot / premiere.fichier).read_bytes() == octets
    premiere.refresh_from_db()
    assert premiere.etat == "produit"


def test_one_document_per_kind_and_one_row_per_version() -> None:
    candidature = dossiers.candidature(compte_candidat())
    premiere = dossiers.enregistrer(candidature)
    with pytest.raises(IntegrityError, match="doc_un_par_genre"), transaction.atomic():
        emettre_confirmation(candidature=candidature, version=premiere)
    seconde = dossiers.enregistrer(candidature)
    with pytest.raises(IntegrityError, match="doc_version_unique"), transaction.atomic():
        emettre_confirmation(candidature=candidature, version=seconde)


FIGEES = {
    "contexte": {"titre": "faux"},
    "code": "0" * 16,
    "numero": 9,
    "gabarit": "autre",
    "nom_fichier": "a.pdf",
    "sha256": "0" * 64,
    "taille": 1,
    "fichier": "documents/00/" + "0" * 64,
    "etat": "echec",
}


@pytest.mark.parametrize("champ", FIGEES)
def test_an_issued_version_refuses_every_change(champ: str) -> None:
    emise = dossiers.confirmation(dossiers.publiee(compte_candidat()))

    with pytest.raises(DatabaseError) as erreur, transaction.atomic():
        DocumentVersion.objects.filter(pk=emise.pk).update(**{champ: FIGEES[champ]})

    assert sqlstate(erreur.value) == "CY010"


@pytest.mark.parametrize("champ", ["contexte", "code", "numero", "gabarit", "nom_fichier"])
def test_a_version_in_preparation_refuses_changes_of_what_was_saved(champ: str) -> None:
    candidature = dossiers.candidature(compte_candidat())
    dossiers.enregistrer(candidature)

    with pytest.raises(DatabaseError) as erreur, transaction.atomic():
        DocumentVersion.objects.update(**{champ: FIGEES[champ]})

    assert sqlstate(erreur.value) == "CY010"


def test_nothing_issued_is_ever_deleted_even_by_the_owner_of_the_tables() -> None:
    candidature = dossiers.publiee(compte_candidat())
    emise = dossiers.confirmation(candidature)

    with pytest.raises(DocumentImmuable):
        emise.delete()
    with pytest.raises(DocumentImmuable):
        emise.document.delete()
    for table in ("documents_documentversion", "documents_document"):
        with pytest.raises(DatabaseError) as erreur, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        assert sqlstate(erreur.value) == "CY010"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cyclades.effacement = 'duree_conservation'")
        cursor.execute("DELETE FROM documents_documentversion")
    assert DocumentVersion.objects.count() == 0


def test_a_produced_row_must_name_its_file() -> None:
    candidature = dossiers.candidature(compte_candidat())
    dossiers.enregistrer(candidature)

    with pytest.raises(IntegrityError, match="doc_produit_a_son_fichier"), transaction.atomic():
        DocumentVersion.objects.update(etat="produit")


def test_a_document_that_cannot_be_drawn_ends_as_failed_and_is_told(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidature = dossiers.candidature(compte_candidat())
    dossiers.enregistrer(candidature)
    message = Message.objects.get(genre="document.produire")
    monkeypatch.setitem(GABARITS, "confirmation-1", "pdf/absent.html")

    assert traiter(message.pk) is False
    assert dossiers.confirmation(candidature).etat == "en_preparation"
    Message.objects.update(essais=ESSAIS_MAX - 1, a_faire_le=message.cree_le)
    with caplog.at_level(logging.ERROR):
        assert traiter(message.pk) is True

    assert dossiers.confirmation(candidature).etat == "echec"
    assert "rendu impossible" in caplog.text


def test_a_full_disk_is_tried_again_and_never_marked(monkeypatch: pytest.MonkeyPatch, depot: Path) -> None:
    candidature = dossiers.candidature(compte_candidat())
    dossiers.enregistrer(candidature)
    (depot / "documents").write_bytes(b"a file where the folder should be")

    message = Message.objects.get(genre="document.produire")
    Message.objects.update(essais=ESSAIS_MAX - 1)
    assert traiter(message.pk) is False

    message.refresh_from_db()
    assert (message.etat, dossiers.confirmation(candidature).etat) == ("a_faire", "en_preparation")


def test_a_damaged_file_is_restored_to_the_byte(depot: Path) -> None:
    emise = dossiers.confirmation(dossiers.publiee(compte_candidat()))
    fichier = depot / emise.fichier
    octets = fichier.read_bytes()
    fichier.unlink()
    with transaction.atomic():
        demander_production(emise, reprise="1")
    vider()

    assert fichier.read_bytes() == octets


def test_a_damaged_file_is_not_replaced_by_another_document(depot: Path, caplog: pytest.LogCaptureFixture) -> None:
    emise = dossiers.confirmation(dossiers.publiee(compte_candidat()))
    dossiers.sans_gardes(emise, contexte={**emise.contexte, "nom_complet": "AUTRE"})
    (depot / emise.fichier).unlink()
    with transaction.atomic(), caplog.at_level(logging.ERROR):
        demander_production(emise, reprise="1")
        vider()

    assert not (depot / emise.fichier).exists()
    assert "en diffère" in caplog.text
