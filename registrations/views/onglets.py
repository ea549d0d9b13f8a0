"""The tabs: each step is kept as typed, and judged before the next one opens (I-14)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cyclades.common.errors import SERVICE_FERME, Refus
from registrations import queries
from registrations.forms import OngletForm
from registrations.services.brouillons import ecrire_onglet, saisie_conservable
from registrations.services.erreurs import BrouillonPerime
from registrations.wizard.parcours import Parcours
from registrations.wizard.tabs import NUMERO, RECAPITULATIF, SAISIS, Onglet, precedent, suivant

from .base import candidat_requis, compte_de, est_ouvert, la_sienne, minutes_restantes, onglet_ou_404, revision_postee
from .candidature import inscription, numero
from .pages import entete, page_fermee, page_perimee
from .recapitulatif import recapitulatif, rejeu

RESERVES = frozenset({"csrfmiddlewaretoken", "action", "revision", "cle_formulaire"})
ACTIONS = ("suivant", "precedent", "actualiser", "quitter")


@candidat_requis
@require_http_methods(["GET", "POST"])
def brouillon(request: HttpRequest, service: str, onglet: str) -> HttpResponse:
    """A tab of a candidature not yet saved."""
    choisi = onglet_ou_404(onglet)
    garde = queries.brouillon_de(compte=compte_de(request), service=service)
    if garde is None:
        deja = rejeu(request)
        return deja or redirect("registrations:nouvelle")
    return _traiter(request, Parcours(compte=compte_de(request), brouillon=garde), choisi)


@candidat_requis
@require_http_methods(["GET", "POST"])
def onglet(request: HttpRequest, numeros: tuple[str, int], onglet: str) -> HttpResponse:
    """A tab of a saved candidature: what is saved, or the change begun."""
    candidature = la_sienne(request, numeros)
    choisi = onglet_ou_404(onglet)
    if choisi is NUMERO:
        return numero(request, candidature)
    garde = queries.modification_de(candidature)
    if garde is not None:
        return _traiter(request, Parcours(compte=compte_de(request), brouillon=garde), choisi)
    deja = rejeu(request)
    if deja is not None:
        return deja
    if choisi is RECAPITULATIF:
        return inscription(request, candidature)
    return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)


def _traiter(request: HttpRequest, parcours: Parcours, choisi: Onglet) -> HttpResponse:
    if request.method == "GET" and not est_ouvert(parcours.service):
        return page_fermee(request, parcours, status=200)
    if not parcours.accessible(choisi):
        attendu = parcours.premier_a_faire()
        messages.info(request, f"Complétez d'abord l'onglet « {attendu.titre} ».")
        return redirect(parcours.url(attendu))
    if choisi is RECAPITULATIF:
        return recapitulatif(request, parcours)
    if request.method == "GET":
        verifier = "verifier" in request.GET
        form = parcours.lie(choisi) if verifier else parcours.vierge(choisi)
        return dessiner(request, parcours, choisi, form)
    return _recevoir(request, parcours, choisi)


def _recevoir(request: HttpRequest, parcours: Parcours, choisi: Onglet) -> HttpResponse:
    action = request.POST.get("action")
    if action not in ACTIONS:
        action = "suivant"
    brutes = {nom: [str(v) for v in liste] for nom, liste in request.POST.lists() if nom not in RESERVES}
    valeurs = saisie_conservable(brutes)
    if action == "actualiser" and request.headers.get("HX-Request"):
        parcours.contexte = parcours.contexte.avec(choisi.cle, valeurs)
        return dessiner(request, parcours, choisi, parcours.vierge(choisi))
    form = parcours.lie(choisi, valeurs, brutes=brutes)
    valide = form.is_valid()
    faits = set(parcours.faits)
    faits.discard(choisi.cle)
    if valide and (action == "suivant" or choisi.cle in parcours.faits):
        faits.add(choisi.cle)
    touches = []
    if valide and valeurs != parcours.brouillon.donnees.get(choisi.cle):
        touches = parcours.devient_invalide(choisi, valeurs)
        faits -= {o.cle for o in touches}
    try:
        ecrire_onglet(
            brouillon=parcours.brouillon,
            revision=revision_postee(request),
            onglet=choisi.cle,
            saisie=valeurs,
            faits=faits,
        )
    except BrouillonPerime:
        return page_perimee(request, parcours, choisi, valeurs)
    except Refus as refus:
        if refus.code == SERVICE_FERME:
            parcours.contexte = parcours.contexte.avec(choisi.cle, valeurs)
            return page_fermee(request, parcours, status=409)
        form.refuser(refus)
        return dessiner(request, parcours, choisi, form, status=409)
    if touches:
        noms = ", ".join(f"« {o.titre} »" for o in touches)
        messages.warning(request, f"Ce changement oblige à revoir : {noms}. Ce qui reste valable est gardé.")
    if action == "actualiser" or (action == "suivant" and not valide):
        frais = Parcours(compte=parcours.compte, brouillon=parcours.brouillon)
        if action == "actualiser":
            return dessiner(request, frais, choisi, frais.vierge(choisi))
        return dessiner(request, frais, choisi, form, status=422)
    if action == "quitter":
        messages.info(
            request,
            "Votre saisie est gardée en brouillon. Ce n'est pas une inscription tant que vous n'avez pas enregistré.",
        )
        return redirect("portail:inscriptions")
    return redirect(parcours.url(suivant(choisi) if action == "suivant" else precedent(choisi)))


def dessiner(
    request: HttpRequest, parcours: Parcours, choisi: Onglet, form: OngletForm, *, status: int = 200
) -> HttpResponse:
    """The page of a tab where something is typed."""
    contexte = {
        **entete(parcours, choisi),
        "form": form,
        "premier": choisi is SAISIS[0],
        "minutes_restantes": minutes_restantes(parcours.service),
        "gabarit_onglet": f"registrations/onglets/{choisi.cle}.html",
    }
    return render(request, "registrations/onglet.html", contexte, status=status)
