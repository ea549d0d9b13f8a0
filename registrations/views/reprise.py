"""The answers of the simulator, into the tabs of the person who signed in: shown first, never over a draft unsaid."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus
from registrations import queries, simulation
from registrations.contexte import Contexte
from registrations.models import Brouillon
from registrations.services.brouillons import preremplir
from registrations.services.erreurs import BrouillonPerime, DejaInscrit
from registrations.simulation import Simulation
from registrations.wizard.parcours import Parcours
from sessions_cfg.models import ServiceInscription
from sessions_cfg.rendering import periode_affichee

from .base import candidat_requis, compte_de, est_ouvert, revision_postee
from .pages import page_deja_inscrit
from .simulateur import service_du_simulateur


@candidat_requis
@require_http_methods(["GET", "POST"])
def reprendre(request: HttpRequest) -> HttpResponse:
    """Show whose answers and what they would change; POST says what becomes of them."""
    garde, compte = simulation.lire(request), compte_de(request)
    if garde is None:
        messages.info(request, "Il n'y a plus de réponses du simulateur à reprendre.")
        return redirect("registrations:nouvelle")
    try:
        service = service_du_simulateur(garde.service)
    except Http404:
        simulation.oublier(request)
        return redirect("simulateur:choix")
    brouillon = queries.brouillon_de(compte=compte, service=service.cle)
    action = request.POST.get("action", "")
    if action == "oublier":
        return _oublier(request, service, brouillon)
    if action == "reprendre":
        return _reprendre(request, garde, service, brouillon)
    return _dessiner(request, garde, service, brouillon)


def _oublier(request: HttpRequest, service: ServiceInscription, brouillon: Brouillon | None) -> HttpResponse:
    simulation.oublier(request)
    messages.info(request, "Les réponses du simulateur sont effacées ; rien d'autre n'a changé.")
    if brouillon is None:
        return redirect("registrations:nouvelle")
    parcours = Parcours(compte=compte_de(request), brouillon=brouillon)
    return redirect(parcours.url(parcours.premier_a_faire()))


def _reprendre(
    request: HttpRequest, garde: Simulation, service: ServiceInscription, brouillon: Brouillon | None
) -> HttpResponse:
    compte = compte_de(request)
    try:
        rempli = preremplir(
            compte=compte,
            service=service,
            donnees=simulation.onglets_de(garde.reponses),
            revision=revision_postee(request),
        )
    except DejaInscrit as erreur:
        return page_deja_inscrit(request, service, erreur.candidature)
    except BrouillonPerime:
        messages.warning(request, "Votre brouillon a changé entre-temps : relisez-le avant de choisir.")
        return _dessiner(request, garde, service, queries.brouillon_de(compte=compte, service=service.cle), status=409)
    except Refus as refus:
        messages.error(request, refus.phrase)
        return _dessiner(request, garde, service, brouillon, status=409)
    simulation.oublier(request)
    messages.success(
        request, "Vos réponses sont reprises. Rien n'est enregistré : vérifiez chaque onglet, puis cliquez sur Suivant."
    )
    parcours = Parcours(compte=compte, brouillon=rempli)
    return redirect(parcours.url(parcours.premier_a_faire()))


def _dessiner(
    request: HttpRequest,
    garde: Simulation,
    service: ServiceInscription,
    brouillon: Brouillon | None,
    *,
    status: int = 200,
) -> HttpResponse:
    compte = compte_de(request)
    ici = simulation.resume(_contexte(compte, service, simulation.onglets_de(garde.reponses)))
    saisi = brouillon is not None and bool(brouillon.donnees)
    avant = dict(simulation.resume(_contexte(compte, service, brouillon.donnees))) if brouillon else {}
    naissance = simulation.naissance_de(garde.reponses)
    contexte = {
        "service": service,
        "periode": periode_affichee(service, clock.maintenant()),
        "ouvert": est_ouvert(service),
        "lignes": [(libelle, avant.get(libelle, ""), valeur) for libelle, valeur in ici],
        "paires": ici,
        "brouillon": brouillon if saisi else None,
        "revision": brouillon.revision if brouillon else 0,
        "autre_naissance": naissance is not None and naissance != compte.profil.date_naissance,
        "url_reponses": reverse("simulateur:reponses", args=[service.cle]),
    }
    return render(request, "registrations/simulateur/reprendre.html", contexte, status=status)


def _contexte(compte: User, service: ServiceInscription, donnees: dict[str, dict[str, list[str]]]) -> Contexte:
    return Contexte(compte=compte, service=service, donnees=donnees)
