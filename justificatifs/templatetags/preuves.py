"""`{% load preuves %}`: the proof of a request, for pages of `registrations`, which knows no file."""

from typing import Any

from django import template
from django.urls import reverse

from justificatifs.models import Preuve
from justificatifs.permissions import peut_etre_remis
from registrations.models import Candidature, Rectification

register = template.Library()


@register.simple_tag
def preuves_de(candidature: Candidature) -> dict[int, Preuve]:
    """The latest proof of each of its requests that has one, by request; one query, whatever their number."""
    preuves = Preuve.objects.filter(rectification__candidature=candidature).order_by("depose_le", "pk")
    return {preuve.rectification_id: preuve for preuve in preuves}


@register.inclusion_tag("justificatifs/_preuve.html")
def preuve_jointe(demande: Rectification, preuves: dict[int, Preuve], *, personnel: bool = False) -> dict[str, Any]:
    """The name of the proof joined, if `preuves` has one; for staff its link too, once the antivirus lets it go."""
    preuve = preuves.get(demande.pk)
    remise = preuve is not None and personnel and peut_etre_remis(preuve)
    url = reverse("gestion:justificatifs_preuve_fichier", args=[preuve.pk]) if preuve is not None and remise else ""
    return {"preuve": preuve, "url": url, "personnel": personnel}
