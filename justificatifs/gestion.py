"""One piece before a gestionnaire: what was declared, what was sent, what he decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from cyclades.common import clock, forms, storage
from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site
from registrations.gestion import personne

from . import attente
from .declarations import declarations
from .enums import Statut
from .fenetres import derniere_minute, echeance_par_defaut, fenetre_du_groupe, titre_du_groupe
from .models import Consultation, Depot, PieceAttendue, Revue
from .motifs import motifs
from .permissions import depot_visible, peut_etre_remis, preuve_visible
from .services import reprises
from .services.decisions import DecisionConcurrente, decider, noter_consultation
from .visionneuse import presents, visionneuse

ROUVRIR = "rouvrir"
DECISIONS: dict[str, tuple[Statut, str]] = {
    **{str(s.value): (s, str(s.label)) for s in (Statut.RECUE, Statut.CONFORME, Statut.NON_CONFORME)},
    ROUVRIR: (Statut.AUCUN, "Rouvrir le dépôt"),
}


class DecisionForm(forms.PortailForm):
    """The decisions share one form; the button pressed says which."""

    revision = forms.CacheField()
    date_reception = forms.DateFrField(label="Date de réception", largeur="court")
    motif = forms.ChoixField(
        label="Ce qui ne va pas",
        required=False,
        invite="Choisissez un motif, ou écrivez-le ci-dessous",
        help_text="Pour « Non conforme » ou « Rouvrir » : phrase envoyée au candidat, suivie de ce que vous ajoutez.",
    )
    information = forms.ZoneTexteField(
        label="Information du gestionnaire",
        required=False,
        max_length=500,
        lignes=3,
        help_text="Pour « Non conforme » ou « Rouvrir » : dites au candidat ce qui ne va pas et ce qu'il doit faire.",
    )
    dernier_jour = forms.DateFrField(
        label="Nouveau dépôt possible jusqu'au",
        required=False,
        futur_permis=True,
        largeur="court",
        help_text="Pour « Non conforme » ou « Rouvrir » : dernier jour inclus, sept jours par défaut.",
    )

    def __init__(self, *args: Any, famille: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].choices = [(phrase, phrase) for phrase in motifs(famille)]

    @property
    def information_complete(self) -> str:
        """The sentence chosen, then what was written."""
        dites = (self.cleaned_data["motif"], self.cleaned_data["information"])
        return " ".join(texte for texte in dites if texte)


def fiche(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    """The piece and everything needed to judge it."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    piece = _piece(request, model_admin, pk)
    model_admin.noter_acces(request, piece)
    return _page(request, model_admin, piece, _formulaire(piece))


def decision(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    """Record *Reçue*, *Conforme*, *Non conforme* or a reopening; a concurrent decision is shown, never overwritten."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    piece = _piece(request, model_admin, pk)
    form = DecisionForm(request.POST, famille=piece.famille)
    if not form.is_valid():
        return _page(request, model_admin, piece, form, status=422)
    try:
        decider(
            piece_id=piece.pk,
            revision=_revision(form.cleaned_data["revision"]),
            statut=_statut(request.POST.get("statut", "")),
            par=personne(request),
            date_reception=form.cleaned_data["date_reception"],
            information=form.information_complete,
            dernier_jour=form.cleaned_data["dernier_jour"],
        )
    except DecisionConcurrente:
        return _conflit(request, model_admin, piece.pk)
    except Refus as refus:
        form.refuser(refus)
        return _page(request, model_admin, piece, form, status=422)
    suite = attente.suite(request)
    lien = reverse("gestion:justificatifs_pieceattendue_change", args=[piece.pk]) + suite
    phrase = '« {} », {} : décision enregistrée. <a href="{}" data-touche="a">Y revenir ou l’annuler (une minute)</a>'
    messages.success(request, format_html(phrase, piece, piece.candidature.compte.profil, lien))
    # The next one at once, of the list that this page was opened from.
    suivante = attente.suivante(request, model_admin, piece)
    if suivante is None:
        return redirect(attente.liste(request))
    return redirect(reverse("gestion:justificatifs_pieceattendue_change", args=[suivante.pk]) + suite)


def annulation(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    """Take back the decision just made; the page of the piece again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    piece = _piece(request, model_admin, pk)
    try:
        reprises.reprendre(
            piece_id=piece.pk, revision=_revision(request.POST.get("revision", "")), par=personne(request)
        )
    except DecisionConcurrente:
        return _conflit(request, model_admin, piece.pk)
    except Refus as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, f"« {piece} » : décision annulée, la pièce est comme avant.")
    return redirect(reverse("gestion:justificatifs_pieceattendue_change", args=[piece.pk]) + attente.suite(request))


def fichier(request: HttpRequest, model_admin: AdminRestreint, pk: int, depot: int) -> HttpResponseBase:
    """The file, as an attachment; who opened it is recorded first (I-27)."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    trouve = depot_visible(personne(request), pk, depot)
    if not peut_etre_remis(trouve):
        messages.error(request, "Ce fichier n'est pas remis : il n'a pas été reconnu sain par l'antivirus.")
        return redirect("gestion:justificatifs_pieceattendue_change", pk)
    noter_consultation(depot=trouve, par=personne(request))
    model_admin.noter_acces(request, trouve.piece, f"Fichier « {trouve.nom} » de la pièce « {trouve.piece} »")
    return storage.reponse_fichier(
        trouve.fichier, nom_affiche=trouve.nom, type_mime=trouve.type_mime, sha256=trouve.sha256
    )


def preuve(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The proof joined to a request of rectification, as an attachment; who opened it is recorded first (I-27)."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    trouvee = preuve_visible(personne(request), pk)
    objet = f"Justificatif « {trouvee.nom} » d'une demande de rectification"
    compte_id = trouvee.rectification.candidature.compte_id
    staff_site.noter_acces(compte_id=compte_id, agent=request.user, objet=objet)
    return storage.reponse_fichier(
        trouvee.fichier, nom_affiche=trouvee.nom, type_mime=trouvee.type_mime, sha256=trouvee.sha256
    )


def _piece(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> PieceAttendue:
    piece: PieceAttendue = model_admin.visible(
        request,
        pk,
        "groupe",
        "candidature__compte__profil",
        "candidature__specialite",
        "candidature__service__session",
        "candidature__academie",
    )
    return piece


def _formulaire(piece: PieceAttendue) -> DecisionForm:
    aujourd_hui = clock.aujourd_hui()
    return DecisionForm(
        famille=piece.famille,
        initial={
            "revision": piece.revision,
            "date_reception": piece.date_reception or aujourd_hui,
            "dernier_jour": echeance_par_defaut(aujourd_hui),
            "information": piece.information,
        },
    )


def _revision(texte: str) -> int:
    """The revision that was on the page; anything else matches none."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 10 else -1


def _statut(texte: str) -> Statut:
    if texte not in DECISIONS:
        raise Refus("Choisissez « Reçue », « Conforme », « Non conforme » ou « Rouvrir le dépôt ».", code="statut")
    return DECISIONS[texte][0]


def _page(
    request: HttpRequest, model_admin: AdminRestreint, piece: PieceAttendue, form: DecisionForm, status: int = 200
) -> HttpResponse:
    groupe, candidature = piece.groupe, piece.candidature
    depots = _depots(piece)
    consultations = list(
        Consultation.objects.filter(depot__piece=piece)
        .select_related("auteur__personnel", "depot")
        .order_by("-quand", "-pk")[:20]
    )
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": str(piece),
        "opts": PieceAttendue._meta,
        "piece": piece,
        "candidature": candidature,
        "titre_groupe": titre_du_groupe(groupe.mode, fenetre_du_groupe(groupe, candidature.service)),
        "echeance": derniere_minute(piece.echeance_propre) if piece.echeance_propre else None,
        "depots": depots,
        "visionneuse": visionneuse(request, depots),
        "presents": presents(consultations, personne(request), clock.maintenant()),
        "declarations": declarations(candidature),
        "revues": Revue.objects.filter(piece=piece).select_related("auteur__personnel").order_by("-quand", "-pk"),
        "consultations": consultations,
        "form": form,
        "decisions": [(cle, libelle) for cle, (_, libelle) in DECISIONS.items()],
        "a_reprendre": reprises.a_reprendre(piece, personne(request)),
        "suivante": attente.suivante(request, model_admin, piece),
        "liste": attente.liste(request),
        "suite": attente.suite(request),
    }
    return render(request, "admin/justificatifs/pieceattendue/fiche.html", contexte, status=status)


def _depots(piece: PieceAttendue) -> list[tuple[Depot, bool]]:
    """Every file that was sent for the piece, latest first, and whether it may be opened."""
    envoyes = Depot.objects.filter(piece=piece, valide_le__isnull=False).order_by("-valide_le", "-pk")
    return [(depot, peut_etre_remis(depot)) for depot in envoyes]


def _conflit(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    piece = _piece(request, model_admin, pk)
    contexte = {
        **staff_site.each_context(request),
        "title": "Cette pièce a changé entre-temps",
        "piece": piece,
        "suite": attente.suite(request),
        "derniere": Revue.objects.filter(piece=piece)
        .select_related("auteur__personnel")
        .order_by("-quand", "-pk")
        .first(),
    }
    return render(request, "admin/justificatifs/pieceattendue/conflit.html", contexte, status=409)
