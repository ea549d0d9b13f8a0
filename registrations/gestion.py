"""What staff do with a candidature from its dossier in `/gestion/`: one page per act."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from accounts.models import User
from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site

from .forms.actes import ActeForm
from .models import Candidature
from .services.actes import ACTES, VERBES, actes_possibles


def personne(request: HttpRequest) -> User:
    """The member of staff; `admin_view` has let nobody else in."""
    return cast(User, request.user)


def acte(request: HttpRequest, model_admin: AdminRestreint, pk: int, nom: str) -> HttpResponse:
    """Say what the act does and ask for its reason; POST does it. Moved meanwhile: says so, nothing written."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    candidature: Candidature = model_admin.visible(request, pk)
    if nom not in ACTES:
        raise Http404
    if ACTES[nom] not in actes_possibles(candidature=candidature, par=personne(request)):
        messages.error(request, f"« {ACTES[nom].libelle} » n'est pas possible : {candidature.get_etat_display()}.")
        return redirect("gestion:registrations_candidature_change", pk)
    if request.method == "GET":
        form = ActeForm(acte=ACTES[nom], initial={"vu": candidature.etat, "motif": ACTES[nom].motif_propose})
        model_admin.noter_acces(request, candidature)
        return _page(request, candidature, nom, form)
    form = ActeForm(request.POST, acte=ACTES[nom])
    if not form.is_valid():
        return _page(request, candidature, nom, form, status=422)
    try:
        VERBES[nom](
            candidature_id=pk,
            vu=form.cleaned_data["vu"],
            par=personne(request),
            motif=form.cleaned_data["motif"],
        )
    except Refus as refus:
        form.refuser(refus)
        return _page(request, candidature, nom, form, status=409)
    messages.success(request, f"« {ACTES[nom].libelle} » : c'est fait, le candidat en est prévenu par mail.")
    return redirect("gestion:registrations_candidature_change", pk)


def _page(
    request: HttpRequest, candidature: Candidature, nom: str, form: ActeForm, *, status: int = 200
) -> HttpResponse:
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": ACTES[nom].libelle,
        "candidature": candidature,
        "acte": ACTES[nom],
        "form": form,
    }
    return render(request, "admin/registrations/candidature/acte.html", contexte, status=status)
