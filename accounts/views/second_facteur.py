"""« Ma connexion »: the second factor of staff, registered at the first sign-in and shown at each of the next."""

from base64 import b32encode
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

import django_otp
import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.forms import CodeDeSecoursForm, CodeDuTelephoneForm, CodeForm
from accounts.models import User
from accounts.permissions import session_confirmee
from accounts.services import second_facteur as services
from cyclades.common import clock
from cyclades.common.errors import Refus

from .communs import adresse_ip, moi, suite

EN_COURS = "telephone_en_cours"
Vue = Callable[..., HttpResponse]


def du_personnel(vue: Vue) -> Vue:
    """Signed-in staff only, their second factor shown or not; candidates have none."""

    @wraps(vue)
    @login_required
    @sensitive_post_parameters()
    def controler(request: HttpRequest) -> HttpResponse:
        if not moi(request).is_staff:
            raise PermissionDenied
        return vue(request)

    return controler


@du_personnel
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """What is registered, and what can be changed; the first time, why and how."""
    return _accueil(request)


def _accueil(request: HttpRequest, **formulaires: Any) -> HttpResponse:
    etat = services.etat(moi(request))
    if not etat.enregistre:
        return render(request, "accounts/second_facteur/commencer.html")
    if not session_confirmee(request.user) and not settings.DEMO:
        return redirect("accounts:second_facteur_verifier")
    contexte = {
        "etat": etat,
        "telephone_form": CodeForm(prefix="telephone"),
        "codes_form": CodeForm(prefix="codes"),
        **formulaires,
    }
    return render(request, "accounts/second_facteur/accueil.html", contexte)


@du_personnel
@require_POST
def commencer(request: HttpRequest) -> HttpResponse:
    """Draw the secret of a phone; against a code when one is registered already."""
    form = CodeForm(request.POST, prefix="telephone")
    deja = services.etat(moi(request)).enregistre
    if deja and not form.is_valid():
        return _accueil(request, telephone_form=form)
    try:
        appareil = services.commencer(compte=moi(request), code=form.cleaned_data["code"] if deja else "")
    except Refus as refus:
        form.refuser(refus)
        return _accueil(request, telephone_form=form)
    request.session[EN_COURS] = appareil.pk
    return redirect("accounts:second_facteur_telephone")


@du_personnel
@sensitive_variables("codes")
def telephone(request: HttpRequest) -> HttpResponse:
    """The secret, drawn and written; its first code registers the phone and shows the recovery codes."""
    appareil = services.en_attente(compte=moi(request), appareil_id=request.session.get(EN_COURS) or 0)
    if appareil is None:
        return redirect("accounts:second_facteur")
    form = CodeDuTelephoneForm(request.POST) if request.method == "POST" else CodeDuTelephoneForm()
    if request.method == "POST" and form.is_valid():
        try:
            confirme, codes = services.confirmer(
                compte=moi(request), appareil_id=appareil.pk, code=form.cleaned_data["code"]
            )
        except Refus as refus:
            form.refuser(refus)
        else:
            request.session.pop(EN_COURS, None)
            _ouvrir(request, confirme)
            if codes:
                return _montrer(request, codes, nouveau=True)
            messages.success(request, "Votre nouveau téléphone est enregistré ; l'ancien ne sert plus.")
            return redirect("accounts:second_facteur")
    return render(request, "accounts/second_facteur/telephone.html", {"form": form, **_secret(appareil)})


@du_personnel
@require_POST
@sensitive_variables("tires")
def codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown in the answer and nowhere else."""
    form = CodeForm(request.POST, prefix="codes")
    if not form.is_valid():
        return _accueil(request, codes_form=form)
    try:
        tires = services.renouveler_codes(compte=moi(request), code=form.cleaned_data["code"])
    except Refus as refus:
        form.refuser(refus)
        return _accueil(request, codes_form=form)
    return _montrer(request, tires, nouveau=False)


@du_personnel
def verifier(request: HttpRequest) -> HttpResponse:
    """At each sign-in: the code of the phone."""
    return _controler(request, CodeDuTelephoneForm, "accounts/second_facteur/verifier.html")


@du_personnel
def secours(request: HttpRequest) -> HttpResponse:
    """« Je n'ai plus mon téléphone »: a recovery code."""
    return _controler(request, CodeDeSecoursForm, "accounts/second_facteur/secours.html")


def _controler(request: HttpRequest, formulaire: type[Any], gabarit: str) -> HttpResponse:
    compte = moi(request)
    vers = suite(request, compte)
    if session_confirmee(compte):
        return redirect(vers)
    if not services.etat(compte).enregistre:
        return redirect(vers if settings.DEMO else "accounts:second_facteur")
    form = formulaire(request.POST) if request.method == "POST" else formulaire()
    if request.method == "POST" and form.is_valid():
        try:
            appareil = services.verifier(compte=compte, code=form.cleaned_data["code"], adresse_ip=adresse_ip(request))
        except Refus as refus:
            form.refuser(refus)
        else:
            _ouvrir(request, appareil)
            _rappeler_les_codes(request, compte)
            return redirect(vers)
    return render(request, gabarit, {"form": form, "next": vers})


def _ouvrir(request: HttpRequest, appareil: services.Appareil) -> None:
    """The session has shown its second factor: its name and its form tokens change with its rights."""
    request.session.cycle_key()
    rotate_token(request)
    django_otp.login(request, appareil)


def _rappeler_les_codes(request: HttpRequest, compte: User) -> None:
    etat = services.etat(compte)
    if etat.peu_de_codes:
        combien = {0: "Il ne vous reste aucun code", 1: "Il vous reste un code"}
        debut = combien.get(etat.codes_restants, f"Il vous reste {etat.codes_restants} codes")
        messages.warning(request, f"{debut} de secours. Créez-en de nouveaux dans « Ma connexion ».")


def _secret(appareil: TOTPDevice) -> dict[str, str]:
    """The secret for a camera, for an application of the same phone, and for the keyboard."""
    cle = b32encode(appareil.bin_key).decode()
    dessin = segno.make(appareil.config_url, error="m", micro=False, boost_error=False)
    return {
        "qr": dessin.svg_data_uri(scale=5, border=4, light="#fff", omitsize=False),
        "adresse_otpauth": appareil.config_url,
        "cle": " ".join(cle[rang : rang + 4] for rang in range(0, len(cle), 4)),
    }


@sensitive_variables()
def _montrer(request: HttpRequest, tires: list[str], *, nouveau: bool) -> HttpResponse:
    """The codes, once: they are kept as fingerprints, so that this answer alone can tell them."""
    compte, quand = moi(request), localtime(clock.temps_reel())
    lignes = [
        "Cyclades - codes de secours",
        f"Compte : {compte.email}",
        f"Créés le {quand:%d/%m/%Y à %H:%M}. Chacun ne sert qu'une fois.",
        "",
        *tires,
        "",
    ]
    texte = "\r\n".join(lignes)
    contexte = {
        "codes": tires,
        "quand": quand,
        "nouveau": nouveau,
        "fichier": f"data:text/plain;charset=utf-8,{quote(texte)}",
    }
    return render(request, "accounts/second_facteur/codes.html", contexte)
