"""Public pages and error pages: what they say, what they cost, and that they hold without a database."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, resolve

from accounts.models import User
from cyclades.common import clock
from cyclades.urls import handler400, handler403, handler404, handler500
from cyclades.urls import urlpatterns as adresses_du_portail
from sessions_cfg.models import MessagePonctuel
from tests.usines import compte_candidat, personnel

PAGES = ("/", "/aide/", "/plan-du-site/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/")
SANS_BASE = PAGES[1:]
MOTEUR = settings.AUTHENTICATION_BACKENDS[1]


def _casser(request: HttpRequest, cas: str) -> HttpResponse:
    raise {"400": SuspiciousOperation, "403": PermissionDenied, "404": Http404, "500": RuntimeError}[cas]


urlpatterns = [path("casser/<str:cas>/", _casser), *adresses_du_portail]
__all__ = ["handler400", "handler403", "handler404", "handler500"]


def _html(client: Client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", PAGES)
def test_public_page_is_a_whole_french_document(client: Client, adresse: str) -> None:
    html = _html(client, adresse)
    assert '<html lang="fr">' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>[^<]+ – Cyclades</title>", html)
    assert '<a class="evitement" href="#contenu">' in html
    assert html.count('id="contenu"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", PAGES)
def test_every_internal_link_and_file_exists(client: Client, adresse: str) -> None:
    html = _html(client, adresse)
    for lien in re.findall(r'(?:href|src|action)="(/[^"]*)"', html):
        if lien.startswith("/static/"):
            assert finders.find(lien.removeprefix("/static/")), lien
        else:
            resolve(lien.partition("#")[0])
    ancres = set(re.findall(r'href="#([^"]+)"', html))
    assert ancres <= set(re.findall(r'id="([^"]+)"', html))


@pytest.mark.parametrize("adresse", SANS_BASE)
def test_page_without_news_asks_nothing_of_the_database(client: Client, adresse: str) -> None:
    # No `db` fixture: a query would fail the test.
    assert client.get(adresse).status_code == 200


@pytest.mark.django_db
def test_home_costs_one_query_and_gives_no_cookie(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    clock.decalage()  # read once per process
    with django_assert_num_queries(1):
        reponse = client.get("/")
    assert dict(reponse.cookies) == {}


@pytest.mark.django_db
def test_home_names_the_ways_in(client: Client) -> None:
    html = _html(client, "/")
    for texte, adresse in (
        ("Me connecter", "/compte/connexion/"),
        ("Créer mon compte", "/compte/creer/"),
        ("Ouverture des services", "/ouverture-des-services/"),
    ):
        assert re.findall(rf'href="({adresse})"[^>]*>\s*{texte}', html) == [adresse]


@pytest.mark.django_db
def test_home_shows_notices_of_the_moment_only(client: Client, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    for texte, debut, fin in (
        ("Passé", "2021-11-01T00:00Z", "2021-11-10T12:00Z"),
        ("En cours <b>", "2021-11-10T11:59Z", "2021-11-30T00:00Z"),
        ("À venir", "2021-11-11T00:00Z", "2021-11-30T00:00Z"),
    ):
        MessagePonctuel.objects.create(texte=texte, debut=debut, fin=fin)

    html = _html(client, "/")

    assert "En cours &lt;b&gt;" in html
    assert "Passé" not in html
    assert "À venir" not in html


@pytest.mark.django_db
def test_signed_in_candidate_sees_name_menu_and_a_form_to_leave(client: Client) -> None:
    client.force_login(compte_candidat(prenoms="Dack", nom_naissance="ACCRALL"), backend=MOTEUR)
    html = _html(client, "/aide/")
    assert "Dack ACCRALL" in html
    for texte in ("Mes inscriptions", "M'inscrire", "Modifier mon compte"):
        assert len(re.findall(rf">{texte}<", html)) == 1
    assert re.search(r'<form method="post" action="/compte/deconnexion/">', html)
    assert ">Se déconnecter</button>" in html
    assert "Me connecter" not in html


@pytest.mark.django_db
def test_signed_in_page_costs_session_and_user_only(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    client.force_login(compte_candidat(), backend=MOTEUR)
    with django_assert_num_queries(2):
        client.get("/aide/")


@pytest.mark.django_db
def test_staff_sees_the_way_to_the_staff_space(client: Client) -> None:
    agent: User = personnel()
    client.force_login(agent, backend=MOTEUR)
    html = _html(client, "/aide/")
    assert 'href="/gestion/"' in html
    assert "Mes inscriptions</a>" not in html


def test_first_view_weighs_at_most_60_kb(client: Client, db: None) -> None:
    html = client.get("/").content
    fichiers = {f for f in re.findall(r'(?:href|src)="/static/([^"]+)"', html.decode()) if not f.endswith("print.css")}
    poids = len(gzip.compress(html))
    for fichier in fichiers | {"img/chevron.svg"}:
        trouve = finders.find(fichier)
        assert isinstance(trouve, str)
        poids += len(gzip.compress(Path(trouve).read_bytes()))
    assert poids <= 60_000, f"{poids} octets"


def test_no_third_party_and_nothing_inline(client: Client, db: None) -> None:
    reponse = client.get("/")
    html = reponse.content.decode()
    assert re.findall(r'(?:src|<link[^>]*href)="https?:', html) == []
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", html) == []
    assert "unsafe" not in reponse.headers["Content-Security-Policy"]


def test_footer_says_that_it_is_not_the_state_unless_an_operator_is_named(client: Client, settings: object) -> None:
    assert "n'est pas un service de l'État" in _html(client, "/aide/")
    settings.EXPLOITANT = "Académie d'essai"  # type: ignore[attr-defined]
    html = _html(client, "/aide/")
    assert "exploité par Académie d&#x27;essai" in html
    assert "n'est pas un service de l'État" not in html


def test_legal_pages_say_what_is_not_filled_in(client: Client) -> None:
    assert "Non renseigné" in _html(client, "/mentions-legales/")
    assert "Audit RGAA non réalisé" in _html(client, "/accessibilite/")
    assert "48 heures après sa création" in _html(client, "/donnees-personnelles/")


def test_demo_banner_only_in_demo(client: Client, settings: object) -> None:
    assert "Démonstration" not in _html(client, "/aide/")
    settings.DEMO = True  # type: ignore[attr-defined]
    assert "Démonstration : n'y saisissez aucune donnée réelle." in _html(client, "/aide/")


@pytest.mark.django_db
def test_rehearsal_banner_tells_the_portal_s_time(
    client: Client, settings: object, horloge: Callable[[str], None]
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    horloge("2021-11-10T13:00+01:00")
    assert "l'horloge du portail indique le 10/11/2021 à 13:00" in _html(client, "/aide/")


def test_security_txt_has_the_fields_of_rfc_9116(client: Client, settings: object) -> None:
    settings.CONTACT = "securite@portail.example"  # type: ignore[attr-defined]
    reponse = client.get("/.well-known/security.txt")
    assert reponse.headers["Content-Type"] == "text/plain; charset=utf-8"
    champs = dict(ligne.split(": ", 1) for ligne in reponse.content.decode().splitlines())
    assert champs["Contact"] == "mailto:securite@portail.example"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", champs["Expires"])
    assert champs["Canonical"].endswith("/.well-known/security.txt")


def test_robots_keeps_out_of_personal_pages(client: Client) -> None:
    assert "Disallow: /inscriptions/" in client.get("/robots.txt").content.decode().splitlines()


@pytest.mark.parametrize("adresse", PAGES)
def test_public_page_refuses_other_methods(client: Client, adresse: str) -> None:
    assert client.post(adresse, {"a": "b"}).status_code == 405


@pytest.mark.urls("tests.portail.test_pages_publiques")
@pytest.mark.parametrize(
    ("cas", "phrase"),
    [
        ("400", "La demande n'a pas pu être lue"),
        ("403", "Cette page ne vous est pas ouverte"),
        ("404", "Cette page n'existe pas"),
        ("500", "Le portail a rencontré une difficulté"),
    ],
)
def test_error_page_holds_without_database_even_with_a_session_cookie(client: Client, cas: str, phrase: str) -> None:
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "perdue"
    reponse = client.get(f"/casser/{cas}/")
    assert reponse.status_code == int(cas)
    assert phrase in reponse.content.decode()


def test_form_without_its_token_gets_an_explanation(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    reponse = strict.post("/compte/connexion/", {"identifiant": "x"})
    assert reponse.status_code == 403
    assert "Le formulaire n'est plus valable" in reponse.content.decode()


def test_oversized_form_gets_an_explanation(client: Client, db: None) -> None:
    reponse = client.post(
        "/compte/connexion/", "a=" + "x" * 2_100_000, content_type="application/x-www-form-urlencoded"
    )
    assert reponse.status_code == 400
    assert "n'a pas pu être lue" in reponse.content.decode().replace("&#x27;", "'")


@pytest.mark.django_db
def test_kept_page_never_shows_someone_else_s_name(client: Client) -> None:
    connecte = Client()
    connecte.force_login(compte_candidat(prenoms="Dack"), backend=MOTEUR)
    avant = _html(client, "/aide/")
    assert "Dack" in _html(connecte, "/aide/")
    assert _html(client, "/aide/") == avant
    assert "Dack" not in avant
