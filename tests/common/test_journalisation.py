"""Nothing personal and no token reaches the logs."""

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from django.conf import settings as reglages
from django.test import Client

from cyclades.common.journalisation import configuration, masquer

JETON = "eyJjIjoxMn0:1vBcdE:Zq3-x_9aBcDeF"


@pytest.fixture
def journal() -> Iterator[StringIO]:
    """What production would write, as text."""
    logging.config.dictConfig(configuration(json=True))
    sortie = StringIO()
    gestionnaire = logging.getLogger().handlers[-1]
    assert isinstance(gestionnaire, logging.StreamHandler)
    gestionnaire.setStream(sortie)
    yield sortie
    structlog.reset_defaults()
    logging.config.dictConfig(reglages.LOGGING)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (f"Not Found: /compte/activer/{JETON}/", "Not Found: /compte/activer/***"),
        (f"GET /compte/mot-de-passe/choisir/12/{JETON}/ lu", "GET /compte/mot-de-passe/choisir/*** lu"),
        ("/compte/connexion/ 200", "/compte/connexion/ 200"),
        ("/compte/mot-de-passe/oublie/", "/compte/mot-de-passe/oublie/"),
        ("/gestion/comptes/?q=ACCRALL", "/gestion/comptes/?***"),
        ("envoi à Dack.Accrall+cap@demo.example refusé", "envoi à ***@*** refusé"),
        ("DETAIL:  Key (adresse)=(a@b.fr) already exists.", "DETAIL:  Key (adresse)=(***) already exists."),
        ("DETAIL:  Failing row contains (1, ACCRALL, 2004-11-28).", "DETAIL:  Failing row contains (***)."),
        ('invalid input syntax for type date: "ACCRALL"', "invalid input syntax for type date: ***"),
        (
            "Invalid request from ip=2001:db8::7: Invalid HTTP Header: 'Cookie cyclades=ACCRALL\n x'",
            "Invalid request from ***: Invalid HTTP Header***",
        ),
        ("redis://u:secret@redis:6379/0", "redis://u:***@***:6379/0"),
        ("Candidature 12 enregistrée", "Candidature 12 enregistrée"),
    ],
)
def test_masquer_keeps_what_happened_and_hides_whom(texte: str, attendu: str) -> None:
    assert masquer(texte) == attendu


def test_production_line_is_json_with_masked_exception(journal: StringIO) -> None:
    try:
        raise ValueError("DETAIL:  Key (adresse)=(dack@demo.example) already exists.")
    except ValueError:
        logging.getLogger("essai").exception("refusé pour %s", "dack@demo.example")

    ligne = json.loads(journal.getvalue())
    assert (ligne["event"], ligne["level"], ligne["logger"]) == ("refusé pour ***@***", "error", "essai")
    assert "ValueError" in ligne["exception"]
    assert "dack" not in journal.getvalue()


def test_a_key_that_names_a_secret_is_masked_whole(journal: StringIO) -> None:
    structlog.get_logger("essai").info("connexion", mot_de_passe="Demo.2027!", compte=12)

    ligne = json.loads(journal.getvalue())
    assert (ligne["mot_de_passe"], ligne["compte"]) == ("***", 12)


@pytest.mark.django_db
def test_a_request_is_told_by_its_route(journal: StringIO, client: Client) -> None:
    client.get(f"/compte/activer/{JETON}/?nom=ACCRALL")

    ligne = json.loads(journal.getvalue().splitlines()[-1])
    assert (ligne["event"], ligne["methode"], ligne["route"]) == ("requête", "GET", "compte/activer/<str:jeton>/")
    assert JETON not in journal.getvalue()
    assert "ACCRALL" not in journal.getvalue()


def test_a_probe_is_not_told(journal: StringIO, client: Client) -> None:
    client.get("/healthz")

    assert journal.getvalue() == ""
