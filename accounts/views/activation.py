"""The link of the mail: a page with one button. Mail scanners follow links; the button activates."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from accounts.jetons import JetonInvalide, LienActivation, lire_jeton_activation
from accounts.services import activation
from accounts.services.activation import Issue
from accounts.services.creation import fin_activation

from .communs import EN_ATTENTE


@require_http_methods(["GET", "HEAD", "POST"])
def activer(request: HttpRequest, jeton: str) -> HttpResponse:
    """GET never changes anything; POST activates, once."""
    reponse = _activer(request, jeton)
    # The token is in the address: what this page leads to learns its site, no more. « no-referrer » would take
    # away the Origin header too, by which the button is recognised as ours.
    reponse["Referrer-Policy"] = "strict-origin"
    return reponse


def _activer(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        lien = lire_jeton_activation(jeton)
    except JetonInvalide:
        return render(request, "accounts/activation_impossible.html", {"lien_abime": True}, status=404)
    if request.method == "POST":
        issue = activation.activer(**asdict(lien))
    else:
        compte = activation.compte_du_lien(**asdict(lien))
        if compte is not None and compte.active_le is None:
            contexte = {"limite": localtime(fin_activation(compte)), "connecte": request.user.is_authenticated}
            return render(request, "accounts/activer.html", contexte)
        issue = Issue.PERIME if compte is None else Issue.DEJA_ACTIF
    if issue is Issue.PERIME:
        contexte = {"lien_abime": False, "heures": settings.ACTIVATION_HEURES}
        return render(request, "accounts/activation_impossible.html", contexte, status=410)
    return _active(request, lien, deja=issue is Issue.DEJA_ACTIF)


def _active(request: HttpRequest, lien: LienActivation, *, deja: bool) -> HttpResponse:
    """The account is active; `soi`: its own person is signed in, `autre`: somebody else is."""
    if request.session.get(EN_ATTENTE) == lien.compte_id:
        del request.session[EN_ATTENTE]
    connecte = request.user.is_authenticated
    soi = connecte and request.user.pk == lien.compte_id
    return render(request, "accounts/active.html", {"deja": deja, "soi": soi, "autre": connecte and not soi})
