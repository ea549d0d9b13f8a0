"""A request of rectification before a gestionnaire: what is asked, what is recorded, what accepting would write."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site

from . import queries
from .contenu import Difference
from .enums import ETATS_ACTIFS
from .forms.rectification import ReponseForm
from .gestion import personne
from .models import Rectification
from .rectifiables import ETAT_CIVIL
from .services.differences import differences
from .services.rectifications import accepter, proposer, refuser
from .wizard.relecture import comprendre

PAGE = "gestion:registrations_rectification_change"


def fiche(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    """The request beside the version in force, and what accepting it would change, or why the rules refuse."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    demande = _demande(request, model_admin, pk)
    model_admin.noter_acces(request, demande)
    vu = str(demande.candidature.version_courante)
    return _page(request, demande, ReponseForm(initial={"vu": vu}))


def repondre(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    """Accept or refuse, as the button pressed says; answered meanwhile, says so and writes nothing (I-18)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    demande = _demande(request, model_admin, pk)
    form = ReponseForm(request.POST)
    if not form.is_valid():
        return _page(request, demande, form, status=422)
    try:
        phrase = _appliquer(request, demande, form)
    except Refus as refus:
        form.refuser(refus)
        fraiche = _demande(request, model_admin, pk)
        return _page(request, fraiche, form, status=409 if refus.code == "CY009" else 422)
    messages.success(request, phrase)
    return redirect(PAGE, pk)


def _appliquer(request: HttpRequest, demande: Rectification, form: ReponseForm) -> str:
    reponse, decision = form.cleaned_data["reponse"], request.POST.get("decision", "")
    if decision == "accepter":
        accepter(
            demande_id=demande.pk,
            vu=_numero(form.cleaned_data["vu"]),
            par=personne(request),
            reponse=reponse,
            comprendre=comprendre,
        )
        return "Demande acceptée : la nouvelle version est enregistrée, le candidat en est prévenu par mail."
    if decision == "refuser":
        refuser(demande_id=demande.pk, par=personne(request), motif=reponse)
        return "Demande refusée : le candidat en lit le motif par mail."
    raise Refus("Choisissez « Accepter » ou « Refuser ».", code="decision")


def _numero(texte: str) -> int:
    """The version that was on the page; anything else is none."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 6 else -1


def _demande(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> Rectification:
    demande: Rectification = model_admin.visible(
        request,
        pk,
        "candidature__compte__profil__departement_naissance",
        "candidature__specialite",
        "candidature__service__session__examen",
        "candidature__service__academie",
        "candidature__service__service_gestionnaire",
        "candidature__bureau_suivi",
        "version",
    )
    return demande


def _effet(demande: Rectification) -> tuple[list[Difference], str]:
    """What accepting would change beyond what is asked, or what stands against it."""
    candidature = demande.candidature
    version = queries.derniere_version(candidature)
    if version is None or candidature.etat not in ETATS_ACTIFS:
        return [], "Cette candidature n'est plus active : rien ne peut y être changé."
    try:
        suite = proposer(candidature=candidature, version=version, demande=demande, comprendre=comprendre)
    except Refus as refus:
        return [], refus.phrase
    return differences(version.contenu, suite.contenu), ""


def _page(request: HttpRequest, demande: Rectification, form: ReponseForm, *, status: int = 200) -> HttpResponse:
    version = queries.derniere_version(demande.candidature)
    effet, obstacle = _effet(demande) if demande.ouverte else ([], "")
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": f"Rectification : {demande.libelle}",
        "opts": Rectification._meta,
        "demande": demande,
        "candidature": demande.candidature,
        "service": demande.candidature.service,
        "contenu": version.contenu if version else None,
        "etat_civil": demande.champ == ETAT_CIVIL.cle,
        "effet": effet,
        "obstacle": obstacle,
        "form": form,
    }
    return render(request, "admin/registrations/rectification/fiche.html", contexte, status=status)
