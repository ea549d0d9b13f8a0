"""« Déplacer l'embargo » of a publication."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.timezone import localtime

from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.staff_site import staff_site
from registrations.gestion import personne

from . import queries_lots
from .forms import DeplacementForm
from .models import Lot
from .services import embargo

FICHE = "gestion:documents_lot_change"


def deplacer(request: HttpRequest, lot: Lot) -> HttpResponse:
    """The form shows the instant in force; over meanwhile: says so, nothing written."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if not queries_lots.peut_agir(lot, personne(request)):
        raise PermissionDenied
    if lot.publie_le is None or lot.publie_le <= clock.maintenant():
        messages.error(request, embargo.LEVE if lot.publie_le else "Cette publication n'a pas d'embargo.")
        return redirect(FICHE, lot.pk)
    fin = localtime(lot.publie_le, clock.PARIS)
    if request.method == "GET":
        return _page(request, lot, DeplacementForm(initial={"jour": f"{fin:%d/%m/%Y}", "heure": f"{fin:%H:%M}"}))
    form = DeplacementForm(request.POST)
    if not form.is_valid():
        return _page(request, lot, form, status=422)
    try:
        nombre = embargo.deplacer(
            lot_id=lot.pk,
            par=personne(request),
            publie_le=form.cleaned_data["publie_le"],
            motif=form.cleaned_data["motif"],
        )
    except Refus as refus:
        form.refuser(refus)
        return _page(request, lot, form, status=409)
    messages.success(request, f"Embargo déplacé pour {nombre} document(s) ; les mails suivent.")
    return redirect(FICHE, lot.pk)


def _page(request: HttpRequest, lot: Lot, form: DeplacementForm, *, status: int = 200) -> HttpResponse:
    contexte = {
        **staff_site.each_context(request),
        "title": "Déplacer l'embargo",
        "opts": lot._meta,
        "lot": lot,
        "form": form,
    }
    return render(request, "admin/documents/lot/embargo.html", contexte, status=status)
