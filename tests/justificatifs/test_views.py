"""« Mes justificatifs » as the candidate sees it, in the guide's own words (chapter 12)."""

import datetime as dt
import html
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cyclades.common import clock
from cyclades.common.acteur import acteur
from justificatifs.enums import Statut
from justificatifs.models import Depot, GroupePieces
from justificatifs.services.decisions import decider
from registrations.models import Candidature
from tests.usines import compte_candidat, personnel, service_de_test

from . import dossiers
from .fichiers import image, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidature() -> Candidature:
    return dossiers.candidature()


@pytest.fixture
def navigateur(client: Client, candidature: Candidature) -> Client:
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    return client


def _liste(client: Client, candidature: Candidature) -> str:
    reponse = client.get(reverse("justificatifs:liste", args=[candidature.numeros]))
    assert reponse.status_code == 200
    return html.unescape(" ".join(reponse.content.decode().split()))


def _ajouter(client: Client, candidature: Candidature, cle: str, octets: bytes, nom: str) -> Any:
    piece = dossiers.piece(candidature, cle)
    adresse = reverse("justificatifs:ajouter", args=[candidature.numeros, piece.pk])
    return client.post(adresse, {"fichier": SimpleUploadedFile(nom, octets)})


def _transmettre(client: Client, candidature: Candidature) -> Any:
    groupe = GroupePieces.objects.get(candidature=candidature)
    return client.post(reverse("justificatifs:transmettre", args=[candidature.numeros, groupe.pk]))


def test_page_speaks_the_guides_words(client: Client, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    service = service_de_test(
        ouverture=dt.datetime.fromisoformat("2021-11-01T08:00+01:00"),
        fermeture=dt.datetime.fromisoformat("2021-11-29T18:00+01:00"),
        pieces_ouverture=dt.datetime.fromisoformat("2021-11-03T00:00+01:00"),
        pieces_fermeture=dt.datetime.fromisoformat("2021-12-07T00:00+01:00"),
    )
    candidature = dossiers.candidature(service=service)
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    page = _liste(client, candidature)
    assert "Demande de pièces justificatives Version 1" in page
    assert "Pièces justificatives conformes : 0 / 2" in page
    assert (
        "A déposer en ligne entre le mercredi 03 novembre 2021 et le lundi 06 décembre 2021 23:59 (heure/Paris)" in page
    )
    assert "CINSIG01 : Confirmation d'inscription signée" in page
    assert ">Pièce d'identité en cours de validité<" in page
    assert "Demandée à tous les candidats individuels" in page
    assert page.count("Aucun fichier") == 2
    assert "Rafraîchir" in page
    assert "pas encore transmises" not in page
    with acteur("systeme:test"):
        Depot.objects.create(
            piece=dossiers.piece(candidature, "confirmation"),
            nom="confirmation.pdf",
            fichier="x",
            sha256="x",
            taille=1,
            type_mime="application/pdf",
            depose_le=dt.datetime.fromisoformat("2021-11-10T15:35+01:00"),
        )
    page = _liste(client, candidature)
    assert "Déposé le 10/11/2021 15:35 (heure/Paris)" in page
    assert "Vos pièces ne sont pas encore transmises" in page


def test_add_send_and_be_checked(navigateur: Client, candidature: Candidature) -> None:
    assert _ajouter(navigateur, candidature, "confirmation", pdf(), "confirmation.pdf").status_code == 302
    assert _ajouter(navigateur, candidature, "identite", image(), "carte.jpg").status_code == 302
    page = _liste(navigateur, candidature)
    assert "J'ai fourni toutes mes pièces" in page
    assert page.count("Supprimer") == 2
    assert _transmettre(navigateur, candidature).status_code == 302
    page = _liste(navigateur, candidature)
    assert "2 pièces transmises au service gestionnaire." in page
    assert "Supprimer" not in page
    assert page.count("Validé le") == 2
    piece = dossiers.piece(candidature, "confirmation")
    decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=personnel("16"))
    page = _liste(navigateur, candidature)
    assert "Pièces justificatives conformes : 1 / 2" in page
    assert f"<dt>Date de réception</dt><dd>{clock.aujourd_hui():%d/%m/%Y}</dd>" in page


def test_non_conforme_says_why_and_lets_that_piece_be_replaced(navigateur: Client, candidature: Candidature) -> None:
    _ajouter(navigateur, candidature, "confirmation", pdf(), "confirmation.pdf")
    _ajouter(navigateur, candidature, "identite", image(), "carte.jpg")
    _transmettre(navigateur, candidature)
    piece = dossiers.piece(candidature, "identite")
    decider(
        piece_id=piece.pk,
        revision=piece.revision,
        statut=Statut.NON_CONFORME,
        par=personnel("16"),
        information="Illisible <b>",
    )
    page = _liste(navigateur, candidature)
    assert "Non conforme" in page
    assert "<dd>Illisible <b></dd>" in page  # as text: `_liste` gives back what is read
    assert b"Illisible &lt;b&gt;" in navigateur.get(reverse("justificatifs:liste", args=[candidature.numeros])).content
    assert page.count("Ajouter<span") == 1
    assert _ajouter(navigateur, candidature, "identite", image(couleur="red"), "nette.jpg").status_code == 302
    assert "Vos pièces ne sont pas encore transmises" in _liste(navigateur, candidature)
    assert _transmettre(navigateur, candidature).status_code == 302
    assert "1 pièce transmise au service gestionnaire." in _liste(navigateur, candidature)


def test_missing_piece_is_named_before_sending(navigateur: Client, candidature: Candidature) -> None:
    _ajouter(navigateur, candidature, "confirmation", pdf(), "confirmation.pdf")
    reponse = _transmettre(navigateur, candidature)
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "Il manque encore des pièces obligatoires" in page
    assert "<li>Pièce d&#x27;identité en cours de validité</li>" in page
    assert GroupePieces.objects.get(candidature=candidature).verrouille_le is None


@pytest.mark.parametrize(
    ("octets", "nom", "phrase"),
    [
        (b"", "vide.pdf", "est vide"),
        (b"x" * 6_000_000, "gros.pdf", "dépasse 5 Mo"),
        (b"MZ" * 50, "photo.jpg", "n&#x27;est pas accepté"),
    ],
)
def test_refused_file_is_explained_beside_its_field(
    navigateur: Client, candidature: Candidature, octets: bytes, nom: str, phrase: str
) -> None:
    reponse = _ajouter(navigateur, candidature, "confirmation", octets, nom)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert not Depot.objects.exists()


def test_form_without_file_asks_for_one(navigateur: Client, candidature: Candidature) -> None:
    piece = dossiers.piece(candidature, "confirmation")
    adresse = reverse("justificatifs:ajouter", args=[candidature.numeros, piece.pk])
    reponse = navigateur.post(adresse, {})
    assert (reponse.status_code, "Aucun fichier choisi" in reponse.content.decode()) == (422, True)
    assert "La taille du fichier ne doit pas excéder 5 Mo" in navigateur.get(adresse).content.decode()


def test_delete_asks_then_deletes(navigateur: Client, candidature: Candidature) -> None:
    _ajouter(navigateur, candidature, "confirmation", pdf(), "confirmation.pdf")
    depot = Depot.objects.get()
    adresse = reverse("justificatifs:retirer", args=[candidature.numeros, depot.pk])
    assert "confirmation.pdf" in navigateur.get(adresse).content.decode()
    assert Depot.objects.filter(supprime_le=None).exists()
    assert navigateur.post(adresse).status_code == 302
    assert not Depot.objects.filter(supprime_le=None).exists()
    assert navigateur.post(adresse).status_code == 404


def test_own_file_comes_back_as_attachment(navigateur: Client, candidature: Candidature, settings: Any) -> None:
    octets = pdf()
    _ajouter(navigateur, candidature, "confirmation", octets, "Pièce d'été.pdf")
    adresse = reverse("justificatifs:telecharger", args=[candidature.numeros, Depot.objects.get().pk])
    reponse = navigateur.get(adresse)
    assert b"".join(reponse.streaming_content) == octets  # type: ignore[attr-defined]
    disposition = unquote(reponse["Content-Disposition"])
    assert disposition.startswith("attachment;")
    assert "Pièce d'été.pdf" in disposition
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reponse["Content-Security-Policy"]
    settings.DEMO = False
    assert navigateur.get(adresse).status_code == 404


def test_other_candidate_reaches_nothing(navigateur: Client, candidature: Candidature, client: Client) -> None:
    _ajouter(navigateur, candidature, "confirmation", pdf(), "confirmation.pdf")
    piece, depot = dossiers.piece(candidature, "confirmation"), Depot.objects.get()
    groupe = GroupePieces.objects.get(candidature=candidature)
    autre = dossiers.candidature(service=candidature.service, compte=compte_candidat())
    adresses = [
        (nom, cle)
        for numeros in (candidature.numeros, autre.numeros)
        for nom, cle in (
            ("ajouter", (numeros, piece.pk)),
            ("telecharger", (numeros, depot.pk)),
            ("retirer", (numeros, depot.pk)),
            ("transmettre", (numeros, groupe.pk)),
        )
    ]
    client.force_login(autre.compte, backend="accounts.backends.IdentifiantBackend")
    for nom, cle in [*adresses, ("liste", (candidature.numeros,))]:
        assert client.get(reverse(f"justificatifs:{nom}", args=cle)).status_code == 404
        if nom != "liste" and nom != "telecharger":
            assert client.post(reverse(f"justificatifs:{nom}", args=cle)).status_code == 404
    client.logout()
    for nom, cle in adresses:
        assert client.get(reverse(f"justificatifs:{nom}", args=cle)).status_code == 302


def test_list_asks_the_database_the_same_for_one_and_three_pieces(
    client: Client, django_assert_num_queries: Any
) -> None:
    for pieces in ([dossiers.CONFIRMATION], [*dossiers.DEUX, dossiers.DIPLOME]):
        candidature = dossiers.candidature(pieces=pieces)
        client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
        with django_assert_num_queries(8):  # one of them for the line of the candidature
            _liste(client, candidature)


def test_nothing_asked_is_said(client: Client) -> None:
    candidature = dossiers.candidature(pieces=[])
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    assert "Aucune pièce justificative n'est demandée" in _liste(client, candidature)


def test_postal_group_gives_the_address(client: Client) -> None:
    candidature = dossiers.candidature(service=dossiers.service_ouvert(pieces_mode="COURRIER"))
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    page = _liste(client, candidature)
    assert "A retourner par courrier avant le" in page
    assert "Adresse de retour" in page
    assert "Ajouter" not in page
    assert "Aucun fichier" not in page
