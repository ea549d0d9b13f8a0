"""Changing the mail address: asked on « Modifier mon compte », confirmed from one mailbox, undone from the other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import AdresseForm
from accounts.jetons import JetonInvalide, lire_jeton_changement, lire_jeton_retablissement
from accounts.models import User
from accounts.services import adresse as adresses
from accounts.services import limites, retablissement
from accounts.services.connexion import jeton_mot_de_passe
from accounts.services.creation import AdressePrise

from .communs import connexion_requise, moi, trop
from .creation import EXISTE_DEJA
from .modifier import ESSAIS_PAR_HEURE, page

page_et_boutons = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@connexion_requise
@sensitive_post_parameters()
def demander(request: HttpRequest) -> HttpResponse:
    """Ask for another mail address: a mail goes to the new mailbox, which must confirm it."""
    compte = moi(request)
    if not limites.consommer("modifier", str(compte.pk), limite=ESSAIS_PAR_HEURE):
        return trop(request)
    form = AdresseForm(request.POST, compte=compte, prefix="adresse")
    if form.is_valid():
        try:
            adresses.demander_changement(compte_id=compte.pk, nouvelle=form.cleaned_data["adresse_mail"])
        except adresses.MemeAdresse:
            form.add_error("adresse_mail", "C'est déjà l'adresse de votre compte.")
        except AdressePrise:
            form.add_error("adresse_mail", EXISTE_DEJA)
        else:
            messages.success(
                request, "Un mail vient d'être envoyé à la nouvelle adresse : ouvrez-le pour la confirmer."
            )
            return redirect("accounts:modifier")
    return page(request, adresse_form=form)


@require_POST
@connexion_requise
def renvoyer(request: HttpRequest) -> HttpResponse:
    """Send the mail to the new mailbox again."""
    compte = moi(request)
    if not limites.consommer("modifier", str(compte.pk), limite=ESSAIS_PAR_HEURE):
        return trop(request)
    if adresses.renvoyer_confirmation(compte_id=compte.pk):
        messages.success(request, "Le mail de confirmation vient d'être envoyé à nouveau.")
    else:
        messages.warning(request, "Aucun changement d'adresse n'est en attente : faites une nouvelle demande.")
    return redirect("accounts:modifier")


@require_POST
@connexion_requise
def abandonner(request: HttpRequest) -> HttpResponse:
    """Give the change up; harmless when none waits."""
    adresses.abandonner_changement(compte_id=moi(request).pk)
    messages.success(request, "Le changement d'adresse est annulé. Votre adresse mail ne change pas.")
    return redirect("accounts:modifier")


@page_et_boutons
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
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
    messages.success(
        request,
        "Votre nouvelle adresse mail est confirmée : c'est maintenant votre identifiant. Votre N° candidat vous "
        "connecte toujours, comme l'identifiant d'un papillon. L'ancienne adresse, s'il y en a une, est prévenue.",
    )
    return redirect("accounts:modifier" if request.user.is_authenticated else "accounts:connexion")


@page_et_boutons
def retablir(request: HttpRequest, jeton: str) -> HttpResponse:
    """The link sent to the old mailbox: a page with one button; the button undoes the change."""
    try:
        changement_id, cree_le = lire_jeton_retablissement(jeton)
    except JetonInvalide:
        return render(request, "accounts/adresse_trop_tard.html", status=404)
    if request.method != "POST":
        changement = retablissement.lire_retablissement(changement_id=changement_id, cree_le=cree_le)
        if changement is None:
            return render(request, "accounts/adresse_trop_tard.html", status=410)
        if changement.annule_le is not None:
            return _suite(request, changement.compte)
        return render(request, "accounts/adresse_retablir.html", {"changement": changement})
    try:
        issue, compte = retablissement.retablir_adresse(changement_id=changement_id, cree_le=cree_le)
    except AdressePrise:
        return render(request, "accounts/adresse_trop_tard.html", {"existe_deja": EXISTE_DEJA}, status=409)
    if compte is None:
        return render(request, "accounts/adresse_trop_tard.html", status=410)
    if issue is adresses.Issue.CHANGEE:
        messages.success(request, "Votre adresse mail est rétablie. Choisissez maintenant un nouveau mot de passe.")
    return _suite(request, compte)


def _suite(request: HttpRequest, compte: User) -> HttpResponse:
    """A new password while there is none: the old mailbox, which could ask for it anyway, holds this link."""
    if compte.has_usable_password():
        messages.success(request, "Votre adresse mail est déjà rétablie.")
        return redirect("accounts:connexion")
    return redirect("accounts:mot_de_passe_choisir", compte.pk, jeton_mot_de_passe(compte))
