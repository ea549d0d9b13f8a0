"""`/gestion/`: who enters, what each académie sees (I-24), what a decision does."""

import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from cyclades.common import clock
from cyclades.staff_lots import AdminDeLots
from cyclades.staff_site import AdminRestreint
from justificatifs.models import Consultation, Depot, GroupePieces, PieceAttendue
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import envoi, image, pdf
from tests.usines import compte_candidat, personnel

pytestmark = pytest.mark.django_db

LISTE = "gestion:justificatifs_pieceattendue_changelist"


@pytest.fixture(autouse=True)
def _demonstration(settings: Any, tmp_path: Any) -> None:
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.DEMO = True


def _transmise(nom: str = "ACCRALL", **options: Any) -> Candidature:
    candidature = dossiers.candidature(compte=compte_candidat(nom_naissance=nom), **options)
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(nom), "confirmation.pdf"))
    deposer(piece=dossiers.piece(candidature, "identite"), fichier=envoi(image(), "carte.jpg"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    return candidature


def _entrer(client: Client, user: User) -> Client:
    client.force_login(user, backend="accounts.backends.IdentifiantBackend")
    return client


def _adresses(candidature: Candidature) -> list[tuple[str, str]]:
    """Every address of a piece and of its file, with the method that it answers."""
    piece = dossiers.piece(candidature, "confirmation")
    depot = Depot.objects.get(piece=piece)
    espace = "gestion:justificatifs_pieceattendue"
    return [
        ("GET", reverse(f"{espace}_change", args=[piece.pk])),
        ("POST", reverse(f"{espace}_decider", args=[piece.pk])),
        ("GET", reverse(f"{espace}_fichier", args=[piece.pk, depot.pk])),
    ]


def _decider(client: Client, piece: PieceAttendue, statut: str, **champs: str) -> Any:
    adresse = reverse("gestion:justificatifs_pieceattendue_decider", args=[piece.pk])
    donnees = {
        "revision": str(piece.revision),
        "date_reception": f"{clock.aujourd_hui():%d/%m/%Y}",
        "information": "",
        "dernier_jour": "",
        "statut": statut,
    }
    return client.post(adresse, donnees | champs)


def test_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    reponse = client.get(reverse(LISTE), follow=True)
    assert reponse.redirect_chain[-1][0] == f"{reverse('accounts:connexion')}?next={reverse(LISTE)}"


@pytest.mark.parametrize("page", ["gestion:index", LISTE, "gestion:login", "gestion:autocomplete"])
def test_candidate_is_refused(client: Client, page: str) -> None:
    assert _entrer(client, compte_candidat()).get(reverse(page)).status_code == 403


@pytest.mark.parametrize("chemin", ["password_change/", "r/1/1/", "auth/user/", "inconnu/"])
def test_stock_pages_of_the_admin_are_gone(client: Client, chemin: str) -> None:
    assert _entrer(client, personnel("16")).get(f"{reverse('gestion:index')}{chemin}").status_code == 404


@pytest.mark.parametrize("parente", [AdminRestreint, AdminDeLots])
@pytest.mark.parametrize(
    ("dit", "phrase"), [({"chemin_compte": ""}, "à quelle académie"), ({"champ_academie": ""}, "de quel compte")]
)
def test_pages_that_do_not_say_whose_they_are_cannot_be_defined(
    parente: type, dit: dict[str, str], phrase: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=phrase):
        type("SansPortee", (parente,), dit)


def test_dashboard_counts_only_own_academies(client: Client) -> None:
    _transmise()
    for academie, nombre in (("16", 2), ("23", 0)):
        _entrer(client, personnel(academie))
        page = client.get(reverse("gestion:index")).content.decode()
        assert re.search(rf'<span class="nombre">{nombre}</span>\s*<a [^>]*>À contrôler[^<]*</a>', page)


def test_other_academie_sees_nothing_and_changes_nothing(client: Client) -> None:
    candidature = _transmise(nom="INVISIBLE")
    _entrer(client, personnel("23"))
    for requete in (
        "",
        "?q=INVISIBLE",
        f"?q={candidature.compte.numero_candidat}",
        "?situation=toutes",
        "?famille=CONFIRMATION",
    ):
        page = client.get(reverse(LISTE) + requete)
        assert page.status_code == 200
        assert "confirmation d&#x27;inscription" not in page.content.decode().lower()
        assert page.context["cl"].result_count == 0
    for methode, adresse in _adresses(candidature):
        assert client.generic(methode, adresse).status_code == 404
    piece = dossiers.piece(candidature, "confirmation")
    assert _decider(client, piece, "conforme").status_code == 404
    client.post(reverse(LISTE) + "?situation=toutes", {"action": "marquer_recue", "_selected_action": [piece.pk]})
    piece.refresh_from_db()
    assert (piece.statut, piece.revision) == ("", 0)
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.RESPONSABLE, Role.SUPERVISEUR])
def test_own_academie_sees_all_of_it(client: Client, role: Role) -> None:
    candidature = _transmise()
    _entrer(client, personnel("16", role=role))
    assert client.get(reverse(LISTE)).context["cl"].result_count == 2
    for methode, adresse in _adresses(candidature):
        assert client.generic(methode, adresse).status_code in (200, 422)


def test_queue_opens_on_what_was_sent_and_searches(client: Client) -> None:
    _transmise(nom="DUPONT")
    autre = dossiers.candidature(compte=compte_candidat(nom_naissance="DURAND"))
    deposer(piece=dossiers.piece(autre, "confirmation"), fichier=envoi(pdf("non transmise"), "a.pdf"))
    _entrer(client, personnel("16"))
    page = client.get(reverse(LISTE)).content.decode()
    assert ("DUPONT" in page, "DURAND" in page) == (True, False)
    page = client.get(reverse(LISTE) + "?situation=non_transmises").content.decode()
    assert ("DUPONT" in page, "DURAND" in page) == (False, True)
    trouves = client.get(reverse(LISTE) + "?situation=toutes&q=DURAND").context["cl"]
    assert trouves.result_count == 2
    assert "À contrôler (2)" in page


def test_queue_asks_the_database_the_same_for_one_and_three_candidates(
    client: Client,
) -> None:
    _entrer(client, personnel("16"))
    comptes = []
    for nombre in (1, 2):
        for _ in range(nombre):
            _transmise()
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            client.get(reverse(LISTE))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
    assert comptes[0] <= 11


def test_file_is_an_attachment_and_its_opening_is_written_down(client: Client, settings: Any) -> None:
    candidature = _transmise()
    gestionnaire = personnel("16")
    _entrer(client, gestionnaire)
    adresse = _adresses(candidature)[2][1]
    reponse = client.get(adresse)
    assert b"".join(reponse.streaming_content) == pdf("ACCRALL")  # type: ignore[attr-defined]
    assert reponse["Content-Disposition"].startswith("attachment")
    assert (reponse["X-Content-Type-Options"], "no-store" in reponse["Cache-Control"]) == ("nosniff", True)
    consultation = Consultation.objects.get()
    assert (consultation.auteur, consultation.depot.piece.cle) == (gestionnaire, "confirmation")
    settings.DEMO = False
    assert client.get(adresse).status_code == 302
    assert Consultation.objects.count() == 1


def test_file_not_sent_is_not_shown(client: Client) -> None:
    candidature = dossiers.candidature()
    depot = deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), "secret.pdf"))
    _entrer(client, personnel("16"))
    fiche = reverse("gestion:justificatifs_pieceattendue_change", args=[depot.piece_id])
    assert "secret.pdf" not in client.get(fiche).content.decode()
    adresse = reverse("gestion:justificatifs_pieceattendue_fichier", args=[depot.piece_id, depot.pk])
    assert client.get(adresse).status_code == 404
    assert _decider(client, depot.piece, "conforme").status_code == 422


def test_pages_carry_the_strict_policy_and_nothing_inline(client: Client) -> None:
    candidature = _transmise()
    _entrer(client, personnel("16"))
    for adresse in (reverse("gestion:index"), reverse(LISTE), _adresses(candidature)[0][1]):
        reponse = client.get(adresse)
        assert "'unsafe-inline'" not in reponse["Content-Security-Policy"]
        page = reponse.content.decode()
        assert " style=" not in page
        assert "<script>" not in page
