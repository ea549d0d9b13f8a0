"""`{% load documents_tags %}`: what other apps' pages show of documents."""

from typing import Any

from django import template

from cyclades.common import clock
from documents import queries
from documents.attente import palier
from documents.enums import Kind
from registrations.models import Candidature

register = template.Library()


@register.inclusion_tag("documents/_confirmation.html")
def etat_confirmation(candidature: Candidature) -> dict[str, Any]:
    """The confirmation of a candidature: its link, or the waiting that becomes the link. One query."""
    instant = clock.maintenant()
    version = queries.derniere_version(candidature.pk, Kind.CONFIRMATION, instant)
    versions = [version] if version else []
    return {"candidature": candidature, "versions": versions, "palier": palier(versions, instant)}
