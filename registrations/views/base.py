"""What the pages of a candidate share."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.views.communs import connexion_requise
from cyclades.common import clock
from registrations.models import Candidature
from registrations.permissions import candidature_de
from registrations.wizard.tabs import PAR_CLE, Onglet
from sessions_cfg.models import ServiceInscription

Vue = Callable[..., HttpResponseBase]
MINUTES_ANNONCEES = 10
RESERVES = frozenset({"csrfmiddlewaretoken", "action", "revision", "cle_formulaire"})


def candidat_requis(vue: Vue) -> Vue:
    """Signed in, and with a civil status: staff have no candidature of their own."""

    @connexion_requise
    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not hasattr(request.user, "profil"):
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return gardee


def compte_de(request: HttpRequest) -> User:
    """The signed-in candidate; behind `candidat_requis`."""
    assert isinstance(request.user, User)  # noqa: S101  connexion_requise stands before
    return request.user


def la_sienne(request: HttpRequest, numeros: tuple[str, int]) -> Candidature:
    """The candidature of these numbers, if it is this person's; else 404."""
    candidature = candidature_de(request.user.pk, numeros)
    candidature.compte = compte_de(request)
    return candidature


def onglet_ou_404(cle: str) -> Onglet:
    onglet = PAR_CLE.get(cle)
    if onglet is None:
        raise Http404
    return onglet


def secondes_restantes(service: ServiceInscription) -> int:
    """Whole seconds before closing, by the portal's clock; 0 once closed."""
    return max(0, int((service.fermeture - clock.maintenant()).total_seconds()))


def minutes_restantes(service: ServiceInscription) -> int | None:
    """Minutes before closing, the one begun included, from ten minutes before; None earlier or once closed."""
    secondes = (service.fermeture - clock.maintenant()).total_seconds()
    return math.ceil(secondes / 60) if 0 < secondes <= MINUTES_ANNONCEES * 60 else None


def est_ouvert(service: ServiceInscription) -> bool:
    """What the page shows; the database decides again when it writes."""
    return service.est_ouvert(clock.maintenant())


def valeurs_postees(request: HttpRequest) -> dict[str, list[str]]:
    """What is typed in the form of a tab: every field but those of the page itself."""
    return {nom: [str(v) for v in liste] for nom, liste in request.POST.lists() if nom not in RESERVES}


def revision_postee(request: HttpRequest) -> int:
    """The revision of the draft that the page was drawn from; an odd value agrees with none."""
    texte = request.POST.get("revision", "")
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 10 else -1


def est_clos(service: ServiceInscription) -> bool:
    """Is the closing passed, as the page shows it? The database decides again when it writes."""
    return clock.maintenant() >= service.fermeture
