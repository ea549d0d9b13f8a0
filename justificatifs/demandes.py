"""« Demander une rectification »: the request and its proof on one page (specification §5).

The request is `registrations`', the file this app's: the page stands here, where both may be seen.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cyclades.common.errors import Refus
from cyclades.common.forms import FichiersField
from registrations import queries
from registrations.forms.rectification import DemandeForm
from registrations.models import Candidature, Version
from registrations.rectifiables import PAR_CLE, Rectifiable
from registrations.services.brouillons import saisie_conservable
from registrations.views.base import candidat_requis, la_sienne, valeurs_postees
from registrations.views.pages import titre_du_service
from registrations.views.rectifications import peut_demander, points_offerts
from registrations.wizard import tabs
from registrations.wizard.relecture import relire

from .scanning import ACCEPT, FORMATS
from .services.preuves import demander_avec_preuve

AIDE = (
    f"Facultatif, mais le service peut refuser ce que rien ne prouve. 5 Mo au plus ; formats recommandés : {FORMATS}. "
    "Plusieurs photos sont réunies en un seul PDF."
)


class DemandeAvecPreuveForm(DemandeForm):
    """The request, and the file that proves it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aide = f"{self.point.aide} {AIDE}".strip()
        self.fields["fichier"] = FichiersField(label="Justificatif", required=False, accept=ACCEPT, help_text=aide)


@candidat_requis
@require_http_methods(["GET", "POST"])
def demander(request: HttpRequest, numeros: tuple[str, int], point: str) -> HttpResponse:
    """What is wanted of one point, why, and the proof."""
    candidature = la_sienne(request, numeros)
    choisi, version = PAR_CLE.get(point), queries.derniere_version(candidature)
    if choisi is None:
        raise Http404
    if version is None or not peut_demander(candidature) or choisi not in points_offerts(candidature):
        return redirect("registrations:rectifications", numeros)
    if request.method == "GET":
        return _page(request, candidature, _formulaire(candidature, version, choisi))
    form = _formulaire(candidature, version, choisi, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, candidature, form, status=422)
    try:
        demander_avec_preuve(
            candidature_id=candidature.pk,
            vu=_numero(form.cleaned_data["vu"]),
            point=choisi,
            valeurs=form.valeurs(saisie_conservable(valeurs_postees(request))),
            changements=form.changements(),
            explication=form.cleaned_data["explication"],
            fichiers=form.cleaned_data["fichier"],
        )
    except Refus as refus:
        form.refuser(refus)
        return _page(request, candidature, form, status=409 if refus.code == "CY009" else 422)
    messages.success(request, "Votre demande est transmise au service gestionnaire. Il vous répondra par mail.")
    return redirect("registrations:rectifications", numeros)


def _formulaire(candidature: Candidature, version: Version, point: Rectifiable, *donnees: Any) -> DemandeAvecPreuveForm:
    parcours = relire(candidature, version.saisie)
    onglet = parcours.vierge(tabs.PAR_CLE[point.onglet]) if point.onglet else None
    return DemandeAvecPreuveForm(*donnees, point=point, onglet=onglet, initial={"vu": str(version.numero)})


def _numero(texte: str) -> int:
    """The version that was on the page; anything else is none."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 6 else -1


def _page(
    request: HttpRequest, candidature: Candidature, form: DemandeAvecPreuveForm, *, status: int = 200
) -> HttpResponse:
    contexte = {
        "candidature": candidature,
        "service": candidature.service,
        "titre_service": titre_du_service(candidature.service),
        "point": form.point,
        "form": form,
        "retour": reverse("registrations:rectifications", args=[candidature.numeros]),
    }
    return render(request, "justificatifs/demander.html", contexte, status=status)
