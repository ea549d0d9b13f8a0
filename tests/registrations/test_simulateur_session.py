"""What the simulator keeps of its answers: in the session only, bounded, erased, whatever is sent."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import SessionOuverte
from registrations.views import simulateur

from .simulations import BASE, REPONSES, RESULTAT, en_html, repondre, simuler
from .test_simulateur import _instant

__all__ = ["_instant"]


def test_nothing_of_the_person_goes_into_an_address(client: Client) -> None:
    adresses = [repondre(client).headers["Location"], repondre(client, action="actualiser").headers["Location"]]
    contenu = "".join(en_html(client.get(a)) for a in (RESULTAT, BASE, "/simulateur/"))
    adresses += re.findall(r'(?:href|action|hx-post)="([^"]*)"', contenu)
    assert not [a for a in adresses if "2003" in a or "CAP-CAP" in a or "INDIVIDUEL" in a]
    assert client.get(RESULTAT).headers["Cache-Control"].count("no-store") == 1


def test_reading_makes_no_session_and_erasing_forgets_all(client: Client) -> None:
    for adresse in ("/", "/simulateur/", "/simulateur/?examen=CAP", BASE):
        client.get(adresse)
    assert SessionOuverte.objects.count() == 0
    simuler(client)
    client.post("/simulateur/effacer/")
    assert "simulation" not in client.session
    assert client.get(RESULTAT).headers["Location"] == BASE


def test_only_the_fields_of_the_page_are_kept_and_each_is_bounded(client: Client) -> None:
    autres = {f"bourrage{i}": "x" * 500 for i in range(90)} | {"titres": ["DIPLOME/CAP-CAP", *["x" * 900] * 90]}
    simuler(client, **autres)
    gardees = client.session["simulation"]["reponses"]
    assert set(gardees) <= {*REPONSES, "titres"}
    assert gardees["titres"] == ["DIPLOME/CAP-CAP"]


@pytest.mark.parametrize(
    "autres",
    [
        {"naissance": "01/01/0001"}, {"naissance": "a\x00b"}, {"naissance": "9" * 5000}, {"specialite": "\x00"},
        {"specialite": "BACPRO-40033003"}, {"categorie": "'; DROP"}, {"forme": "²³"}, {"titres": ["/", "DIPLOME/"]},
        {"questions": ["DIPLOME", "X", ""]}, {"annee_CAP-CAP": "٢٠٢٠"}, {"annee_CAP-CAP": "-1"},
        {"dispenses_montrees": ["EG1", "\x00"], "dispenses": ["x" * 3000]}, {"pour": "\x00"},
        {"specialite": ""}, {"francais": "peut-être"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", ["resultat", "actualiser", "\x00"])
def test_odd_answers_never_break(client: Client, autres: dict[str, Any], action: str) -> None:
    client.raise_request_exception = True
    reponse = repondre(client, action=action, **autres)
    assert reponse.status_code in (302, 422)
    for adresse in (BASE, RESULTAT):
        assert client.get(adresse).status_code in (200, 302)


def test_too_many_new_sessions_from_one_address_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulateur, "NOUVELLES_PAR_HEURE", 1)
    simuler(client)
    assert repondre(Client()).status_code == 429
    simuler(client)  # who has one goes on
