"""Communes proposed while one types (htmx); without JavaScript the name is resolved by the server."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cyclades.common.forms import nettoyer
from sessions_cfg.queries import chercher_communes


@require_safe
def proposer(request: HttpRequest) -> HttpResponse:
    """The `<option>`s of the list of communes for `departement_naissance` and `commune_naissance`."""
    try:
        departement = nettoyer(request.GET.get("departement_naissance", ""))[:3]
        debut = nettoyer(request.GET.get("commune_naissance", ""))[:120]
    except ValidationError:
        departement = debut = ""
    return render(request, "accounts/_communes.html", {"communes": chercher_communes(departement, debut)})
