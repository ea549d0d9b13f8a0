"""Communes proposed while one types (htmx); without JavaScript the name is resolved by the server."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.forms.etat_civil import AUTRE
from cyclades.common.forms import nettoyer
from sessions_cfg.queries import chercher_communes


@require_safe
def proposer(request: HttpRequest) -> HttpResponse:
    """The list of communes for `departement_naissance` and `commune_naissance`, or why there is none."""
    try:
        departement = nettoyer(request.GET.get("departement_naissance", ""))[:5]
        debut = nettoyer(request.GET.get("commune_naissance", ""))[:120]
    except ValidationError:
        departement = debut = ""
    communes = chercher_communes(departement, debut)
    return render(request, "accounts/_communes.html", {"communes": communes, "phrase": _phrase(departement, debut)})


def _phrase(departement: str, debut: str) -> str:
    """What is said when no commune is proposed; nothing while too little is typed."""
    if not departement:
        return "Choisissez d'abord le département, DOM ou COM de naissance."
    if departement == AUTRE or len(debut) < 3:
        return ""
    return "Aucune commune de ce nom dans ce département. Vérifiez le département, ou écrivez le nom en entier."
