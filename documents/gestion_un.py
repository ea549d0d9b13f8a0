"""One document published by hand, for one candidature: the checks and the path of a file of one document."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.staff_lots import pour_responsables
from cyclades.staff_site import staff_site
from registrations.gestion import personne
from registrations.models import Candidature, Version

from . import queries_lots
from .enums import Kind
from .forms_un import Saisie
from .publication import colonnes
from .publication.controle import DocumentDemande, controler_lignes, prevoir
from .services import publication

FICHE = "gestion:documents_lot_change"
DOSSIER = "gestion:registrations_candidature_change"


@pour_responsables("GET", "POST")
def publier_un(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """« Contrôler » says what publishing would do and writes nothing, « Publier » launches it."""
    visibles = Candidature.objects.filter(academie__in=staff_site.academies(request.user))
    candidature = visibles.filter(pk=pk).select_related("compte__profil", "service__session", "specialite").first()
    if candidature is None or kind not in colonnes.COLONNES:
        raise Http404
    version = Version.objects.filter(candidature=pk, numero=candidature.version_courante).first()
    if version is None:
        messages.error(request, "Cette candidature n'a encore rien d'enregistré : rien ne peut être publié.")
        return redirect(DOSSIER, pk)
    intitule = Kind(kind).label
    objet = f"{intitule} à publier, candidature n° {candidature.numero_affiche}"
    staff_site.noter_acces(compte_id=candidature.compte_id, agent=request.user, objet=objet)
    contexte = {
        **staff_site.each_context(request),
        "title": f"Publier : {intitule}",
        "candidature": candidature,
        "intitule": intitule,
    }
    if request.method == "GET":
        avant = queries_lots.derniere_publiee(pk, kind)
        serie, lignes = (avant.serie, avant.donnees) if avant else ("", [])
        saisie = Saisie(kind, version.contenu, serie=serie, avant=lignes)
        return _page(request, saisie, {**contexte, "avant": avant})
    saisie = Saisie(kind, version.contenu, donnees=request.POST)
    if not saisie.est_juste():
        return _page(request, saisie, contexte, status=422)
    rapport = controler_lignes(
        saisie.lues((str(candidature.compte.numero_candidat), candidature.numero_affiche)),
        kind=kind,
        visibles=visibles,
        aujourd_hui=clock.aujourd_hui(),
    )
    if rapport.erreurs:
        saisie.refuser(rapport.erreurs)
        return _page(request, saisie, contexte, status=422)
    if request.POST.get("action") != "publier":
        prevoir(rapport)
        return _page(request, saisie, contexte, prevu=rapport.documents[0])
    valeurs = saisie.document.cleaned_data
    try:
        lot = publication.lancer(
            rapport=rapport, par=personne(request), cle=valeurs["cle"], publie_le=valeurs["publie_le"]
        )
    except Refus as refus:
        saisie.document.refuser(refus)
        return _page(request, saisie, contexte, status=422)
    messages.success(request, "Le document est confié au service de production.")
    return redirect(FICHE, lot.pk)


def _page(
    request: HttpRequest,
    saisie: Saisie,
    contexte: dict[str, Any],
    *,
    prevu: DocumentDemande | None = None,
    status: int = 200,
) -> HttpResponse:
    contexte = {"avant": None, **contexte, "saisie": saisie, "prevu": prevu}
    return render(request, "admin/documents/lot/un.html", contexte, status=status)
