"""What is being typed, kept in the draft while it is typed: a small JSON answer to the page's script.

Nothing is judged, no tab becomes done. Answers: 200 kept; 401 signed out; 409 stale page (`perime`) or service not
open (`ferme`); 410 no draft any more; 413 too much to keep; 503 to be tried again. A refusal carries `code`, and
`phrase` for the person.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from cyclades.common.errors import SERVICE_FERME, Refus
from registrations import queries
from registrations.enums import ETATS_ACTIFS
from registrations.models import Brouillon
from registrations.services.brouillons import garder_frappe, saisie_conservable, taille
from registrations.services.erreurs import BrouillonPerime
from sessions_cfg.periodes import local

from .base import compte_de, la_sienne, onglet_ou_404, revision_postee, secondes_restantes, valeurs_postees

TAILLE_MAX = 60_000  # characters of a tab; a browser that is being closed sends 64 kB at most
SESSION = (
    "Votre session est terminée. Gardez cette page ouverte : à l'envoi, connectez-vous, votre saisie vous sera rendue."
)
PERIME = "Cette page n'est plus à jour : elle a été modifiée dans un autre onglet ou sur un autre appareil."
DISPARU = "Ce brouillon a été enregistré ou abandonné dans une autre page : ce qui est saisi ici n'est plus gardé."
ARRETEE = (
    "Cette candidature n'est plus active : ce qui est saisi ici n'est plus gardé. Contactez le service gestionnaire."
)
FERME = (
    "Le service d'inscription est fermé : votre saisie n'est plus gardée. Le brouillon déjà gardé reste consultable "
    "dans « Mes inscriptions »."
)
TROP = "Cette saisie est trop longue pour être gardée pendant la frappe : elle sera lue au clic sur « Suivant »."


def _refus(status: int, code: str, phrase: str) -> JsonResponse:
    return JsonResponse({"code": code, "phrase": phrase}, status=status)


def _repond_au_script(vue: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
    """POST by a signed-in candidate; a visitor is told in JSON: a redirection would say nothing to a script."""

    @require_POST
    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if not request.user.is_authenticated:
            return _refus(401, "session", SESSION)
        if not hasattr(request.user, "profil"):
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return gardee


@_repond_au_script
def garder_brouillon(request: HttpRequest, service: str, onglet: str) -> JsonResponse:
    """A tab of a candidature not yet saved, as it is being typed (2 queries)."""
    return _garder(request, queries.brouillon_de(compte=compte_de(request), service=service), onglet)


@_repond_au_script
def garder(request: HttpRequest, numeros: tuple[str, int], onglet: str) -> JsonResponse:
    """A tab of a change to a saved candidature, as it is being typed (3 queries, one of which brings the account)."""
    candidature = la_sienne(request, numeros)
    if candidature.etat not in ETATS_ACTIFS:
        return _refus(410, "disparu", ARRETEE)
    return _garder(request, queries.modification_de(candidature), onglet)


def _garder(request: HttpRequest, brouillon: Brouillon | None, cle: str) -> JsonResponse:
    onglet = onglet_ou_404(cle)
    if not onglet.saisie:
        raise Http404
    if brouillon is None:
        return _refus(410, "disparu", DISPARU)
    saisie = saisie_conservable(valeurs_postees(request))
    if taille(saisie) > TAILLE_MAX:
        return _refus(413, "trop", TROP)
    try:
        garder_frappe(brouillon=brouillon, revision=revision_postee(request), onglet=onglet.cle, saisie=saisie)
    except BrouillonPerime:
        return _refus(409, "perime", PERIME)
    except Refus as refus:
        if refus.code == SERVICE_FERME:
            return _refus(409, "ferme", FERME)
        return _refus(503, "occupe", refus.phrase)
    service = brouillon.service
    return JsonResponse(
        {
            "revision": brouillon.revision,
            "heure": f"{local(brouillon.modifie_le, service.fuseau):%H:%M}",
            "reste": secondes_restantes(service),
        }
    )
