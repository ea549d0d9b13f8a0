"""« Confirmation de réception de mail »: waiting for the activation, sending again, correcting the address."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import CorrectionForm
from accounts.models import User
from accounts.rules import adresse_suggeree
from accounts.services import activation, limites
from accounts.services.creation import AdressePrise, fin_activation, limite_activation

from .communs import EN_ATTENTE, adresse_ip, trop
from .creation import EXISTE_DEJA

RENVOIS_PAR_HEURE = 5
CORRECTIONS_PAR_HEURE = 10


def _en_attente(request: HttpRequest) -> User | None:
    """The account that this browser has just created, while it can be activated."""
    compte = User.objects.filter(pk=request.session.get(EN_ATTENTE) or 0, active_le=None).first()
    return compte if compte is not None and compte.cree_le > limite_activation() else None


def _ailleurs(request: HttpRequest) -> HttpResponse:
    """Nothing waits in this browser any more: activated meanwhile, erased meanwhile, or never created here."""
    compte_id = request.session.get(EN_ATTENTE)
    if compte_id is None:
        return redirect("accounts:connexion")
    del request.session[EN_ATTENTE]
    if User.objects.filter(pk=compte_id, active_le__isnull=False).exists():
        messages.info(request, "Votre compte est déjà activé : connectez-vous.")
        return redirect("accounts:connexion")
    messages.error(
        request,
        f"Le délai de {settings.ACTIVATION_HEURES} heures est passé et vos informations sont effacées. Créez à nouveau "
        "votre compte : la même adresse mail peut servir.",
    )
    return redirect("accounts:creer")


def _page(request: HttpRequest, compte: User, *, statut: int = 200, **contexte: Any) -> HttpResponse:
    corrigible = compte.corrections < activation.CORRECTIONS_MAX
    contexte = {
        "adresse": compte.email,
        "fin": f"{localtime(fin_activation(compte)):%d/%m/%Y %H:%M} (heure de Paris)",
        "heures": settings.ACTIVATION_HEURES,
        "suggeree": adresse_suggeree(compte.email) if corrigible else "",
        "form": CorrectionForm(compte=compte) if corrigible else None,
        "renvois": RENVOIS_PAR_HEURE,
        **contexte,
    }
    return render(request, "accounts/creer_envoye.html", contexte, status=statut)


@require_safe
def creer_envoye(request: HttpRequest) -> HttpResponse:
    """« Confirmation de réception de mail »."""
    compte = _en_attente(request)
    return _ailleurs(request) if compte is None else _page(request, compte)


@require_POST
def renvoyer(request: HttpRequest) -> HttpResponse:
    """« Je n'ai pas reçu le mail, effectuer un nouvel envoi »; so many times an hour, and the page says so."""
    compte = _en_attente(request)
    if compte is None:
        return _ailleurs(request)
    if not limites.consommer("renvoi", str(compte.pk), limite=RENVOIS_PAR_HEURE):
        return _page(request, compte, statut=429, trop_de_renvois=True)
    if not activation.renvoyer_activation(compte_id=compte.pk):
        return _ailleurs(request)
    messages.success(
        request, "Un nouveau mail vient de vous être envoyé. Pensez à regarder aussi dans les indésirables."
    )
    return redirect("accounts:creer_envoye")


@require_POST
@sensitive_post_parameters()
def corriger(request: HttpRequest) -> HttpResponse:
    """Another address for the account that waits: the one suggested, in one click, or another with the password.

    The suggestion is the server's own, never the browser's: only the spelling of a well-known domain changes.
    """
    compte = _en_attente(request)
    if compte is None:
        return _ailleurs(request)
    ip = adresse_ip(request)
    prises = limites.atteinte("adresse-prise", ip, limite=settings.LIMITE_ADRESSES_PRISES)
    if prises or not limites.consommer("correction", str(compte.pk), limite=CORRECTIONS_PAR_HEURE):
        return trop(request)
    suggeree = adresse_suggeree(compte.email) if "suggestion" in request.POST else ""
    form = CorrectionForm(request.POST if not suggeree else None, compte=compte)
    if not suggeree and not form.is_valid():
        return _page(request, compte, form=form)
    nouvelle = suggeree or form.cleaned_data["adresse_mail"]
    try:
        corrigee = activation.corriger_adresse(compte_id=compte.pk, nouvelle=nouvelle)
    except AdressePrise:
        limites.consommer("adresse-prise", ip, limite=settings.LIMITE_ADRESSES_PRISES)
        if suggeree:
            return _page(request, compte, prise=suggeree, titre_prise=EXISTE_DEJA)
        form.add_error("adresse_mail", EXISTE_DEJA)
        return _page(request, compte, form=form)
    except activation.TropDeCorrections:
        return _page(request, compte, form=None, suggeree="")
    if not corrigee:
        return _ailleurs(request)
    messages.success(request, "L'adresse est corrigée : un mail vient d'y être envoyé.")
    return redirect("accounts:creer_envoye")
