"""« Mes justificatifs »: what is asked, what was sent, what was decided (guide, chapter 12)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from cyclades.common import storage
from cyclades.common.errors import Refus
from registrations.models import Candidature
from registrations.permissions import candidature_de

from .forms import PieceJointeForm
from .models import PieceAttendue
from .permissions import depot_de, groupe_de, peut_etre_remis, piece_de
from .queries import GroupeAffiche, dossier
from .services.depots import PiecesManquantes, deposer, deposer_ensemble, supprimer, verrouiller

Numeros = tuple[str, int]


@login_required
@require_GET
def liste(request: HttpRequest, numeros: Numeros) -> HttpResponse:
    candidature = candidature_de(request.user.pk, numeros)
    return render(request, "justificatifs/liste.html", {"candidature": candidature, "dossier": dossier(candidature)})


@login_required
@require_http_methods(["GET", "POST"])
def ajouter(request: HttpRequest, numeros: Numeros, piece: int) -> HttpResponse:
    """« Envoyer une pièce jointe »: one file for one piece."""
    candidature = candidature_de(request.user.pk, numeros)
    attendue = piece_de(candidature, piece)
    if request.method == "POST":
        form = PieceJointeForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                _deposer(attendue, form.cleaned_data["fichier"])
            except Refus as refus:
                form.refuser(refus)
            else:
                messages.success(request, f"Fichier ajouté pour « {attendue} ». Il n'est pas encore transmis.")
                # The page's own request must not follow the redirection: it would read the message away.
                suite = HttpResponseClientRedirect if request.headers.get("HX-Request") else HttpResponseRedirect
                return suite(reverse("justificatifs:liste", args=[candidature.numeros]))
    else:
        form = PieceJointeForm()
    contexte = _contexte(candidature, piece=attendue, form=form)
    return render(request, "justificatifs/ajouter.html", contexte, status=422 if form.errors else 200)


def _deposer(piece: PieceAttendue, fichiers: "list[UploadedFile[bytes]]") -> None:
    if len(fichiers) == 1:
        deposer(piece=piece, fichier=fichiers[0])
    else:
        deposer_ensemble(piece=piece, fichiers=fichiers)


@login_required
@require_GET
def telecharger(request: HttpRequest, numeros: Numeros, depot: int) -> HttpResponseBase:
    """The candidate's own file, as an attachment."""
    trouve = depot_de(candidature_de(request.user.pk, numeros), depot)
    if not peut_etre_remis(trouve):
        raise Http404
    return storage.reponse_fichier(
        trouve.fichier, nom_affiche=trouve.nom, type_mime=trouve.type_mime, sha256=trouve.sha256
    )


@login_required
@require_http_methods(["GET", "POST"])
def retirer(request: HttpRequest, numeros: Numeros, depot: int) -> HttpResponse:
    """Delete a file that is not sent yet, after a confirmation."""
    candidature = candidature_de(request.user.pk, numeros)
    trouve = depot_de(candidature, depot)
    if request.method == "GET":
        return render(request, "justificatifs/retirer.html", _contexte(candidature, depot=trouve))
    try:
        supprimer(depot=trouve)
    except Refus as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, f"Le fichier de « {trouve.piece} » a été supprimé.")
    return redirect("justificatifs:liste", numeros)


@login_required
@require_http_methods(["GET", "POST"])
def transmettre(request: HttpRequest, numeros: Numeros, groupe: int) -> HttpResponse:
    """« J'ai fourni toutes mes pièces »: what is missing, or a last confirmation, then the lock."""
    candidature = candidature_de(request.user.pk, numeros)
    if request.method == "POST":
        try:
            nombre = verrouiller(groupe=groupe_de(candidature, groupe), par=candidature.compte)
        except PiecesManquantes:
            return _confirmation(request, candidature, groupe, status=422)
        except Refus as refus:
            messages.error(request, refus.phrase)
        else:
            pluriel = "s" if nombre > 1 else ""
            messages.success(request, f"{nombre} pièce{pluriel} transmise{pluriel} au service gestionnaire.")
        return redirect("justificatifs:liste", numeros)
    return _confirmation(request, candidature, groupe)


def _contexte(candidature: Candidature, **autres: object) -> dict[str, object]:
    retour = reverse("justificatifs:liste", args=[candidature.numeros])
    return {"candidature": candidature, "retour": retour, **autres}


def _confirmation(request: HttpRequest, candidature: Candidature, pk: int, status: int = 200) -> HttpResponse:
    contexte = _contexte(candidature, groupe=_groupe_affiche(candidature, pk))
    return render(request, "justificatifs/transmettre.html", contexte, status=status)


def _groupe_affiche(candidature: Candidature, pk: int) -> GroupeAffiche:
    for affiche in dossier(candidature).groupes:
        if affiche.groupe.pk == pk:
            return affiche
    raise Http404
