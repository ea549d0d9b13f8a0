"""« Mes documents »."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cyclades.common import clock, storage
from registrations.permissions import candidature_de

from . import queries
from .agenda import icalendrier
from .attente import palier
from .enums import Kind
from .services import consultation

journal = logging.getLogger(__name__)

Numeros = tuple[str, int]
VUES = {"liste": "documents/_liste.html", "onglet": "documents/_confirmation.html"}


@login_required
@require_safe
def liste(request: HttpRequest, numeros: Numeros) -> HttpResponse:
    """The latest version of each document published for a candidature."""
    candidature = candidature_de(request.user.pk, numeros)
    instant = clock.maintenant()
    versions = queries.dernieres_versions(candidature.pk, instant)
    return render(
        request,
        "documents/liste.html",
        {
            "candidature": candidature,
            "versions": versions,
            "palier": palier(versions, instant),
            "liens": [
                ("Mes inscriptions", reverse("portail:inscriptions")),
                ("Mes activités", reverse("portail:activites", args=[candidature.numeros])),
            ],
        },
    )


@login_required
@require_safe
def etat(request: HttpRequest, numeros: Numeros) -> HttpResponse:
    """The fragment that waits for a document: 204 while nothing has changed for who asks."""
    candidature = candidature_de(request.user.pk, numeros)
    instant = clock.maintenant()
    versions = queries.dernieres_versions(candidature.pk, instant)
    attendu = palier(versions, instant)
    if attendu and request.GET.get("palier") == attendu.nom:
        return HttpResponse(status=204)
    gabarit = VUES.get(request.GET.get("vue", ""), VUES["liste"])
    return render(request, gabarit, {"candidature": candidature, "versions": versions, "palier": attendu})


@login_required
@require_safe
def agenda(request: HttpRequest, numeros: Numeros, document: int) -> HttpResponse:
    """The épreuves of a published convocation, to be added to an agenda."""
    candidature = candidature_de(request.user.pk, numeros)
    version = queries.derniere_version(candidature.pk, Kind.CONVOCATION, clock.maintenant(), document_id=document)
    if version is None:
        return render(request, "404.html", status=404)
    octets = icalendrier(version.contexte, cle=f"convocation-{version.document_id}", revision=version.numero)
    nom = version.nom_fichier.removesuffix(".pdf")
    return HttpResponse(
        octets,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nom}.ics"', "Cache-Control": "private, no-store"},
    )


@login_required
@require_safe
def telecharger(request: HttpRequest, numeros: Numeros, kind: str, document: int | None = None) -> HttpResponseBase:
    """The PDF of the latest version, its bytes verified first (I-10); the first time is « lu le »."""
    candidature = candidature_de(request.user.pk, numeros)
    instant = clock.maintenant()
    version = queries.derniere_version(candidature.pk, kind, instant, document_id=document)
    if version is None:
        return render(request, "404.html", status=404)
    if not version.est_produite:
        messages.info(request, "Ce document est en préparation : il sera disponible ici dans un instant.")
        return redirect("documents:liste", numeros)
    try:
        reponse = storage.reponse_fichier(
            version.fichier,
            nom_affiche=version.nom_fichier,
            type_mime="application/pdf",
            inline=True,
            sha256=version.sha256,
        )
    except storage.FichierIndisponible as erreur:
        journal.error("document %s refusé : %s", version.pk, type(erreur).__name__)
        return render(request, "documents/indisponible.html", {"candidature": candidature}, status=500)
    if request.method == "GET":
        consultation.noter_lecture(version=version, instant=instant)
    return reponse
