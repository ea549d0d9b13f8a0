"""« Modifier mon compte » and « Supprimer »."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import reprise
from accounts.forms import AdresseForm, EtatCivilForm, MotDePasseForm, SuppressionForm
from accounts.seams import contact_du_service
from accounts.services import adresse as adresses
from accounts.services import connexion, effacement, limites, profil
from cyclades.common.errors import Refus

from .communs import connexion_requise, moi, trop

ESSAIS_PAR_HEURE = 20
NON_MODIFIE = "Vos informations n'ont pas été modifiées"
NON_SUPPRIME = "Votre compte n'a pas été supprimé"


def page(request: HttpRequest, *, statut: int = 200, refuse: str = "", **formulaires: Any) -> HttpResponse:
    """« Modifier mon compte » with its three forms, those given having been filled in.

    `refuse` says at the top what a candidature, which now exists or existed, has forbidden.
    """
    compte = moi(request)
    etat_civil = getattr(compte, "profil", None)
    verrouille = etat_civil is not None and etat_civil.identite_verrouillee_le is not None
    en_attente = adresses.en_attente(compte.pk)
    contexte: dict[str, object] = {
        "compte": compte,
        "verrouille": verrouille,
        "refuse": refuse,
        "en_attente": en_attente,
        "expire_le": en_attente and adresses.expire_le(en_attente),
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


def _verrouille(request: HttpRequest, refuse: str) -> HttpResponse:
    """The page of a locked account, as it is now: a candidature may have been saved a moment ago."""
    moi(request).refresh_from_db()
    return page(request, statut=409, refuse=refuse)


@connexion_requise
def modifier(request: HttpRequest) -> HttpResponse:
    """« Modifier mes informations »: the civil status, until a candidature locks it."""
    etat_civil = getattr(moi(request), "profil", None)
    if request.method != "POST" or etat_civil is None:
        return page(request)
    if etat_civil.identite_verrouillee_le is not None:
        return page(request, statut=409, refuse=NON_MODIFIE)
    form = EtatCivilForm(request.POST, profil=etat_civil)
    if not form.is_valid():
        return page(request, form=form)
    try:
        profil.modifier_etat_civil(compte_id=moi(request).pk, etat_civil=form.etat_civil())
    except effacement.CompteVerrouille:
        return _verrouille(request, NON_MODIFIE)
    except Refus as refus:
        form.refuser(refus)
        return page(request, statut=409, form=form)
    messages.success(request, "Vos informations sont enregistrées.")
    return redirect("accounts:modifier")


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
        return page(request, mot_de_passe_form=form)
    compte = connexion.changer_mot_de_passe(compte_id=compte.pk, mot_de_passe=form.cleaned_data["nouveau"])
    update_session_auth_hash(request, compte)
    messages.success(request, "Votre mot de passe est modifié. Les autres connexions ouvertes sont fermées.")
    return redirect("accounts:modifier")


@connexion_requise
@sensitive_post_parameters()
def supprimer(request: HttpRequest) -> HttpResponse:
    """« Supprimer », with the password; refused once a candidature exists or existed."""
    compte = moi(request)
    etat_civil = getattr(compte, "profil", None)
    if etat_civil is None or (request.method != "POST" and etat_civil.identite_verrouillee_le is not None):
        return redirect("accounts:modifier")
    if etat_civil.identite_verrouillee_le is not None:
        return page(request, statut=409, refuse=NON_SUPPRIME)
    form = SuppressionForm(request.POST if request.method == "POST" else None, compte=compte)
    if request.method == "POST":
        if not limites.consommer("modifier", str(compte.pk), limite=ESSAIS_PAR_HEURE):
            return trop(request)
        if form.is_valid():
            try:
                effacement.supprimer_compte(compte_id=compte.pk)
            except effacement.CompteVerrouille:
                return _verrouille(request, NON_SUPPRIME)
            except Refus as refus:
                form.refuser(refus)
            else:
                logout(request)
                reponse = redirect("accounts:supprime")
                reprise.oublier(reponse)
                return reponse
    return render(request, "accounts/supprimer.html", {"form": form, "compte": compte})


@require_safe
def supprime(request: HttpRequest) -> HttpResponse:
    """Good-bye: where « Supprimer » ends. Says nothing of anybody."""
    if request.user.is_authenticated:
        return redirect("accounts:modifier")
    return render(request, "accounts/supprime.html")
