"""The tabs: each step is kept as typed, and judged before the next one opens (I-14)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cyclades.common.errors import SERVICE_FERME, Refus
from registrations import queries
from registrations.enums import ETATS_ACTIFS
from registrations.forms import OngletForm
from registrations.models import Candidature
from registrations.services.brouillons import ecrire_onglet, garder_frappe, saisie_conservable
from registrations.services.erreurs import BrouillonPerime
from registrations.wizard.parcours import Parcours
from registrations.wizard.tabs import NUMERO, RECAPITULATIF, SAISIS, Onglet, precedent, suivant

from .base import candidat_requis, compte_de, est_ouvert, la_sienne, onglet_ou_404, revision_postee, valeurs_postees
from .candidature import inscription, numero
from .pages import entete, page_fermee, page_perimee, quitter
from .recapitulatif import recapitulatif, rejeu

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
    if garde is not None and candidature.etat not in ETATS_ACTIFS:
        return _arretee(request, candidature, choisi)
    if garde is not None and choisi is RECAPITULATIF and request.method == "GET" and _reste_enregistree(candidature):
        return inscription(request, candidature, saisie_perdue=True)
    if garde is not None:
        return _traiter(request, Parcours(compte=compte_de(request), brouillon=garde), choisi)
    deja = rejeu(request)
    if deja is not None:
        return deja
    if choisi is RECAPITULATIF:
        return inscription(request, candidature)
    return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)


def _reste_enregistree(candidature: Candidature) -> bool:
    """Closed over a change that was not saved: what counts is the version in force, and it is what is shown."""
    return bool(candidature.version_courante) and not est_ouvert(candidature.service)


def _arretee(request: HttpRequest, candidature: Candidature, choisi: Onglet) -> HttpResponse:
    """Set aside or cancelled while a change was under way: says so, writes nothing, keeps the draft."""
    if request.method == "GET" and choisi is RECAPITULATIF:
        return inscription(request, candidature)
    messages.error(
        request,
        f"Cette candidature est à l'état « {candidature.get_etat_display()} » : rien n'a été enregistré. "
        "Contactez le service gestionnaire.",
    )
    return redirect("registrations:onglet", candidature.numeros, RECAPITULATIF.cle)


def _traiter(request: HttpRequest, parcours: Parcours, choisi: Onglet) -> HttpResponse:
    if request.method == "GET" and not est_ouvert(parcours.service):
        return page_fermee(request, parcours, status=200)
    if not parcours.accessible(choisi):
        return _pas_encore(request, parcours, choisi)
    if choisi is RECAPITULATIF:
        return recapitulatif(request, parcours)
    if request.method == "GET":
        verifier = "verifier" in request.GET
        form = parcours.lie(choisi) if verifier else parcours.vierge(choisi)
        return dessiner(request, parcours, choisi, form)
    return _recevoir(request, parcours, choisi)


def _pas_encore(request: HttpRequest, parcours: Parcours, choisi: Onglet) -> HttpResponse:
    """A tab before this one is to be done first; what is posted to a tab already begun is kept."""
    if request.method == "POST" and parcours.brouillon.donnees.get(choisi.cle):
        valeurs = saisie_conservable(valeurs_postees(request))
        try:
            garder_frappe(
                brouillon=parcours.brouillon, revision=revision_postee(request), onglet=choisi.cle, saisie=valeurs
            )
        except BrouillonPerime:
            return page_perimee(request, parcours, choisi, valeurs)
        except Refus:
            parcours.contexte = parcours.contexte.avec(choisi.cle, valeurs)
            return page_fermee(request, parcours, status=409)
    attendu = parcours.premier_a_faire()
    if parcours.brouillon.donnees.get(attendu.cle):
        phrase = f"Votre saisie de l'onglet « {attendu.titre} » est gardée : vérifiez-la, puis cliquez sur « Suivant »."
    else:
        phrase = f"Complétez d'abord l'onglet « {attendu.titre} »."
    messages.info(request, phrase)
    return redirect(parcours.url(attendu))


def _recevoir(request: HttpRequest, parcours: Parcours, choisi: Onglet, revision: int | None = None) -> HttpResponse:
    """What is posted, on top of the page's revision, or of `revision` when another request kept the very same."""
    action = request.POST.get("action")
    if action not in ACTIONS:
        action = "suivant"
    brutes = valeurs_postees(request)
    valeurs = saisie_conservable(brutes)
    if action == "actualiser" and request.headers.get("HX-Request"):
        parcours.contexte = parcours.contexte.avec(choisi.cle, valeurs)
        # Drawn from what this page knows: should another page have written since, the next step must say so.
        parcours.brouillon.revision = revision_postee(request)
        return dessiner(request, parcours, choisi, parcours.vierge(choisi))
    form = parcours.lie(choisi, valeurs, brutes=brutes)
    valide = form.is_valid()
    faits = set(parcours.faits)
    faits.discard(choisi.cle)
    if valide and (action == "suivant" or choisi.cle in parcours.faits):
        faits.add(choisi.cle)
    touches = []
    # What was kept while it was being typed is the same, and was never judged: the tab is then not done.
    if valide and (choisi.cle not in parcours.faits or valeurs != parcours.brouillon.donnees.get(choisi.cle)):
        touches = parcours.devient_invalide(choisi, valeurs)
        faits -= {o.cle for o in touches}
    try:
        ecrire_onglet(
            brouillon=parcours.brouillon,
            revision=revision_postee(request) if revision is None else revision,
            onglet=choisi.cle,
            saisie=valeurs,
            faits=faits,
        )
    except BrouillonPerime:
        relu = queries.brouillon_relu(parcours.brouillon) if revision is None else None
        if relu is not None and relu.donnees.get(choisi.cle) == valeurs:
            # A double click, or an answer lost on the way: nothing differs, there is nothing to choose.
            return _recevoir(request, Parcours(compte=parcours.compte, brouillon=relu), choisi, relu.revision)
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
        return quitter(request, parcours)
    return redirect(parcours.url(suivant(choisi) if action == "suivant" else precedent(choisi)))


def dessiner(
    request: HttpRequest, parcours: Parcours, choisi: Onglet, form: OngletForm, *, status: int = 200
) -> HttpResponse:
    """The page of a tab where something is typed."""
    contexte = {
        **entete(parcours, choisi),
        "form": form,
        "premier": choisi is SAISIS[0],
        "url_garder": parcours.url_garder(choisi),
        "gabarit_onglet": f"registrations/onglets/{choisi.cle}.html",
    }
    return render(request, "registrations/onglet.html", contexte, status=status)
