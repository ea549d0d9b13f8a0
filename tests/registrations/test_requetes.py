"""Queries of each page: list ≤ 3, tab GET ≤ 4, tab POST ≤ 5, save ≤ 20; the same with 1 and 3 rows."""

from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from registrations.models import Candidature
from sessions_cfg.models import Examen, ServiceInscription
from tests.usines import service_de_test

from . import dossiers, gestes
from .requetes import requetes


@pytest.mark.parametrize("onglet", gestes.ONGLETS)
def test_tab_query_counts(client: Client, candidat: User, onglet: str) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    url = f"{gestes.BASE}{onglet}/"
    page = client.get(url)
    saisie = {**gestes.ONGLETS[onglet], "action": "suivant", "revision": gestes.champ_cache(page, "revision")}

    lecture = requetes(lambda: client.get(url))
    envoi = requetes(lambda: client.post(url, saisie))

    assert len(lecture) <= 4, lecture
    assert len(envoi) <= 5, envoi


def test_tab_query_counts_the_first_time(client: Client, candidat: User) -> None:
    """A tab that was never done judges the others again: what it changes may take their validity away."""
    gestes.ouvrir(client)
    for onglet, champs in gestes.ONGLETS.items():
        url = f"{gestes.BASE}{onglet}/"
        lecture = requetes(partial(client.get, url))
        saisie = {**champs, "action": "suivant", "revision": gestes.champ_cache(client.get(url), "revision")}

        envoi = requetes(partial(client.post, url, saisie))

        assert len(lecture) <= 4, lecture
        assert len(envoi) <= 5, envoi


def test_change_tab_query_counts(client: Client, candidat: User) -> None:
    """The tabs of a change also tell where the saved candidature stands."""
    numeros = gestes.inscrire(client)
    client.post(f"{numeros}modifier/")
    for onglet, champs in gestes.ONGLETS.items():
        url = f"{numeros}{onglet}/"
        saisie = {**champs, "action": "suivant", "revision": gestes.champ_cache(client.get(url), "revision")}

        lecture = requetes(partial(client.get, url))
        envoi = requetes(partial(client.post, url, saisie))

        assert len(lecture) <= 4, lecture
        assert len(envoi) <= 5, envoi


def test_save_query_count(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    donnees = gestes.caches(client.get(f"{gestes.BASE}recapitulatif/"))

    sqls = requetes(lambda: client.post(f"{gestes.BASE}recapitulatif/", donnees))

    assert Candidature.objects.count() == 1
    ailleurs = ("documents_", "justificatifs_", "cyclades.acteur")
    propres = [s for s in sqls if not any(mot in s for mot in ailleurs)]
    print(f"{len(sqls)} requêtes, dont {len(propres)} d'ici")  # noqa: T201
    assert len(propres) <= 13, propres
    assert len(sqls) <= 20, sqls


def test_lists_ask_the_same_with_one_and_three_rows(client: Client, candidat: User) -> None:
    Examen.objects.filter(pk="CAP").update(plusieurs_specialites=True)
    dossiers.candidature(candidat)
    une = requetes(lambda: client.get("/inscriptions/"))

    for _ in range(2):
        dossiers.candidature(candidat, service=autre_service())
    trois = requetes(lambda: client.get("/inscriptions/"))

    assert len(une) == len(trois) <= 3, trois
    assert client.get("/inscriptions/").content.decode().count("N° : 00") == 3


def autre_service() -> str:
    """The key of one more service of the guide's session."""
    reel = ServiceInscription.objects.get(cle=gestes.SERVICE)
    service = service_de_test(ouverture=reel.ouverture, fermeture=reel.fermeture, session=reel.session)
    return str(service.cle)
