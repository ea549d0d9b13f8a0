"""« Créer mon compte »."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import CreationForm
from accounts.services import limites
from accounts.services.creation import AdressePrise, creer_compte

from .communs import EN_ATTENTE, adresse_ip, trop

EXISTE_DEJA = "Cette adresse mail existe déjà dans l'application Cyclades"


@sensitive_post_parameters()
def creer(request: HttpRequest) -> HttpResponse:
    """The form; a known address is told with both explanations, and so many times an hour only."""
    if request.user.is_authenticated:
        return redirect("portail:inscriptions")
    if request.method != "POST":
        return render(request, "accounts/creer.html", {"form": CreationForm()})
    form = CreationForm(request.POST)
    contexte: dict[str, object] = {"form": form}
    if form.is_valid():
        ip = adresse_ip(request)
        if limites.atteinte("adresse-prise", ip, limite=settings.LIMITE_ADRESSES_PRISES) or not limites.consommer(
            "creation", ip, limite=settings.LIMITE_CREATIONS
        ):
            return trop(request)
        try:
            compte = creer_compte(
                adresse=form.cleaned_data["adresse_mail"],
                mot_de_passe=form.cleaned_data["mot_de_passe"],
                etat_civil=form.etat_civil(),
            )
        except AdressePrise:
            limites.consommer("adresse-prise", ip, limite=settings.LIMITE_ADRESSES_PRISES)
            form.add_error("adresse_mail", EXISTE_DEJA)
            contexte["existe_deja"] = EXISTE_DEJA
        else:
            request.session[EN_ATTENTE] = compte.pk
            return redirect("accounts:creer_envoye")
    return render(request, "accounts/creer.html", contexte)
