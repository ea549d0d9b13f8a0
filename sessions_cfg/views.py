"""Public pages of the calendars."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cyclades.common import clock
from sessions_cfg import queries
from sessions_cfg.forms import OuvertureForm
from sessions_cfg.rendering import periode_affichee

ORDRE = {"ouvert": 0, "a_venir": 1, "ferme": 2}


@require_safe
def ouverture(request: HttpRequest) -> HttpResponse:
    """« Ouverture des services »: the Grand Public periods of a domaine, session and académie."""
    instant = clock.maintenant()
    form = OuvertureForm(request.GET or None)
    choix = form.cleaned_data if form.is_valid() else {}
    periodes = [] if form.is_bound and not choix else queries.services_filtres(**choix)
    affichees = sorted((periode_affichee(s, instant) for s in periodes), key=lambda p: ORDRE[p.etat])
    return render(request, "sessions_cfg/ouverture.html", {"form": form, "periodes": affichees})
