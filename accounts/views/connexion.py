"""Sign-in and sign-out."""

from django.contrib.auth import authenticate, login, logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import lockout, navigateur, reprise
from accounts.forms import ConnexionForm, PapillonForm
from accounts.models import User
from accounts.services.connexion import Refus, compte_de, raison_du_refus
from accounts.services.premier_acces import Issue, verifier
from cyclades.common.errors import sqlstate
from cyclades.common.normalisation import adresse_normalisee

from . import premier_acces
from .communs import EN_ATTENTE, adresse_ip, apres_mot_de_passe, suite, trop

VERROU_OCCUPE = "55P03"
PHRASE_RALENTI = (
    "Beaucoup de mots de passe incorrects viennent d'être saisis depuis votre réseau : la connexion y est ralentie. "
    "Recommencez dans quelques secondes. Un nouveau mot de passe, demandé ci-dessous, fait entrer tout de suite."
)

PHRASES = {
    Refus.NON_ACTIVE: "Votre compte n'est pas encore activé : ouvrez le mail « [CYCLADES] Activer mon compte ».",
    Refus.CODE_PERIME: premier_acces.PERIME,
}


@sensitive_post_parameters()
def connexion(request: HttpRequest) -> HttpResponse:
    """« Se connecter »; an account not activated is told so, with a new sending at hand."""
    return _page(request, ConnexionForm, "accounts/connexion.html")


@sensitive_post_parameters()
def premiere_connexion(request: HttpRequest) -> HttpResponse:
    """« Première connexion », where the QR of a papillon leads: the same act, in the words of the papillon."""
    return _page(request, PapillonForm, "accounts/premiere_connexion.html")


def _page(request: HttpRequest, formulaire: type[ConnexionForm | PapillonForm], gabarit: str) -> HttpResponse:
    """A password, or the code of a papillon: either is taken on either page."""
    if isinstance(request.user, User) and request.method != "POST" and "next" not in request.GET:
        return redirect(suite(request, request.user))
    form = formulaire(request.POST or None) if request.method == "POST" else formulaire()
    contexte: dict[str, object] = {"form": form, "next": request.POST.get("next") or request.GET.get("next") or ""}
    if request.method != "POST":
        return render(request, gabarit, contexte)
    if form.is_valid():
        identifiant = adresse_normalisee(form.cleaned_data["identifiant"])
        mot_de_passe = form.cleaned_data["mot_de_passe"]
        if lockout.a_ralentir(request, identifiant):
            form.add_error(None, PHRASE_RALENTI)
            reponse = render(request, gabarit, contexte, status=429)
            reponse["Retry-After"] = str(lockout.PAS_RALENTI.seconds)
            return reponse
        try:
            with lockout.un_essai(request, identifiant):
                compte = authenticate(request, username=identifiant, password=mot_de_passe)
        except OperationalError as erreur:
            if sqlstate(erreur) != VERROU_OCCUPE:
                raise
            return trop(request)
        if isinstance(compte, User):
            login(request, compte)
            reponse = redirect(apres_mot_de_passe(request, compte))
            if reprise.a_reprendre(request, compte):
                reponse = redirect("accounts:reprendre")
            reprise.marquer(reponse, compte)
            lockout.oublier_apres_connexion(request, compte)
            navigateur.reconnaitre(request, reponse, compte)
            return reponse
        if lockout.a_ete_essaye(request):
            raison, trouve = raison_du_refus(
                identifiant=identifiant, mot_de_passe=mot_de_passe, adresse_ip=adresse_ip(request)
            )
            if raison is Refus.INCONNU:
                issue, code = verifier(compte=compte_de(identifiant), saisi=mot_de_passe)
                if code is not None:
                    return premier_acces.commencer(request, code, identifiant)
                raison = Refus.CODE_PERIME if issue is Issue.PERIME else raison
            form.add_error(None, PHRASES.get(raison, form.incorrect))
            if raison is Refus.NON_ACTIVE:
                lockout.lever(request)
            else:
                lockout.noter_echec(request)
            if raison is Refus.NON_ACTIVE and trouve is not None:
                request.session[EN_ATTENTE] = trouve.pk
                contexte["non_active"] = True
    return render(request, gabarit, contexte)


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    reponse = redirect("portail:accueil")
    reprise.oublier(reponse)
    return reponse
