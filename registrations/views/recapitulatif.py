"""« 6 - Récapitulatif » of a draft, and « Enregistrer »."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cyclades.common.errors import SERVICE_FERME, Refus
from registrations import queries
from registrations.contenu import Contenu, a_signer
from registrations.models import Candidature
from registrations.services import erreurs
from registrations.services.differences import differences
from registrations.services.saving import enregistrer
from registrations.wizard.parcours import Parcours
from registrations.wizard.tabs import NUMERO, PAR_CLE, RECAPITULATIF, Onglet

from .base import compte_de, revision_postee
from .pages import entete, page_deja_inscrit, page_fermee, quitter


def recapitulatif(request: HttpRequest, parcours: Parcours) -> HttpResponse:
    """Everything, each block with a link to change it; POST saves, or leaves."""
    if request.method == "POST" and request.POST.get("action") == "quitter":
        return quitter(request, parcours)
    reprendre = parcours.a_reprendre()
    if reprendre:
        return _a_corriger(request, parcours, reprendre[0])
    if request.method == "POST":
        return _enregistrer(request, parcours)
    return _dessiner(request, parcours, parcours.apercu())


def _dessiner(request: HttpRequest, parcours: Parcours, contenu: Contenu, *, status: int = 200) -> HttpResponse:
    version = queries.derniere_version(parcours.candidature) if parcours.candidature else None
    contexte = {
        **entete(parcours, RECAPITULATIF),
        "contenu": contenu,
        "liens": {onglet.cle: parcours.url(onglet) for onglet in PAR_CLE.values()},
        "version": version,
        "marques": parcours.contexte.preinscription.marques(parcours.contexte.donnees),
        "changements": differences(version.contenu, contenu) if version else [],
        "a_signer": a_signer(contenu),
        "informations": parcours.contexte.decision.informations,
    }
    return render(request, "registrations/recapitulatif.html", contexte, status=status)


def _a_corriger(request: HttpRequest, parcours: Parcours, onglet: Onglet) -> HttpResponse:
    messages.warning(request, f"L'onglet « {onglet.titre} » est à compléter avant d'enregistrer.")
    return redirect(f"{parcours.url(onglet)}?verifier")


def _enregistrer(request: HttpRequest, parcours: Parcours) -> HttpResponse:
    cle = _cle(request)
    if cle is None:
        return _dessiner(request, parcours, parcours.apercu(), status=422)
    try:
        resultat = enregistrer(
            compte=compte_de(request),
            brouillon=parcours.brouillon,
            revision=revision_postee(request),
            cle=cle,
            saisie=parcours.saisie(),
            contexte=parcours.contexte,
        )
    except erreurs.BrouillonPerime:
        messages.warning(request, "Le brouillon a changé entre-temps. Relisez-le, puis enregistrez.")
        return redirect(parcours.url(RECAPITULATIF))
    except erreurs.BrouillonDisparu:
        return render(request, "registrations/brouillon_disparu.html", status=409)
    except erreurs.DejaInscrit as erreur:
        return page_deja_inscrit(request, parcours.service, erreur.candidature)
    except erreurs.SaisieIncomplete as erreur:
        return _a_corriger(request, parcours, PAR_CLE[erreur.onglet])
    except erreurs.VersionPerimee as erreur:
        return _version_perimee(request, parcours, erreur.candidature)
    except erreurs.NumerosEpuises:
        messages.error(
            request, "Vous avez atteint le nombre de candidatures possible. Contactez le service gestionnaire."
        )
        return redirect(parcours.url(RECAPITULATIF))
    except Refus as refus:
        if refus.code == SERVICE_FERME:
            return page_fermee(request, parcours, status=409)
        messages.error(request, refus.phrase)
        return redirect(parcours.url(RECAPITULATIF))
    return _resultat(request, resultat.candidature)


def _version_perimee(request: HttpRequest, parcours: Parcours, candidature: Candidature) -> HttpResponse:
    """Another version was saved since: both are shown; the person starts again from the one in force (I-09)."""
    version = queries.derniere_version(candidature)
    contenu = parcours.apercu()
    contexte = {
        **entete(parcours, RECAPITULATIF),
        "version": version,
        "changements": differences(version.contenu, contenu) if version else [],
    }
    return render(request, "registrations/version_perimee.html", contexte, status=409)


def _resultat(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    candidature.compte = compte_de(request)
    return redirect("registrations:onglet", candidature.numeros, NUMERO.cle)


def rejeu(request: HttpRequest) -> HttpResponse | None:
    """A second post of a form that was saved leads to the same result (I-08); None for anything else."""
    cle = _cle(request) if request.method == "POST" else None
    version = queries.version_par_cle(compte=compte_de(request), cle=cle) if cle else None
    return _resultat(request, version.candidature) if version else None


def _cle(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("cle_formulaire", ""))
    except ValueError:
        return None
