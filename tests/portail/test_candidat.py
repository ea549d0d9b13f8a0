"""« Mes inscriptions » and « Mes activités »."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from documents.enums import Kind
from documents.kinds import confirmation
from documents.services.emission import emettre
from justificatifs.models import GroupePieces, PieceAttendue
from registrations.enums import Etat
from registrations.models import Candidature, Version
from registrations.services.transitions import transition
from sessions_cfg.models import Session
from tests.registrations import dossiers, gestes
from tests.registrations.eleves import preinscrite
from tests.usines import compte_candidat


@pytest.fixture
def candidat(db: None, client: Client, horloge: Callable[[str], None]) -> User:
    horloge("2021-11-10T13:00+01:00")
    compte = compte_candidat()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return compte


def _page(client: Client, url: str = "/inscriptions/") -> str:
    reponse = client.get(url)
    assert reponse.status_code == 200
    return reponse.content.decode()


def convoquer(candidature: Candidature, *, publie_le: str) -> None:
    """A convocation, with the content of a confirmation: the line reads its kind and its instant only."""
    emettre(
        candidature=candidature,
        contenu=Version.objects.get(candidature=candidature).contenu,
        genre=replace(confirmation.GENRE, kind=Kind.CONVOCATION),
        donnees=[],
        auteur="gestionnaire:1",
        instant=clock.maintenant(),
        publie_le=dt.datetime.fromisoformat(publie_le),
    )


def test_empty_list_offers_to_add(client: Client, candidat: User) -> None:
    page = _page(client)

    assert f"N°Candidat : <strong>{candidat.numero_candidat}</strong>" in page
    assert "Né(e) le 28/11/2003" in page
    assert "Vous n'avez aucune candidature active." in page
    assert "Ajouter une nouvelle candidature" in page


def test_card_shows_the_candidature_and_its_next_action(client: Client, candidat: User) -> None:
    dossiers.candidature(candidat)

    page = _page(client)

    for attendu in (
        "JUIN 2022",
        "Arts de la broderie",
        "ACADÉMIE DE TOULOUSE",
        "Établissement : INDIV TOULOUSE (03100003)",
        "N° : 001",
        "Inscrit",
        "Vos pièces ne sont pas encore envoyées.",
        "<strong>avant le 06/12/2021 à 23:59</strong> (dans 26 jours)",
        "Sans ces pièces, votre dossier restera incomplet.",
        "Se désinscrire",
    ):
        assert attendu in page, attendu
    assert "aucune candidature active" not in page


def test_card_loses_its_bin_after_closing(client: Client, candidat: User, horloge: Callable[[str], None]) -> None:
    candidature = dossiers.candidature(candidat)
    candidature.compte = candidat
    horloge("2021-11-30T08:00+01:00")

    assert "Se désinscrire" not in _page(client)
    assert "Contactez le service gestionnaire" in _page(client, f"/inscriptions/{candidature.numeros}/desinscrire/")
    assert "Modifier</button>" not in _page(client, f"/inscriptions/{candidature.numeros}/recapitulatif/")
    assert client.post(f"/inscriptions/{candidature.numeros}/desinscrire/").status_code == 409
    assert Candidature.objects.get().etat == "inscrit"


def test_school_candidate_cannot_leave(client: Client, candidat: User) -> None:
    candidature = preinscrite(candidat)

    assert "Se désinscrire" not in _page(client)
    assert client.post(f"/inscriptions/{candidature.numeros}/desinscrire/").status_code == 409


def test_refused_candidature_stays_visible_with_its_reason(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    with acteur("gestionnaire:1"):
        transition(candidature=candidature, vers=Etat.ECARTE, acteur="gestionnaire:1", motif="Doublon de dossier")

    page = _page(client)

    assert "Écarté par le gestionnaire" in page
    assert "Doublon de dossier" in page


def test_archived_session_is_not_shown(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    Session.objects.filter(pk=candidature.session_id).update(archivee_le="2022-09-01T00:00Z")

    assert "Vous n'avez aucune candidature active." in _page(client)


def test_activites_has_the_four_tiles(client: Client, candidat: User) -> None:
    url = gestes.inscrire(client)

    page = _page(client, url)

    for tuile in ("Mon inscription", "Mes documents", "Les formulaires", "Mes justificatifs"):
        assert f">{tuile}</a>" in page
    assert "n'est pas utilisée dans le cadre des examens" in _page(client, f"{url}formulaires/")
    assert "Version 01" in _page(client, f"{url}recapitulatif/")


def test_every_page_of_a_candidature_bears_its_line(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    candidature.compte = candidat
    numeros = candidature.numeros

    for adresse in (
        f"/inscriptions/{numeros}/",
        f"/inscriptions/{numeros}/recapitulatif/",
        f"/inscriptions/{numeros}/numero/",
        f"/inscriptions/{numeros}/desinscrire/",
        f"/inscriptions/{numeros}/formulaires/",
        f"/documents/{numeros}/",
        f"/justificatifs/{numeros}/",
    ):
        page = _page(client, adresse)
        assert page.count("Où en est votre inscription") == 1, adresse
        assert "Vos pièces ne sont pas encore envoyées." in page, adresse
        assert 'aria-current="true"' in page, adresse


def test_tab_of_a_draft_says_that_it_is_not_a_candidature(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    page = _page(client, f"{gestes.BASE}identification/")
    assert "Ceci est un brouillon, pas encore une inscription." in page
    assert "<strong>avant le 29/11/2021 à 18:00</strong> (dans 19 jours)" in page
    assert "Sans enregistrement, vous ne serez pas inscrit(e) à l&#x27;examen." in page


def test_every_page_of_a_draft_bears_its_line(client: Client, candidat: User, horloge: Callable[[str], None]) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    adresses = [f"{gestes.BASE}{onglet}/" for onglet in (*gestes.ONGLETS, "recapitulatif")]
    for adresse in (*adresses, f"{gestes.BASE}annuler/"):
        page = _page(client, adresse)
        assert page.count("Où en est votre inscription") == 1, adresse
        assert "Ceci est un brouillon, pas encore une inscription." in page, adresse

    horloge("2021-11-29T18:00+01:00")

    assert "vous n&#x27;êtes pas inscrit(e)" in _page(client, adresses[0])


def test_every_page_of_pieces_and_of_a_change_bears_its_line(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    candidature.compte = candidat
    numeros = candidature.numeros
    groupe = GroupePieces.objects.get(candidature=candidature)
    piece = PieceAttendue.objects.filter(candidature=candidature).earliest("ordre")
    assert client.post(f"/inscriptions/{numeros}/modifier/").status_code == 302
    for adresse in (
        reverse("justificatifs:ajouter", args=[numeros, piece.pk]),
        reverse("justificatifs:transmettre", args=[numeros, groupe.pk]),
        f"/inscriptions/{numeros}/identification/",
        f"/inscriptions/{numeros}/annuler/",
    ):
        page = _page(client, adresse)
        assert page.count("Où en est votre inscription") == 1, adresse
        assert "Vos pièces ne sont pas encore envoyées." in page, adresse


def test_convocation_shows_at_the_end_of_its_embargo(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    candidature = dossiers.candidature(candidat)
    candidature.compte = candidat
    url = f"/inscriptions/{candidature.numeros}/"
    convoquer(candidature, publie_le="2022-04-01T12:00+02:00")

    horloge("2022-04-01T11:59:59+02:00")
    assert "convoqué(e)" not in _page(client, url)
    horloge("2022-04-01T12:00+02:00")

    for adresse in (url, "/inscriptions/"):
        assert "Vous êtes convoqué(e) aux épreuves." in _page(client, adresse)
    page = _page(client, url)
    assert "2 documents, non lus" in page
    assert page.count("Non atteint : ") == 3


def test_tiles_count_what_they_hold(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    candidature.compte = candidat
    page = _page(client, f"/inscriptions/{candidature.numeros}/")
    assert "Version 01" in page
    assert "Pièces conformes : 0 / " in page
