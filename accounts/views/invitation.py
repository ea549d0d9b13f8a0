"""The link that a new member of staff receives: choose a password, once, within 48 hours."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import NouveauMotDePasseForm
from accounts.jetons import JetonInvalide, lire_jeton_invitation
from accounts.services import personnel


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """GET never changes anything: mail scanners follow links."""
    try:
        compte_id, invite_le = lire_jeton_invitation(jeton)
    except JetonInvalide:
        return _perimee(request, 404)
    compte = personnel.membre_invite(compte_id=compte_id, invite_le=invite_le)
    if compte is None:
        return _perimee(request, 410)
    form = NouveauMotDePasseForm(request.POST if request.method == "POST" else None, compte=compte)
    if request.method == "POST" and form.is_valid():
        if not personnel.choisir_premier_mot_de_passe(
            compte_id=compte_id, invite_le=invite_le, mot_de_passe=form.cleaned_data["nouveau"]
        ):
            return _perimee(request, 410)
        messages.success(request, "Votre mot de passe est enregistré. Connectez-vous avec votre adresse mail.")
        return redirect("accounts:connexion")
    return render(request, "accounts/invitation.html", {"form": form, "compte": compte})


def _perimee(request: HttpRequest, statut: int) -> HttpResponse:
    contexte = {"heures": settings.INVITATION_HEURES}
    return render(request, "accounts/invitation_perimee.html", contexte, status=statut)
