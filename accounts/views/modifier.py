"""« Modifier mon compte » and « Supprimer »."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import AdresseForm, EtatCivilForm, MotDePasseForm, SuppressionForm
from accounts.jetons import JetonInvalide, lire_jeton_changement
from accounts.seams import contact_du_service
from accounts.services import adresse as adresses
from accounts.services import connexion, effacement, limites, profil
from accounts.services.creation import AdressePrise
from cyclades.common.errors import Refus

from .communs import connexion_requise, moi, trop
from .creation import EXISTE_DEJA

ESSAIS_PAR_HEURE = 20


def _page(request: HttpRequest, *, statut: int = 200, **formulaires: Any) -> HttpResponse:
    """The page with its three forms, those given having been filled in."""
    compte = moi(request)
    etat_civil = getattr(compte, "profil", None)
    verrouille = etat_civil is not None and etat_civil.identite_verrouillee_le is not None
    contexte: dict[str, object] = {
        "compte": compte,
        "verrouille": verrouille,
        "form": None,
        "adresse_form": AdresseForm(compte=compte, prefix="adresse"),
        "mot_de_passe_form": MotDePasseForm(compte=compte, prefix="mdp"),
        **formulaires,
    }
    if etat_civil is not None and contexte["form"] is None:
        contexte["form"] = EtatCivilForm(profil=etat_civil)
    if verrouille:
        contexte["contact"] = contact_du_service(compte.pk)
        contexte["form"].verrouiller()  # type: ignore[attr-defined]
    return render(request, "accounts/modifier.html", contexte, status=statut)


@connexion_requise
def modifier(request: HttpRequest) -> HttpResponse:
    """« Modifier mes informations »: the civil status, until a candidature locks it."""
    etat_civil = getattr(moi(request), "profil", None)
    if request.method != "POST" or etat_civil is None:
        return _page(request)
    if etat_civil.identite_verrouillee_le is not None:
        return _page(request, statut=409)
    form = EtatCivilForm(request.POST, profil=etat_civil)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        profil.modifier_etat_civil(compte_id=moi(request).pk, etat_civil=form.etat_civil())
    except effacement.CompteVerrouille:
        return redirect("accounts:modifier")
    except Refus as refus:
        form.refuser(refus)
        return _page(request, statut=409, form=form)
    messages.success(request, "Vos informations sont enregistrées.")
    return redirect("accounts:modifier")


@require_POST
@connexion_requise
@sensitive_post_parameters()
def adresse(request: HttpRequest) -> HttpResponse:
    """Ask for another mail address: a mail goes to the new mailbox, which must confirm it."""
    compte = moi(request)
    if not limites.consommer("modifier", str(compte.pk), limite=ESSAIS_PAR_HEURE):
        return trop(request)
    form = AdresseForm(request.POST, compte=compte, prefix="adresse")
    if form.is_valid():
        try:
            adresses.demander_changement(compte_id=compte.pk, nouvelle=form.cleaned_data["adresse_mail"])
        except AdressePrise:
            form.add_error("adresse_mail", EXISTE_DEJA)
        else:
            messages.success(
                request,
                "Un mail vient d'être envoyé à la nouvelle adresse : ouvrez-le pour la confirmer. Jusque-là, votre "
                "identifiant de connexion ne change pas.",
            )
            return redirect("accounts:modifier")
    return _page(request, adresse_form=form)


@require_POST
@connexion_requise
@sensitive_post_parameters()
def mot_de_passe(request: HttpRequest) -> HttpResponse:
    """Another password; every other session of the account ends."""
    compte = moi(request)
    if not limites.consommer("modifier", str(compte.pk), limite=ESSAIS_PAR_HEURE):
        return trop(request)
    form = MotDePasseForm(request.POST, compte=compte, prefix="mdp")
    if not form.is_valid():
        return _page(request, mot_de_passe_form=form)
    compte = connexion.changer_mot_de_passe(compte_id=compte.pk, mot_de_passe=form.cleaned_data["nouveau"])
    update_session_auth_hash(request, compte)
    messages.success(request, "Votre mot de passe est modifié.")
    return redirect("accounts:modifier")


@require_http_methods(["GET", "HEAD", "POST"])
def confirmer_adresse(request: HttpRequest, jeton: str) -> HttpResponse:
    """The link sent to the new mailbox: a page with one button; the button confirms."""
    try:
        changement_id, cree_le = lire_jeton_changement(jeton)
    except JetonInvalide:
        return render(request, "accounts/adresse_perimee.html", status=404)
    if request.method != "POST":
        changement = adresses.lire_changement(changement_id=changement_id, cree_le=cree_le)
        if changement is None:
            return render(request, "accounts/adresse_perimee.html", status=410)
        return render(request, "accounts/adresse_confirmer.html", {"changement": changement})
    try:
        issue = adresses.confirmer_changement(changement_id=changement_id, cree_le=cree_le)
    except AdressePrise:
        return render(request, "accounts/adresse_perimee.html", {"existe_deja": EXISTE_DEJA}, status=409)
    if issue is adresses.Issue.PERIMEE:
        return render(request, "accounts/adresse_perimee.html", status=410)
    messages.success(request, "Votre nouvelle adresse mail est confirmée : c'est maintenant votre identifiant.")
    return redirect("accounts:modifier" if request.user.is_authenticated else "accounts:connexion")


@connexion_requise
@sensitive_post_parameters()
def supprimer(request: HttpRequest) -> HttpResponse:
    """« Supprimer », with the password; refused once a candidature exists or existed."""
    compte = moi(request)
    etat_civil = getattr(compte, "profil", None)
    if etat_civil is None or etat_civil.identite_verrouillee_le is not None:
        return redirect("accounts:modifier")
    form = SuppressionForm(request.POST if request.method == "POST" else None, compte=compte)
    if request.method == "POST":
        if not limites.consommer("modifier", str(compte.pk), limite=ESSAIS_PAR_HEURE):
            return trop(request)
        if form.is_valid():
            try:
                effacement.supprimer_compte(compte_id=compte.pk)
            except effacement.CompteVerrouille:
                return redirect("accounts:modifier")
            logout(request)
            messages.success(request, "Votre compte et vos données sont effacés.")
            return redirect("portail:accueil")
    return render(request, "accounts/supprimer.html", {"form": form})
