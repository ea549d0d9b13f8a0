"""Documents in `/gestion/`: the académies of the person, every version, each opening written down."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from registrations.models import Journal
from tests.usines import compte_candidat, personnel

from . import dossiers

pytestmark = pytest.mark.django_db
LISTE = "gestion:documents_documentversion_changelist"
PDF = "gestion:documents_documentversion_pdf"


def test_staff_see_all_versions_of_their_academies_and_no_other(client: Client) -> None:
    toulouse = dossiers.publiee(compte_candidat(), versions=2)
    nice = dossiers.publiee(compte_candidat(nom_naissance="NICOIS"), academie="23")
    vus = {}
    for nom, personne in {
        "toulouse": personnel("16"),
        "nice": personnel("23"),
        "superviseur": personnel(role=Role.SUPERVISEUR),
    }.items():
        client.force_login(personne)
        page = client.get(reverse(LISTE)).content.decode()
        vus[nom] = [
            nom_fichier
            for nom_fichier in DocumentVersion.objects.filter(document__kind="confirmation")
            .order_by("pk")
            .values_list("nom_fichier", flat=True)
            if nom_fichier in page
        ]

    noms = [dossiers.confirmation(toulouse, 1), dossiers.confirmation(toulouse, 2), dossiers.confirmation(nice)]
    t1, t2, n1 = (version.nom_fichier for version in noms)
    assert vus == {"toulouse": [t1, t2], "nice": [n1], "superviseur": [t1, t2, n1]}


def test_opening_a_document_is_written_down_and_another_academie_finds_nothing(client: Client) -> None:
    candidature = dossiers.publiee(compte_candidat(), versions=2)
    ancienne = dossiers.confirmation(candidature, 1)
    gestionnaire, voisine = personnel("16"), personnel("23")
    adresse = reverse(PDF, args=[ancienne.pk])

    client.force_login(gestionnaire)
    reponse = client.get(adresse)
    client.force_login(voisine)
    refus = client.get(adresse)
    client.force_login(compte_candidat())
    interdit = client.get(adresse)

    assert b"".join(reponse)[:5] == b"%PDF-"
    assert (refus.status_code, interdit.status_code) == (404, 403)
    lignes = Journal.objects.filter(action="document_ouvert").values_list("candidature", "acteur", "motif")
    assert list(lignes) == [
        (candidature.pk, f"gestionnaire:{gestionnaire.pk}", "Confirmation d'inscription, version 01")
    ]


@pytest.mark.parametrize("nombre", [1, 3])
def test_list_costs_the_same_with_one_document_and_three(
    nombre: int, client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(nombre):
        dossiers.publiee(compte_candidat())
    client.force_login(personnel("16"))
    adresse = reverse(LISTE)
    client.get(adresse)

    with django_assert_num_queries(6):  # session, account, second factor, then the list
        page = client.get(adresse).content.decode()

    assert page.count("document_inscription") == nombre


def test_asking_again_restores_a_lost_file_and_is_written_down(client: Client, depot: Path) -> None:
    candidature = dossiers.publiee(compte_candidat())
    emise = dossiers.confirmation(candidature)
    (depot / emise.fichier).unlink()
    client.force_login(personnel("16"))

    perdu = client.get(reverse(PDF, args=[emise.pk]), follow=True)
    client.post(reverse(LISTE), {"action": "redemander", "_selected_action": [emise.pk]}, follow=True)
    vider()

    assert "plus celui qui a été émis" in perdu.content.decode().replace("&#x27;", "'")
    assert (depot / emise.fichier).exists()
    assert Journal.objects.filter(action="document_redemande", candidature=candidature).count() == 1


def test_staff_can_neither_add_change_nor_delete_a_document(client: Client) -> None:
    emise = dossiers.confirmation(dossiers.publiee(compte_candidat()))
    client.force_login(personnel(role=Role.SUPERVISEUR))
    liste = reverse(LISTE)

    obtenus = [
        client.get(f"{liste}{suite}").status_code for suite in ("add/", f"{emise.pk}/change/", f"{emise.pk}/delete/")
    ]
    client.post(liste, {"action": "delete_selected", "_selected_action": [emise.pk], "post": "yes"})

    assert obtenus == [404, 404, 404]
    assert DocumentVersion.objects.filter(pk=emise.pk).exists()


def test_search_by_number_name_and_code(client: Client) -> None:
    emise = dossiers.confirmation(dossiers.publiee(compte_candidat(nom_naissance="DACLUSE")))
    dossiers.publiee(compte_candidat())
    client.force_login(personnel("16"))

    for cherche in (emise.contexte["numero_candidat"], "dacluse", emise.code):
        page = client.get(reverse(LISTE), {"q": cherche}).content.decode()
        assert page.count("document_inscription") == 1
        assert emise.nom_fichier in page
