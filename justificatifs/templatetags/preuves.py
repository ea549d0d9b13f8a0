"""`{% load preuves %}`: the proof of a request, for pages of `registrations`, which knows no file."""

from typing import Any

from django import template
from django.urls import reverse

from justificatifs.models import Preuve
from justificatifs.permissions import peut_etre_remis
from registrations.models import Rectification

register = template.Library()


@register.inclusion_tag("justificatifs/_preuve.html")
def preuve_jointe(demande: Rectification, *, personnel: bool = False) -> dict[str, Any]:
    """The name of the proof joined; for staff its link too, once the antivirus lets it go. One query."""
    preuve = Preuve.objects.filter(rectification=demande).first()
    remise = preuve is not None and personnel and peut_etre_remis(preuve)
    url = reverse("gestion:justificatifs_preuve_fichier", args=[preuve.pk]) if preuve is not None and remise else ""
    return {"preuve": preuve, "url": url, "personnel": personnel}
