"""I-26: a canary in every field, failures provoked, then a search wherever nothing personal may be.

Logs as production writes them, the broker's whole content, the outbox, the tables of attempts and counters,
addresses, error pages, caches. Candidature numbers in paths and one-time links in mails are the exceptions.
"""

import json
import logging
import logging.config
import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.conf import settings as reglages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts import papillon
from accounts.models import CandidateProfile, SessionOuverte, User
from cyclades.common.journalisation import configuration
from cyclades.outbox import relais
from cyclades.outbox.services import vider
from tests.outbox.conftest import RedisDeTest, courtier_prive  # noqa: F401  a fixture

from .canaris import ADRESSE, CANARIS, CODE, SECRETS, Visite, parcourir

ERREURS = {400, 403, 404, 405, 410, 429, 500}
# What a browser may show to the person herself, and what the database holds, is not looked at here.
INTERDITES = (
    "outbox_message",
    "outbox_battement",
    "axes_accessattempt",
    "axes_accessfailurelog",
    "axes_accesslog",
    "accounts_compteur",
    "accounts_acces",
)


def casse(request: HttpRequest) -> HttpResponse:
    """A defect while a person's data are at hand."""
    profil = CandidateProfile.objects.get(user=request.user.pk)
    raise RuntimeError(f"{profil.nom_naissance} {request.POST}")


def contrainte(request: HttpRequest) -> HttpResponse:
    """A defect that PostgreSQL tells with the values of the row."""
    User.objects.create(identifiant=request.user.get_username(), email=ADRESSE, cree_le="2021-11-10T12:00Z")
    return HttpResponse()


def donnee(request: HttpRequest) -> HttpResponse:
    """A value that PostgreSQL repeats in its error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [CandidateProfile.objects.get(user=request.user.pk).nom_naissance])
    return HttpResponse()


urlpatterns = [
    path("essai/casse/", casse),
    path("essai/contrainte/", contrainte),
    path("essai/donnee/", donnee),
    path("", include("cyclades.urls")),
]
handler400 = "cyclades.portail.errors.demande_illisible"
handler403 = "cyclades.portail.errors.acces_refuse"
handler404 = "cyclades.portail.errors.introuvable"
handler500 = "cyclades.portail.errors.difficulte"


@pytest.fixture
def journal() -> Iterator[StringIO]:
    """Everything that a production process writes, from DEBUG up, as text."""
    logging.config.dictConfig(configuration(json=True, niveau="DEBUG"))
    sortie = StringIO()
    gestionnaire = logging.getLogger().handlers[-1]
    assert isinstance(gestionnaire, logging.StreamHandler)
    gestionnaire.setStream(sortie)
    # Statements belong to the database's own log, which operators keep closed; Django writes none without DEBUG.
    logging.getLogger("django.db.backends").setLevel("INFO")
    yield sortie
    structlog.reset_defaults()
    logging.config.dictConfig(reglages.LOGGING)


@pytest.fixture
def visite(
    base_reelle: None,
    horloge: Callable[[str], None],
    settings: Any,
    tmp_path: Any,
    journal: StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> Visite:
    monkeypatch.setattr(papillon, "tirer", lambda: CODE)
    settings.ROOT_URLCONF = __name__
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEPOT_PRIVE = tmp_path
    settings.ALLOWED_HOSTS = ["testserver"]
    horloge("2021-11-10T13:00+01:00")
    visite = Visite()
    parcourir(visite)
    return visite


def trouves(texte: str) -> list[str]:
    return [c for c in CANARIS if c.casefold() in texte.casefold()]


def test_nothing_personal_outside_of_the_tables_that_hold_it(
    visite: Visite,
    journal: StringIO,
    courtier_prive: RedisDeTest,  # noqa: F811
) -> None:
    assert relais.un_tour(relais.Courtier(courtier_prive.url)) >= 4
    client = courtier_prive.client()
    cles = client.keys("*")
    files = [brut for cle in cles if client.type(cle) == b"list" for brut in client.lrange(cle, 0, -1)]
    assert len(files) >= 4
    redis = " ".join(str(morceau) for morceau in [*cles, *files, *(client.dump(cle) for cle in cles)])
    corps = " ".join(str(json.loads(f)["headers"]) + str(json.loads(f).get("body")) for f in files)
    vider(lever=False)

    assert trouves(redis) == []
    assert trouves(corps) == []
    with connection.cursor() as cursor:
        for table in INTERDITES:
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608  a name of this file
            lignes = " ".join(texte for (texte,) in cursor.fetchall())
            assert trouves(lignes) == [], table
        cursor.execute("SELECT count(*) FROM outbox_message")
        assert cursor.fetchone()[0] >= 4
    assert trouves(journal.getvalue()) == [], "the relay's lines and the workers' too"


def test_sessions_hold_what_was_typed_too_late_and_no_secret(visite: Visite) -> None:
    """What a session holds is compressed: it is read here as the portal reads it."""
    contenus = [str(ligne.get_decoded()) for ligne in SessionOuverte.objects.all()]
    tout = " ".join(contenus)

    assert [secret for secret in SECRETS if secret in tout] == []
    gardees = [c for c in contenus if trouves(c)]
    assert len(gardees) == 1
    assert trouves(gardees[0]) == ["rue du Canari", "CANARIVILLE"]


def test_nothing_personal_in_the_logs(visite: Visite, journal: StringIO) -> None:
    vider(lever=False)

    ecrit = journal.getvalue()

    assert ecrit.count("Internal Server Error") >= 3, "les pannes provoquées sont bien au journal"
    assert "RuntimeError" in ecrit
    fautives = [(ligne, trouves(ligne)) for ligne in ecrit.splitlines() if trouves(ligne)]
    extraits = [ligne[max(0, ligne.casefold().find(c[0].casefold()) - 150) :][:250] for ligne, c in fautives]
    assert extraits == []
    assert re.findall(r"/compte/activer/[\w-]+\.[\w-]{10,}", ecrit) == []
    assert [jeton for jeton in visite.jetons if jeton in ecrit] == []


def test_nothing_personal_in_addresses_nor_on_error_pages_and_no_cache_keeps_a_page(visite: Visite) -> None:
    adresses = [str(r.headers.get("Location", "")) for r in visite.reponses]
    assert trouves(" ".join(adresses)) == []
    assert len(visite.reponses) > 30
    for reponse in visite.reponses:
        if reponse.status_code in ERREURS:
            assert trouves(reponse.content.decode()) == [], reponse.status_code
        if not reponse.streaming:
            # A password typed as the identifier stays where its owner sees it, like any identifier.
            page = re.sub(r'name="identifiant"[^>]*', "", reponse.content.decode())
            assert [s for s in SECRETS if s in page] == [], reponse.request["PATH_INFO"]
        if not reponse.streaming:
            assert "no-store" in reponse.headers.get("Cache-Control", ""), reponse.request["PATH_INFO"]
    assert {r.status_code for r in visite.reponses} >= ERREURS
