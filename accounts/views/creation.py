"""« Créer mon compte », then « Confirmation de réception de mail »."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import CreationForm
from accounts.models import User
from accounts.rules import adresse_suggeree
from accounts.services import activation, limites
from accounts.services.creation import AdressePrise, creer_compte

from .communs import EN_ATTENTE, adresse_ip, trop

EXISTE_DEJA = "Cette adresse mail existe déjà dans l'application Cyclades"
RENVOIS_PAR_HEURE = 5


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


def _en_attente(request: HttpRequest) -> User | None:
    """The account that this browser has just created, while it waits for its activation."""
    return User.objects.filter(pk=request.session.get(EN_ATTENTE) or 0, active_le=None).first()


@require_safe
def creer_envoye(request: HttpRequest) -> HttpResponse:
    """« Confirmation de réception de mail »."""
    compte = _en_attente(request)
    if compte is None:
        return redirect("accounts:connexion")
    return render(
        request,
        "accounts/creer_envoye.html",
        {"adresse": compte.email, "suggeree": adresse_suggeree(compte.email)},
    )


@require_POST
def renvoyer(request: HttpRequest) -> HttpResponse:
    """« Je n'ai pas reçu le mail, effectuer un nouvel envoi »."""
    compte = _en_attente(request)
    if compte is None:
        return redirect("accounts:connexion")
    compte_id = compte.pk
    if not limites.consommer("renvoi", str(compte_id), limite=RENVOIS_PAR_HEURE):
        return trop(request)
    if not activation.renvoyer_activation(compte_id=compte_id):
        messages.error(
            request, "Le délai de 48 heures est passé et vos informations sont effacées. Créez à nouveau votre compte."
        )
        return redirect("accounts:creer")
    messages.success(
        request, "Un nouveau mail vient de vous être envoyé. Pensez à regarder aussi dans les indésirables."
    )
    return redirect("accounts:creer_envoye")
