"""« Mot de passe oublié, réinitialisation du mot de passe »."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts import navigateur
from accounts.forms import NouveauMotDePasseForm, OubliForm
from accounts.services import connexion, limites
from cyclades.common.normalisation import adresse_normalisee

from .communs import adresse_ip, trop

PAR_COMPTE, PAR_IP = 5, 60


def oublie(request: HttpRequest) -> HttpResponse:
    """Ask for the mail; the answer is the same whether the account exists or not."""
    form = OubliForm(request.POST) if request.method == "POST" else OubliForm()
    if request.method != "POST":
        return render(request, "accounts/mot_de_passe_oublie.html", {"form": form})
    if not form.is_valid():
        return render(request, "accounts/mot_de_passe_oublie.html", {"form": form})
    if not limites.consommer("oubli-ip", adresse_ip(request), limite=PAR_IP):
        return trop(request)
    identifiant = form.cleaned_data["identifiant"]
    if limites.consommer("oubli", adresse_normalisee(identifiant), limite=PAR_COMPTE):
        connexion.demander_nouveau_mot_de_passe(identifiant=identifiant)
    return redirect("accounts:mot_de_passe_envoye")


@require_safe
def envoye(request: HttpRequest) -> HttpResponse:
    """The mail has left, if the account exists."""
    return render(request, "accounts/mot_de_passe_envoye.html")


@sensitive_post_parameters()
def choisir(request: HttpRequest, compte_id: int, jeton: str) -> HttpResponse:
    """The link of the mail: choose another password."""
    compte = connexion.compte_du_jeton(compte_id=compte_id, jeton=jeton)
    if compte is None:
        return render(request, "accounts/mot_de_passe_perime.html", status=410)
    form = NouveauMotDePasseForm(request.POST if request.method == "POST" else None, compte=compte)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/mot_de_passe_choisir.html", {"form": form})
    nouveau = form.cleaned_data["nouveau"]
    if connexion.choisir_mot_de_passe(compte_id=compte_id, jeton=jeton, mot_de_passe=nouveau) is None:
        return render(request, "accounts/mot_de_passe_perime.html", status=410)
    messages.success(request, "Votre mot de passe est modifié. Vous pouvez vous connecter.")
    suite = redirect("accounts:connexion")
    navigateur.reconnaitre(request, suite, compte)
    return suite
