"""Requests of rectification made through the pages, for tests."""

import re
from typing import Any

from django.test import Client

from registrations.models import Candidature, Rectification, Version

CLOS = "2021-12-15T10:00+01:00"
EXPLICATION = "Je me suis trompé en m'inscrivant."


def vu(page: Any) -> str:
    """The version that a page was drawn from."""
    trouve = re.search(r'name="vu"[^>]*value="([0-9]+)"', page.content.decode())
    assert trouve, page.content.decode()[:500]
    return trouve[1]


def adresse(candidature: Candidature, point: str) -> str:
    return f"/justificatifs/{candidature.numeros}/rectifications/{point}/"


def demander(client: Client, candidature: Candidature, point: str, **saisie: Any) -> Any:
    """Open the page of a point, type, send."""
    page = client.get(adresse(candidature, point))
    assert page.status_code == 200, page.headers.get("Location")
    return client.post(adresse(candidature, point), {"vu": vu(page), "explication": EXPLICATION, **saisie})


def derniere(candidature: Candidature) -> Rectification:
    return Rectification.objects.filter(candidature=candidature).order_by("-pk")[0]


def version(candidature: Candidature) -> Version:
    return Version.objects.filter(candidature=candidature).order_by("-numero")[0]


def vu_texte(page: Any) -> str:
    """What a page of staff carries to know whether it is still right."""
    trouve = re.search(r'name="vu"[^>]*value="([0-9a-f]+)"', page.content.decode())
    assert trouve, page.content.decode()[:500]
    return trouve[1]
