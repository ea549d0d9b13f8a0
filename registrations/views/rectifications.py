"""« Demander une rectification »: what may be asked, what was asked and answered. Asking is in `justificatifs`."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cyclades.common.errors import Refus
from registrations import queries
from registrations.enums import ETATS_ACTIFS
from registrations.models import Candidature, Rectification
from registrations.rectifiables import RECTIFIABLES, Rectifiable
from registrations.services.rectifications import retirer
from registrations.wizard.relecture import relire
from registrations.wizard.tabs import PAR_CLE, RECAPITULATIF

from .base import candidat_requis, est_clos, la_sienne
from .pages import titre_du_service


def peut_demander(candidature: Candidature) -> bool:
    """May a rectification be asked now? The database decides again when it writes."""
    return bool(candidature.version_courante) and candidature.etat in ETATS_ACTIFS and est_clos(candidature.service)


def points_offerts(candidature: Candidature) -> list[Rectifiable]:
    """What this candidature has to rectify: points whose fields its tabs show."""
    version = queries.derniere_version(candidature)
    if version is None:
        return []
    parcours = relire(candidature, version.saisie)
    champs: dict[str, list[str]] = {"": []}
    for point in RECTIFIABLES:
        if point.onglet not in champs:
            form = parcours.vierge(PAR_CLE[point.onglet])
            champs[point.onglet] = [nom for nom, champ in form.fields.items() if not champ.disabled]
    return [p for p in RECTIFIABLES if not p.onglet or p.retient(champs[p.onglet])]


@candidat_requis
@require_GET
def rectifications(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """The points that may be asked, each with its open request if any, and the answers."""
    candidature = la_sienne(request, numeros)
    demandes = queries.rectifications_de(candidature)
    possible = peut_demander(candidature)
    if not possible and not demandes:
        return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)
    ouverts = {d.champ for d in demandes if d.ouverte}
    contexte = {
        "candidature": candidature,
        "service": candidature.service,
        "titre_service": titre_du_service(candidature.service),
        "points": [p for p in points_offerts(candidature) if p.cle not in ouverts] if possible else [],
        "demandes": demandes,
    }
    return render(request, "registrations/rectifications.html", contexte)


@candidat_requis
@require_POST
def retirer_demande(request: HttpRequest, numeros: tuple[str, int], pk: int) -> HttpResponse:
    """The candidate gives a request up."""
    candidature = la_sienne(request, numeros)
    if not Rectification.objects.filter(candidature=candidature, pk=pk).exists():
        raise Http404
    try:
        retirer(demande_id=pk)
    except Refus as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, "Votre demande est retirée.")
    return redirect("registrations:rectifications", numeros)
