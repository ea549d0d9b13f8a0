"""Public pages of the calendars."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cyclades.common import clock
from sessions_cfg import calendrier, queries
from sessions_cfg.forms import OuvertureForm
from sessions_cfg.models import ServiceInscription
from sessions_cfg.rendering import periode_affichee

ORDRE = {"ouvert": 0, "a_venir": 1, "ferme": 2}


@require_safe
def ouverture(request: HttpRequest) -> HttpResponse:
    """« Ouverture des services »: the Grand Public periods of a domaine, session and académie."""
    instant = clock.maintenant()
    form = OuvertureForm(request.GET or None)
    choix = form.cleaned_data if form.is_valid() else {}
    periodes = [] if form.is_bound and not choix else list(queries.services_filtres(**choix))
    gerante = _gerante(choix.get("academie", ""), periodes)
    affichees = sorted((periode_affichee(s, instant) for s in periodes), key=lambda p: ORDRE[p.etat])
    return render(request, "sessions_cfg/ouverture.html", {"form": form, "periodes": affichees, "gerante": gerante})


def _gerante(academie: str, periodes: Iterable[ServiceInscription]) -> str:
    """« Service interacadémique… » when it runs the exams of the chosen académie (its code); else ""."""
    ailleurs = (s.academie.nom_officiel for s in periodes if academie and s.academie_id != academie)
    return next(ailleurs, "")


@require_safe
def service(request: HttpRequest, service: str) -> HttpResponse:
    """One service: its period, its state, and the calendar of its session."""
    choisi, instant = _service(service), clock.maintenant()
    contexte = {
        "p": periode_affichee(choisi, instant),
        "service": choisi,
        "etapes": calendrier.etapes(choisi, queries.etapes_de(choisi), instant),
    }
    return render(request, "sessions_cfg/service.html", contexte)


@require_safe
def icalendrier(request: HttpRequest, service: str) -> HttpResponse:
    """The same calendar for an agenda, which may subscribe to it."""
    choisi, instant = _service(service), clock.maintenant()
    octets = calendrier.icalendrier(
        choisi,
        calendrier.etapes(choisi, queries.etapes_de(choisi), instant),
        adresse=f"{settings.ADRESSE_PUBLIQUE.rstrip('/')}{reverse('sessions_cfg:service', args=[choisi.cle])}",
        instant=instant,
    )
    return HttpResponse(
        octets,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{choisi.cle}.ics"'},
    )


def _service(cle: str) -> ServiceInscription:
    """A service of the Grand Public, its session not put away; else 404."""
    choisi = queries.services_grand_public().filter(cle=cle).first()
    if choisi is None:
        raise Http404
    return choisi
