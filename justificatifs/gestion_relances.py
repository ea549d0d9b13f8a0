"""The reminder as a candidate of a service would receive it, with the sentence that the service adds to it."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from cyclades.outbox.courriel import adresse_absolue
from cyclades.staff_site import staff_site
from registrations.contenu import FAMILLE_CONFIRMATION
from sessions_cfg.models import ServiceInscription

from .echeances import PALIERS
from .models import PieceAttendue
from .services.relances import SUJET_RELANCE, contexte_relance

NUMEROS_D_EXEMPLE = "02146028333-001"
LIBELLES = {"relance_j7": "sept jours avant", "relance_j2": "deux jours avant", "relance_jour": "le dernier jour"}


def relance(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the mail for two pieces that nobody has, two days before; and when this service sends it."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    services = ServiceInscription.objects.filter(academie__in=staff_site.academies(request.user))
    service = services.select_related("session__examen", "academie", "service_gestionnaire").filter(pk=pk).first()
    if service is None:
        raise Http404
    pieces = [
        PieceAttendue(code="CINSIG01", libelle="Confirmation d'inscription signée", famille=FAMILLE_CONFIRMATION),
        PieceAttendue(libelle="Pièce d'identité en cours de validité", information="Le document est illisible."),
    ]
    limite = service.pieces_fermeture
    contexte = contexte_relance(service, pieces, limite, limite - dt.timedelta(days=2, hours=12), toutes_ajoutees=False)
    corps = {
        "candidature": {"numeros": NUMEROS_D_EXEMPLE},
        "lien": adresse_absolue(reverse("justificatifs:liste", args=[NUMEROS_D_EXEMPLE])),
        "adresse_portail": adresse_absolue("/"),
        "sujet": SUJET_RELANCE,
    }
    envois = [LIBELLES[palier.reglage] for palier in PALIERS if getattr(service, palier.reglage)]
    page = {
        **staff_site.each_context(request),
        "title": "Aperçu de la relance",
        "service": service,
        "sujet": f"{settings.EMAIL_SUBJECT_PREFIX}{SUJET_RELANCE}",
        "corps": render_to_string("emails/pieces_relance.txt", contexte | corps),
        "envois": envois,
    }
    return render(request, "admin/justificatifs/pieceattendue/relance.html", page)
