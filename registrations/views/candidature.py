"""« Mon inscription », « Modifier », « N° Inscription », désinscription, giving a draft up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cyclades.common.errors import SERVICE_FERME, Refus
from registrations import queries
from registrations.enums import ETATS_ACTIFS, Etat, Origine, Recevabilite
from registrations.models import Brouillon, Candidature
from registrations.services.brouillons import abandonner, ouvrir_modification
from registrations.services.desinscription import DesinscriptionImpossible, desinscrire
from registrations.wizard.parcours import Parcours
from registrations.wizard.progress import etapes, premier_a_faire
from registrations.wizard.tabs import NUMERO, RECAPITULATIF, SAISIS, Onglet

from .base import candidat_requis, compte_de, est_clos, est_ouvert, la_sienne
from .pages import saisie_lisible, titre_du_service


def inscription(request: HttpRequest, candidature: Candidature, *, saisie_perdue: bool = False) -> HttpResponse:
    """« Mon inscription »: the Récapitulatif of the version in force, read-only, with « Modifier » while open.

    `saisie_perdue`: a change was begun and the service closed before it was saved.
    """
    version = queries.derniere_version(candidature)
    contexte = {
        **_entete(candidature, RECAPITULATIF),
        "version": version,
        "saisie_perdue": saisie_perdue,
        "url_saisie": _url(candidature, SAISIS[0]),
        "contenu": version.contenu if version else None,
        "marques": queries.preinscription_de(candidature).marques(version.saisie) if version else (),
        "saisie": [] if version else _prevue(candidature),
        "corrections": [] if version else queries.corrections_de(candidature),
        "modifiable": est_ouvert(candidature.service) and candidature.etat in ETATS_ACTIFS,
        "rectifiable": version is not None and est_clos(candidature.service) and candidature.etat in ETATS_ACTIFS,
    }
    return render(request, "registrations/inscription.html", contexte)


def _prevue(candidature: Candidature) -> list[tuple[Onglet, list[tuple[str, str]]]]:
    """What was entered before the candidate came, tab by tab, while he has saved nothing."""
    prevu = Brouillon(service=candidature.service, candidature=candidature, donnees=candidature.preinscription)
    return [(o, lignes) for o, lignes in saisie_lisible(Parcours(compte=candidature.compte, brouillon=prevu)) if lignes]


def numero(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """« 7 - N° Inscription » of the version in force."""
    version = queries.derniere_version(candidature)
    if version is None:
        return redirect("registrations:onglet", candidature.numeros, RECAPITULATIF.cle)
    contexte = {
        **_entete(candidature, NUMERO),
        "version": version,
        "contenu": version.contenu,
        "ouvert": est_ouvert(candidature.service),
        "active": candidature.etat in ETATS_ACTIFS,
        "a_remettre": candidature.etat == Etat.INSCRIT and candidature.recevabilite != Recevabilite.CONFORME,
    }
    return render(request, "registrations/numero.html", contexte)


def _url(candidature: Candidature, choisi: Onglet) -> str:
    return reverse("registrations:onglet", args=[candidature.numeros, choisi.cle])


def _entete(candidature: Candidature, choisi: Onglet) -> dict[str, object]:
    faits = {onglet.cle for onglet in SAISIS} if candidature.version_courante else set()
    lies = (RECAPITULATIF, NUMERO) if candidature.version_courante else (RECAPITULATIF,)
    return {
        "candidature": candidature,
        "preinscription": queries.preinscription_de(candidature),
        "service": candidature.service,
        "titre_service": titre_du_service(candidature.service),
        "url_documents": reverse("documents:liste", args=[candidature.numeros]),
        "url_confirmation": reverse("documents:telecharger", args=[candidature.numeros, "confirmation"]),
        "url_justificatifs": reverse("justificatifs:liste", args=[candidature.numeros]),
        "url_activites": reverse("portail:activites", args=[candidature.numeros]),
        "url_recapitulatif": _url(candidature, RECAPITULATIF),
        "onglet": choisi,
        "onglets": [
            {
                "titre": e.onglet.titre,
                "fait": e.fait,
                "url": _url(candidature, e.onglet) if e.onglet in lies else "",
            }
            for e in etapes(choisi, faits, enregistree=bool(candidature.version_courante))
        ],
    }


@candidat_requis
@require_POST
def modifier(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """Open the draft that changes this candidature; it starts at the first tab to do, else at the first."""
    candidature = la_sienne(request, numeros)
    if candidature.etat not in ETATS_ACTIFS:
        raise Http404
    try:
        brouillon = ouvrir_modification(candidature=candidature)
    except Refus as refus:
        messages.error(request, refus.phrase)
        return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)
    attendu = premier_a_faire(brouillon.onglets_faits)
    return redirect("registrations:onglet", numeros, (SAISIS[0] if attendu is RECAPITULATIF else attendu).cle)


@candidat_requis
@require_http_methods(["GET", "POST"])
def annuler_brouillon(request: HttpRequest, service: str) -> HttpResponse:
    """Give up a candidature not yet saved, after a page that says what happens."""
    brouillon = queries.brouillon_de(compte=compte_de(request), service=service)
    if brouillon is None:
        return redirect("portail:inscriptions")
    if request.method == "POST":
        abandonner(brouillon=brouillon)
        messages.info(request, "Votre brouillon a été effacé.")
        return redirect("portail:inscriptions")
    contexte = {
        "brouillon": brouillon,
        "titre_service": titre_du_service(brouillon.service),
        "retour": reverse(
            "registrations:brouillon", args=[brouillon.service.cle, premier_a_faire(brouillon.onglets_faits).cle]
        ),
    }
    return render(request, "registrations/annuler.html", contexte)


@candidat_requis
@require_http_methods(["GET", "POST"])
def annuler(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """Give up the change begun; the saved version stays."""
    candidature = la_sienne(request, numeros)
    brouillon = queries.modification_de(candidature)
    if brouillon is None:
        return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)
    if request.method == "POST":
        abandonner(brouillon=brouillon)
        if candidature.version_courante:
            phrase = "Votre modification a été abandonnée. Votre inscription enregistrée n'a pas changé."
        else:
            phrase = "Votre saisie a été effacée. Votre inscription reste à compléter : elle ne compte pas encore."
        messages.info(request, phrase)
        return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)
    contexte = {
        "candidature": candidature,
        "titre_service": titre_du_service(candidature.service),
        "retour": _url(candidature, premier_a_faire(brouillon.onglets_faits)),
    }
    return render(request, "registrations/annuler.html", contexte)


@candidat_requis
@require_http_methods(["GET", "POST"])
def se_desinscrire(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """The bin of the card: a page that warns, then the désinscription, final."""
    candidature = la_sienne(request, numeros)
    possible = (
        candidature.origine != Origine.ETABLISSEMENT
        and candidature.etat in (Etat.INSCRIT, Etat.A_COMPLETER)
        and est_ouvert(candidature.service)
    )
    contexte = {
        "candidature": candidature,
        "preinscription": queries.preinscription_de(candidature),
        "service": candidature.service,
        "titre_service": titre_du_service(candidature.service),
        "possible": possible,
    }
    if request.method == "POST":
        try:
            desinscrire(candidature=candidature)
        except DesinscriptionImpossible:
            contexte["possible"] = False
        except Refus as refus:
            contexte["possible"] = contexte["possible"] and refus.code != SERVICE_FERME
            contexte["refus"] = refus.phrase
        else:
            messages.success(request, "Votre désinscription est enregistrée. Un mail vous le confirme.")
            return redirect("portail:inscriptions")
        return render(request, "registrations/desinscrire.html", contexte, status=409)
    return render(request, "registrations/desinscrire.html", contexte)
