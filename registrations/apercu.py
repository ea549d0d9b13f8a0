"""« Voir comme un candidat »: what a service would say and ask of somebody imagined, at a date. Nothing is written."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from cyclades.common import clock
from cyclades.staff_site import staff_site
from sessions_cfg import queries as catalogue
from sessions_cfg.models import ServiceInscription
from sessions_cfg.publie import Catalogue
from sessions_cfg.rendering import phrase_inscriptions
from sessions_cfg.services.publication import contenu_des_tables
from sessions_cfg.snapshot import Snapshot

from .forms.apercu import ECRIT, PUBLIE, ApercuForm
from .rules.engine import evaluate


def apercu(request: HttpRequest) -> HttpResponse:
    """The choices, then what follows from them; by GET, so that the page can be shown to a colleague."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    services = list(
        ServiceInscription.objects.filter(academie__in=staff_site.academies(request.user))
        .select_related("session__examen", "academie", "service_gestionnaire")
        .order_by("-session__mois", "academie__libelle", "pk")
    )
    soumis = "service" in request.GET
    initial = {"jour": clock.aujourd_hui(), "catalogue": PUBLIE, "nationalite": "FRA", "naissance": dt.date(2000, 1, 1)}
    form = ApercuForm(request.GET, services=services) if soumis else ApercuForm(initial=initial, services=services)
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": "Voir comme un candidat",
        "form": form,
    }
    if soumis and form.is_valid():
        contexte |= _resultat(form)
    return render(request, "admin/registrations/candidature/apercu.html", contexte, status=422 if form.errors else 200)


def _resultat(form: ApercuForm) -> dict[str, Any]:
    service = form.services[form.cleaned_data["service"]]
    midi = dt.datetime.combine(form.jour_choisi, dt.time(12), ZoneInfo(service.fuseau))
    snapshot = _snapshot(
        service, form.cleaned_data["specialite"] or None, ecrit=form.cleaned_data["catalogue"] == ECRIT
    )
    decision = evaluate(form.profil(), snapshot, today=form.jour_choisi)
    return {
        "service": service,
        "etat": service.etat(midi).label,
        "phrase": phrase_inscriptions(service, service.etat(midi)),
        "decision": decision,
        "specialite": snapshot.specialite,
        "questions": [
            (q.libelle, [t for t in decision.titres if t.question == q.code]) for q in snapshot.questions_acquis
        ],
    }


def _snapshot(service: ServiceInscription, specialite: str | None, *, ecrit: bool) -> Snapshot:
    if not ecrit:
        return catalogue.snapshot(specialite, service)
    session = service.session
    return Catalogue(0, contenu_des_tables()).snapshot(
        specialite,
        examen=session.examen_id,
        session=session.libelle,
        mois=session.mois,
        academie=service.academie_id,
        public=service.public,
    )
