"""`{% load situation %}`: the line that every page of a candidature shows; other apps know it by this name only."""

from typing import Any

from django import template

from cyclades.portail.etats import Suite, suite_de, suite_du_brouillon
from registrations.models import Brouillon, Candidature

register = template.Library()


@register.inclusion_tag("portail/_situation.html", takes_context=True)
def situation_de(context: dict[str, Any], candidature: object, brouillon: object) -> Any:
    """Where the candidature stands, or the draft when there is none; nothing when there is neither. 0 to 2 queries."""
    # A page may call something else « candidature ».
    if isinstance(candidature, Candidature):
        return _contexte(context, suite_de(candidature))
    return _contexte(context, suite_du_brouillon(brouillon)) if isinstance(brouillon, Brouillon) else {"suite": None}


@register.inclusion_tag("portail/_situation.html", takes_context=True)
def situation(context: dict[str, Any], suite: Suite) -> Any:
    """The same, from a suite already read."""
    return _contexte(context, suite)


@register.inclusion_tag("portail/_situation.html", takes_context=True)
def situation_de_carte(context: dict[str, Any], suite: Suite) -> Any:
    """The same on a card of « Mes inscriptions », among others: without the steps."""
    return {**_contexte(context, suite), "carte": True}


def _contexte(context: dict[str, Any], suite: Suite) -> dict[str, Any]:
    requete = context.get("request")
    # A link to the page that one reads, or to another tab of the draft that one fills in, helps nobody.
    ici = requete.path if requete is not None else ""
    dossier = suite.url.rsplit("/", 2)[0] if "/nouvelle/" in suite.url else suite.url
    return {"suite": suite, "s": suite.situation, "url": "" if suite.url and ici.startswith(dossier) else suite.url}
