"""« Corriger l'état civil »: a traced act of staff, on an account that a candidature has locked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from accounts.models import CandidateProfile, CorrectionIdentite
from accounts.services.profil import empreinte
from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site

from .enums import EtatRectification
from .forms.rectification import CorrectionIdentiteForm
from .gestion import personne
from .models import Candidature, Rectification
from .rectifiables import ETAT_CIVIL
from .services.identite import corriger_identite, peut_corriger
from .wizard.relecture import comprendre

DOSSIER = "gestion:registrations_candidature_change"


def identite(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    """The civil status as recorded; POST corrects it. `?demande=` names the request that it answers."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    candidature: Candidature = model_admin.visible(request, pk)
    profil = candidature.compte.profil
    if profil.identite_verrouillee_le is None:
        messages.info(request, "Aucune inscription n'est enregistrée : la personne corrige elle-même son compte.")
        return redirect(DOSSIER, pk)
    demande = _demande(request, candidature)
    if request.method == "GET":
        model_admin.noter_acces(request, candidature)
        return _page(request, candidature, _vierge(profil), demande)
    form = CorrectionIdentiteForm(request.POST, profil=profil)
    if not form.is_valid():
        return _page(request, candidature, form, demande, status=422)
    try:
        versions = corriger_identite(
            candidature_id=pk,
            vu=form.cleaned_data["vu"],
            etat_civil=form.etat_civil(),
            par=personne(request),
            motif=form.cleaned_data["motif"],
            preuve=form.cleaned_data["preuve"],
            comprendre=comprendre,
            demande_id=demande.pk if demande else None,
        )
    except Refus as refus:
        form.refuser(refus)
        return _page(request, candidature, form, demande, status=409 if refus.code == "CY009" else 422)
    nombre = len(versions)
    suite = f"{nombre} nouvelle{'s' if nombre > 1 else ''} version{'s' if nombre > 1 else ''} d'inscription"
    messages.success(request, f"État civil corrigé ({suite}) : la personne en est prévenue par mail.")
    return redirect(DOSSIER, pk)


def _vierge(profil: CandidateProfile) -> CorrectionIdentiteForm:
    return CorrectionIdentiteForm(profil=profil, initial={"vu": empreinte(profil)})


def _demande(request: HttpRequest, candidature: Candidature) -> Rectification | None:
    """The open request of this candidature that the address names; a wrong number names none."""
    texte = request.GET.get("demande", "")
    if not (texte.isascii() and texte.isdigit() and len(texte) < 12):
        return None
    return Rectification.objects.filter(
        pk=int(texte), candidature=candidature, champ=ETAT_CIVIL.cle, etat=EtatRectification.DEMANDEE
    ).first()


def _page(
    request: HttpRequest,
    candidature: Candidature,
    form: CorrectionIdentiteForm,
    demande: Rectification | None,
    *,
    status: int = 200,
) -> HttpResponse:
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": "Corriger l'état civil",
        "candidature": candidature,
        "demande": demande,
        "possible": peut_corriger(compte=candidature.compte, par=personne(request)),
        "corrections": CorrectionIdentite.objects.filter(compte=candidature.compte_id),
        "form": form,
    }
    return render(request, "admin/registrations/candidature/identite.html", contexte, status=status)
