"""First sign-in of a pupil, once the code of the papillon is right: an own password, and an address if one likes.

Nobody is signed in before the password is chosen. The session holds the number of the code's row, never the code.
"""

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import lockout, navigateur, reprise
from accounts.forms import ChoixForm
from accounts.models import CodePremierAcces
from accounts.services import premier_acces
from accounts.services.adresse import MemeAdresse
from accounts.services.creation import AdressePrise
from cyclades.common import clock

from .communs import adresse_ip
from .creation import EXISTE_DEJA

PERIME = (
    "Ce code n'est plus valable : il a déjà servi, un nouveau papillon l'a remplacé, ou il est trop ancien. "
    "Demandez un nouveau papillon à votre établissement."
)
MOTEUR = "accounts.backends.IdentifiantBackend"
CLE = "premier_acces"
# A page left open on a shared computer is worth nothing afterwards.
DUREE = dt.timedelta(minutes=30)


def commencer(request: HttpRequest, code: CodePremierAcces, identifiant: str) -> HttpResponse:
    """The code is right: it opens the choice of a password, in this browser, and is not spent yet."""
    lockout.oublier_essais(identifiant, adresse_ip=adresse_ip(request))
    lockout.lever(request)
    request.session.cycle_key()
    request.session[CLE] = {"code": code.pk, "quand": clock.temps_reel().timestamp()}
    return redirect("accounts:premiere_connexion_choisir")


def _en_cours(request: HttpRequest) -> CodePremierAcces | None:
    garde = request.session.get(CLE)
    if garde is None or clock.temps_reel().timestamp() - garde["quand"] > DUREE.total_seconds():
        return None
    return premier_acces.lire(garde["code"])


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def choisir(request: HttpRequest) -> HttpResponse:
    """« Choisir mon mot de passe »; then « Mes inscriptions »."""
    code = _en_cours(request)
    if code is None:
        return _perime(request)
    form = ChoixForm(request.POST if request.method == "POST" else None, compte=code.compte)
    if request.method == "POST" and form.is_valid():
        adresse = form.cleaned_data["adresse_mail"]
        try:
            compte = premier_acces.employer(code_id=code.pk, mot_de_passe=form.cleaned_data["nouveau"], adresse=adresse)
        except (AdressePrise, MemeAdresse):
            form.add_error("adresse_mail", EXISTE_DEJA)
        else:
            if compte is None:
                return _perime(request)
            return _entrer(request, code, adresse)
    return render(request, "accounts/premiere_connexion_choisir.html", {"form": form, "compte": code.compte})


def _entrer(request: HttpRequest, code: CodePremierAcces, adresse: str) -> HttpResponse:
    compte = code.compte
    compte.refresh_from_db()
    request.session.pop(CLE, None)
    login(request, compte, backend=MOTEUR)
    messages.success(request, "Votre mot de passe est enregistré : le code de votre papillon ne sert plus.")
    if adresse:
        messages.info(request, f"Un mail vient d'être envoyé à {adresse} : ouvrez-le pour confirmer cette adresse.")
    reponse = redirect("portail:inscriptions")
    reprise.marquer(reponse, compte)
    navigateur.reconnaitre(request, reponse, compte)
    return reponse


def _perime(request: HttpRequest) -> HttpResponse:
    """Nothing was begun here, or too long ago; or the code was used or replaced meanwhile."""
    entame = request.session.pop(CLE, None) is not None
    if not entame:
        return redirect("accounts:premiere_connexion")
    return render(request, "accounts/premiere_connexion_perimee.html", {"phrase": PERIME}, status=410)
