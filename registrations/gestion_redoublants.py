"""The page that prepares a session from another: count first, then pre-register in the background."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.staff_lots import pour_responsables
from cyclades.staff_site import staff_site
from sessions_cfg import queries as catalogue
from sessions_cfg.models import Session, Specialite

from .forms.redoublants import RedoublantsForm
from .gestion import personne
from .gestion_lots import FICHE
from .models import LotPreinscription
from .services import lots
from .services.lots_redoublants import Prevision, prevoir, verifier


@pour_responsables("GET", "POST")
def preparer(request: HttpRequest) -> HttpResponse:
    """« Compter » writes nothing; « Préinscrire » launches those counted now."""
    if request.method == "GET":
        return _page(request, _formulaire(request))
    form = _formulaire(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    selection = form.selection()
    try:
        if request.POST.get("action") != "preinscrire":
            verifier(selection)
            return _page(request, form, prevoir(selection))
        lot = lots.lancer_redoublants(selection=selection, par=personne(request), cle=form.cleaned_data["cle"])
    except Refus as refus:
        form.refuser(refus)
        return _page(request, form, status=422)
    messages.success(request, f"{lot.total} candidat(s) confié(s) au service de préinscription.")
    return redirect(FICHE, lot.pk)


def _formulaire(request: HttpRequest, donnees: Any = None) -> RedoublantsForm:
    """The choices within the académies of the person, for the exams that allow it."""
    services = catalogue.services_proposes(clock.maintenant()).filter(
        academie__in=staff_site.academies(request.user), session__examen__redoublants=True
    )
    sources = Session.objects.filter(examen__redoublants=True).select_related("examen").order_by("examen", "-mois")
    specialites = Specialite.objects.filter(examen__redoublants=True, retiree=False).order_by("examen", "libelle")
    return RedoublantsForm(donnees, sources=sources, services=services, specialites=specialites)


def _page(
    request: HttpRequest, form: RedoublantsForm, prevision: Prevision | None = None, *, status: int = 200
) -> HttpResponse:
    contexte = {
        **staff_site.each_context(request),
        "title": "Préparer une session à partir d'une autre",
        "opts": LotPreinscription._meta,
        "form": form,
        "p": prevision,
        "examens": sorted({s.session.examen.libelle for s in form.services.values()}),
    }
    return render(request, "admin/registrations/lotpreinscription/preparer.html", contexte, status=status)
