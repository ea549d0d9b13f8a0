"""`{% load documents_tags %}`: what other apps' pages show of documents."""

from typing import Any

from django import template
from django.template import Context

from cyclades.common import clock
from cyclades.staff_site import staff_site
from documents import queries
from documents.attente import palier
from documents.enums import PUBLIABLES, Kind
from registrations.enums import ETATS_ACTIFS
from registrations.models import Candidature

register = template.Library()


@register.inclusion_tag("documents/_confirmation.html")
def etat_confirmation(candidature: Candidature) -> dict[str, Any]:
    """The confirmation of a candidature: its link, or the waiting that becomes the link. One query."""
    instant = clock.maintenant()
    version = queries.derniere_version(candidature.pk, Kind.CONFIRMATION, instant)
    versions = [version] if version else []
    return {"candidature": candidature, "versions": versions, "palier": palier(versions, instant)}


@register.inclusion_tag("admin/documents/lot/_publier_pour.html", takes_context=True)
def publier_pour(context: Context, candidature: Candidature) -> dict[str, Any]:
    """What may be published by hand for a candidature, on its dossier in `/gestion/`; nothing to who may not."""
    permis = staff_site.est_responsable(context["user"]) and candidature.version_courante
    return {"candidature": candidature, "genres": PUBLIABLES if permis and candidature.etat in ETATS_ACTIFS else ()}
