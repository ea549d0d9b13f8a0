"""The queue of pieces: how many wait and since when, by age and by deadline, and the next one of the same list."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from justificatifs.enums import Statut
from justificatifs.models import GroupePieces
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from registrations.services.desinscription import desinscrire
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat, personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db
FILE = "gestion:justificatifs_pieceattendue_changelist"
FICHE = "gestion:justificatifs_pieceattendue_change"


@pytest.fixture
def service(horloge: Callable[[str], None]) -> ServiceInscription:
    """Its pieces are due on the 17th of December."""
    horloge("2021-11-10T13:00+01:00")
    return dossiers.service_ouvert()


@pytest.fixture
def gestion(client: Client) -> Client:
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")
    return client


def _transmise(service: ServiceInscription, nom: str, *cles: str) -> Candidature:
    candidature = dossiers.candidature(service=service, compte=compte_candidat(nom_naissance=nom))
    for cle in cles or ("confirmation", "identite"):
        deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(f"{nom} {cle}"), "piece.pdf"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    return candidature


def _liste(gestion: Client, requete: str = "") -> str:
    reponse = gestion.get(reverse(FILE) + requete)
    assert reponse.status_code == 200
    return reponse.content.decode()


def _vus(gestion: Client, requete: str) -> list[str]:
    page = _liste(gestion, requete)
    return [nom for nom in ("ANCIEN", "RECENT") if nom in page]


def test_how_many_wait_and_since_when_is_said_at_the_top(
    gestion: Client, service: ServiceInscription, horloge: Callable[[str], None]
) -> None:
    assert "Aucune pièce à contrôler." in _liste(gestion)
    _transmise(service, "ANCIEN")
    horloge("2021-11-13T14:00+01:00")
    _transmise(service, "RECENT")

    assert "4 pièces à contrôler ; la plus ancienne attend depuis 3 jours." in _liste(gestion)
    assert "2 pièces à contrôler ; la plus ancienne attend depuis 3 jours." in _liste(gestion, "?famille=IDENTITE")
    assert "1 pièce à contrôler ; elle attend depuis 3 jours." in _liste(gestion, "?famille=IDENTITE&attente=3")
    assert "à contrôler ;" not in _liste(gestion, "?situation=conformes")
    tableau = gestion.get(reverse("gestion:index")).content.decode()
    assert "À contrôler (la plus ancienne attend depuis 3 jours)" in tableau


def test_candidature_that_was_left_waits_for_nobody(gestion: Client, service: ServiceInscription) -> None:
    reste, partie = (_transmise(service, nom) for nom in ("RECENT", "ANCIEN"))
    desinscrire(candidature=partie)

    page = _liste(gestion)

    assert "2 pièces à contrôler" in page
    assert (reste.numeros in page, partie.numeros in page) == (True, False)


def test_list_is_narrowed_by_age(gestion: Client, service: ServiceInscription, horloge: Callable[[str], None]) -> None:
    _transmise(service, "ANCIEN")
    horloge("2021-11-13T12:00+01:00")
    _transmise(service, "RECENT")

    assert _vus(gestion, "?attente=1") == ["ANCIEN"]
    assert _vus(gestion, "?attente=3") == []
    horloge("2021-11-13T14:00+01:00")
    assert _vus(gestion, "?attente=3") == ["ANCIEN"]
    assert _vus(gestion, "?attente=zz") == ["ANCIEN", "RECENT"]


def test_list_is_narrowed_by_deadline(
    gestion: Client, service: ServiceInscription, horloge: Callable[[str], None]
) -> None:
    _transmise(service, "ANCIEN")
    _transmise(dossiers.service_ouvert(pieces_fermeture="2021-11-12T00:00+01:00"), "RECENT")

    assert _vus(gestion, "?limite=3") == ["RECENT"]
    assert _vus(gestion, "?limite=plus") == ["ANCIEN"]
    assert "11/11/2021 à 23:59" in _liste(gestion)
    horloge("2021-11-12T00:00:01+01:00")
    assert _vus(gestion, "?limite=passee") == ["RECENT"]
    assert _vus(gestion, "?limite=3") == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_queue_costs_the_same_with_one_file_and_three(
    nombre: int, gestion: Client, service: ServiceInscription, django_assert_num_queries: Any
) -> None:
    for rang in range(nombre):
        _transmise(service, f"NOM{rang}")
    _liste(gestion)

    with django_assert_num_queries(11):  # session, account, second factor; five filters; count, list, what waits
        page = _liste(gestion)

    assert page.count("NOM") == 2 * nombre


def _decider(gestion: Client, candidature: Candidature, cle: str, requete: str) -> str:
    piece = dossiers.piece(candidature, cle)
    adresse = reverse("gestion:justificatifs_pieceattendue_decider", args=[piece.pk]) + requete
    donnees = {"revision": piece.revision, "date_reception": "10/11/2021", "statut": Statut.CONFORME}
    reponse = gestion.post(adresse, donnees)
    assert reponse.status_code == 302
    return str(reponse.headers["Location"])


def _fiche(candidature: Candidature, cle: str) -> str:
    return reverse(FICHE, args=[dossiers.piece(candidature, cle).pk])


def test_next_piece_is_the_next_one_of_the_list_that_was_narrowed(gestion: Client, service: ServiceInscription) -> None:
    premiere, seconde = _transmise(service, "ANCIEN"), _transmise(service, "RECENT")
    filtres = "?_changelist_filters=famille%3DIDENTITE"
    assert _fiche(premiere, "identite") + filtres in _liste(gestion, "?famille=IDENTITE")

    page = gestion.get(_fiche(premiere, "identite") + filtres).content.decode()
    assert f'href="{_fiche(seconde, "identite")}{filtres}"' in page
    assert "&amp;_changelist_filters=famille%3DIDENTITE#visionneuse" in page
    assert _decider(gestion, premiere, "identite", filtres) == _fiche(seconde, "identite") + filtres
    assert _decider(gestion, seconde, "identite", filtres) == f"{reverse(FILE)}?famille=IDENTITE"


def test_pieces_are_passed_over_one_after_the_other(gestion: Client, service: ServiceInscription) -> None:
    candidature = _transmise(service, "ANCIEN")
    autre = _transmise(service, "RECENT")
    ordre = [(c, cle) for c in (candidature, autre) for cle in ("confirmation", "identite")]
    for ici, ensuite in zip(ordre, [*ordre[1:], ordre[0]], strict=True):
        page = gestion.get(_fiche(*ici)).content.decode()
        assert f'href="{_fiche(*ensuite)}"' in page


@pytest.mark.parametrize("filtres", ["p%3D9999", "q%3D%00", "inconnu__x%3D1", "%26%26", "limite%3Dzz", "o%3D-9"])
def test_filters_that_mean_nothing_leave_the_whole_queue(
    filtres: str, gestion: Client, service: ServiceInscription
) -> None:
    candidature = _transmise(service, "ANCIEN")
    suite = f"?_changelist_filters={filtres}"
    page = gestion.get(_fiche(candidature, "confirmation") + suite)
    assert page.status_code == 200
    assert _fiche(candidature, "identite") in page.content.decode()
    assert _decider(gestion, candidature, "confirmation", suite).startswith(_fiche(candidature, "identite"))
