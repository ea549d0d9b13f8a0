"""Issuing any kind: numbers, embargo, first reading, taking back; what the database holds of it."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cyclades.common.errors import sqlstate
from cyclades.outbox.services import vider
from documents import queries
from documents.kinds import confirmation
from documents.models import Document, DocumentVersion
from documents.services.emission import emettre
from registrations.models import Candidature
from tests.usines import compte_candidat

from . import contenus, dossiers

pytestmark = pytest.mark.django_db
INSTANT = dt.datetime(2022, 4, 1, 8, tzinfo=dt.UTC)
UNE_SECONDE = dt.timedelta(seconds=1)


@pytest.fixture
def candidature() -> Candidature:
    return dossiers.candidature(compte_candidat())


def publier(candidature: Candidature, **autres: Any) -> DocumentVersion:
    return emettre(
        candidature=candidature,
        contenu=contenus.guide(),
        genre=confirmation.GENRE,
        donnees=[],
        auteur="gestionnaire:1",
        **{"instant": INSTANT, **autres},
    )


def lu_le(version: DocumentVersion) -> dt.datetime | None:
    return DocumentVersion.objects.values_list("lu_le", flat=True).get(pk=version.pk)


def test_issues_of_a_document_are_counted_from_one_by_series(candidature: Candidature) -> None:
    numeros = [publier(candidature, serie=serie).numero for serie in ("Écrits", "Écrits", "Oraux", "Écrits")]

    assert numeros == [1, 2, 1, 3]
    assert [d.intitule for d in Document.objects.order_by("serie")] == [
        "Confirmation d'inscription - Oraux",
        "Confirmation d'inscription - Écrits",
    ]


def test_two_documents_of_one_kind_and_series_are_refused(candidature: Candidature) -> None:
    publier(candidature, serie="Écrits")

    with pytest.raises(IntegrityError, match="doc_un_par_genre"), transaction.atomic():
        Document.objects.create(candidature=candidature, kind="confirmation", serie="Écrits")


def test_an_embargo_leaves_the_former_version_until_its_second(candidature: Candidature) -> None:
    avant = publier(candidature)
    apres = publier(candidature, publie_le=INSTANT + dt.timedelta(days=3))

    vues = [
        queries.dernieres_versions(candidature.pk, apres.publie_le + ecart) for ecart in (-UNE_SECONDE, UNE_SECONDE)
    ]

    assert vues == [[avant], [apres]]


def test_a_version_taken_back_is_no_longer_shown(candidature: Candidature) -> None:
    avant, apres = publier(candidature), publier(candidature)

    DocumentVersion.objects.filter(pk=apres.pk).update(retiree_le=INSTANT)

    assert queries.dernieres_versions(candidature.pk, INSTANT) == [avant]


@pytest.mark.parametrize("champ", ["lu_le", "retiree_le"])
def test_what_happened_to_a_document_is_written_once(candidature: Candidature, champ: str) -> None:
    publier(candidature)
    vider()
    DocumentVersion.objects.update(**{champ: INSTANT})

    for autre in (None, INSTANT + UNE_SECONDE):
        with pytest.raises(DatabaseError) as erreur, transaction.atomic():
            DocumentVersion.objects.update(**{champ: autre})
        assert sqlstate(erreur.value) == "CY010"


def test_nobody_reads_a_document_before_its_publication(candidature: Candidature) -> None:
    emise = publier(candidature, publie_le=INSTANT + UNE_SECONDE)
    vider()

    with pytest.raises(IntegrityError, match="doc_lu_apres_publication"), transaction.atomic():
        DocumentVersion.objects.update(lu_le=INSTANT)
    DocumentVersion.objects.update(lu_le=emise.publie_le)


def test_lu_le_is_the_first_opening_by_the_candidate(client: Client, horloge: Any) -> None:
    horloge("2022-05-02T10:00+02:00")
    compte = compte_candidat()
    candidature = dossiers.publiee(compte)
    emise = dossiers.confirmation(candidature)
    adresse = reverse("documents:telecharger", args=[candidature.numeros, "confirmation"])
    client.force_login(compte)

    lectures = []
    client.head(adresse)
    lectures.append(lu_le(emise))
    client.get(adresse)
    lectures.append(lu_le(emise))
    horloge("2022-05-03T10:00+02:00")
    client.get(adresse)
    lectures.append(lu_le(emise))

    assert [lu and f"{lu:%d/%m/%Y %H}" for lu in lectures] == [None, "02/05/2022 08", "02/05/2022 08"]


def test_each_series_has_its_own_link(client: Client) -> None:
    compte = compte_candidat()
    candidature = dossiers.candidature(compte)
    emises = [publier(candidature, serie=serie, instant=INSTANT) for serie in ("Écrits", "Oraux")]
    vider()
    client.force_login(compte)

    page = client.get(reverse("documents:liste", args=[candidature.numeros])).content.decode()
    liens = [
        reverse("documents:telecharger", args=[candidature.numeros, "confirmation", e.document_id]) for e in emises
    ]

    assert [lien in page for lien in liens] == [True, True]
    assert [client.get(lien)["Content-Disposition"] for lien in liens] == [
        f'inline; filename="{e.nom_fichier}"' for e in emises
    ]
