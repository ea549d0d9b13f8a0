"""The link of the mail: a page with one button. Mail scanners follow links; the button activates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.jetons import JetonInvalide, lire_jeton_activation
from accounts.services import activation
from accounts.services.activation import Issue

from .communs import EN_ATTENTE


@require_http_methods(["GET", "HEAD", "POST"])
def activer(request: HttpRequest, jeton: str) -> HttpResponse:
    """GET never changes anything; POST activates, once."""
    try:
        compte_id, cree_le = lire_jeton_activation(jeton)
    except JetonInvalide:
        return render(request, "accounts/activation_impossible.html", {"lien_abime": True}, status=404)
    if request.method == "POST":
        issue: Issue | None = activation.activer(compte_id=compte_id, cree_le=cree_le)
    else:
        issue = activation.etat(compte_id=compte_id, cree_le=cree_le)
    if issue is None:
        return render(request, "accounts/activer.html")
    if issue is Issue.PERIME:
        return render(request, "accounts/activation_impossible.html", {"lien_abime": False}, status=410)
    if issue is Issue.ACTIVE:
        request.session.pop(EN_ATTENTE, None)
    return render(request, "accounts/active.html", {"deja": issue is Issue.DEJA_ACTIF})
