"""Sign-in and sign-out."""

from django.contrib.auth import authenticate, login, logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import lockout, navigateur, reprise
from accounts.forms import ConnexionForm
from accounts.models import User
from accounts.services.connexion import Refus, raison_du_refus
from cyclades.common.errors import sqlstate
from cyclades.common.normalisation import adresse_normalisee

from .communs import EN_ATTENTE, adresse_ip, apres_mot_de_passe, suite, trop

VERROU_OCCUPE = "55P03"
PHRASE_RALENTI = (
    "Beaucoup de mots de passe incorrects viennent d'être saisis depuis votre réseau : la connexion y est ralentie. "
    "Recommencez dans quelques secondes. Un nouveau mot de passe, demandé ci-dessous, fait entrer tout de suite."
)

PHRASES = {
    Refus.INCONNU: "Identifiant ou mot de passe incorrect. Vérifiez les majuscules, puis recommencez.",
    Refus.NON_ACTIVE: "Votre compte n'est pas encore activé : ouvrez le mail « [CYCLADES] Activer mon compte ».",
}


@sensitive_post_parameters()
def connexion(request: HttpRequest) -> HttpResponse:
    """« Se connecter »; an account not activated is told so, with a new sending at hand."""
    if isinstance(request.user, User) and request.method != "POST" and "next" not in request.GET:
        return redirect(suite(request, request.user))
    form = ConnexionForm(request.POST or None) if request.method == "POST" else ConnexionForm()
    contexte: dict[str, object] = {"form": form, "next": request.POST.get("next") or request.GET.get("next") or ""}
    if request.method != "POST":
        return render(request, "accounts/connexion.html", contexte)
    if form.is_valid():
        identifiant = adresse_normalisee(form.cleaned_data["identifiant"])
        mot_de_passe = form.cleaned_data["mot_de_passe"]
        if lockout.a_ralentir(request, identifiant):
            form.add_error(None, PHRASE_RALENTI)
            reponse = render(request, "accounts/connexion.html", contexte, status=429)
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
            form.add_error(None, PHRASES[raison])
            if raison is Refus.INCONNU:
                lockout.noter_echec(request)
            else:
                lockout.lever(request)
            if raison is Refus.NON_ACTIVE and trouve is not None:
                request.session[EN_ATTENTE] = trouve.pk
                contexte["non_active"] = True
    return render(request, "accounts/connexion.html", contexte)


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    reponse = redirect("portail:accueil")
    reprise.oublier(reponse)
    return reponse
