"""The queue of pieces in `/gestion/`."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from cyclades.staff_site import AdminRestreint, Bloc, Compteur, staff_site
from registrations.gestion import personne
from sessions_cfg import periodes

from . import gestion, gestion_courrier, gestion_relances, suivi, visionneuse
from .attente import attente
from .echeances import LIMITE
from .filtres import (
    A_VOIR,
    SITUATIONS,
    AcademieFilter,
    AttenteFilter,
    ExamenFilter,
    FamilleFilter,
    LimiteFilter,
    SituationFilter,
    SpecialiteFilter,
    compter,
)
from .models import Depot, PieceAttendue, Preuve
from .queries import avec_transmission
from .services.decisions import marquer_recues


@admin.register(PieceAttendue, site=staff_site)
class PieceAttendueAdmin(AdminRestreint):
    champ_academie = "candidature__academie"
    chemin_compte = "candidature.compte_id"
    list_display = ["piece", "candidat", "numeros", "specialite", "transmise", "limite", "statut_affiche"]
    list_filter = [
        SituationFilter,
        AttenteFilter,
        LimiteFilter,
        FamilleFilter,
        ExamenFilter,
        SpecialiteFilter,
        AcademieFilter,
    ]
    list_per_page = 50
    actions = ["marquer_recue"]
    search_fields = [
        "candidature__compte__numero_candidat",
        "candidature__compte__profil__nom_naissance",
        "candidature__compte__profil__prenoms",
        "candidature__compte__email__iexact",
    ]
    search_help_text = "N° candidat, nom, prénoms ou adresse mail"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PieceAttendue]:
        pieces = super().get_queryset(request).filter(retiree_le=None)
        lues = ("candidature__compte__profil", "candidature__specialite", "candidature__service")
        return avec_transmission(pieces).annotate(limite=LIMITE).select_related(*lues)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Oldest sent first."""
        return ["transmise_le", "pk"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """How many wait among those that are listed, and since when."""
        reponse = super().changelist_view(request, extra_context)
        liste = getattr(reponse, "context_data", {}).get("cl")
        if liste is not None and request.GET.get("situation", A_VOIR) in (A_VOIR, "toutes"):
            reponse.context_data["attente"] = attente(liste.queryset)
        return reponse

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deciding is changing; each act is checked again against the scoped queryset."""
        return self._autorise(request)

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        nom = "justificatifs_pieceattendue"
        return [
            path("", vue(self.changelist_view), name=f"{nom}_changelist"),
            path("dossiers/<slug:liste>/", vue(suivi.suivi), name=f"{nom}_suivi"),
            path("courrier/", vue(gestion_courrier.courrier), name=f"{nom}_courrier"),
            path("courrier/<numeros:numeros>/", vue(gestion_courrier.enveloppe), name=f"{nom}_enveloppe"),
            path("relances/<ident:pk>/", vue(gestion_relances.relance), name=f"{nom}_relance"),
            path("<ident:pk>/change/", vue(self.fiche), name=f"{nom}_change"),
            path("<ident:pk>/decider/", vue(self.decider), name=f"{nom}_decider"),
            path("<ident:pk>/annuler/", vue(self.annuler), name=f"{nom}_annuler"),
            path("<ident:pk>/fichiers/<ident:depot>/", vue(self.fichier), name=f"{nom}_fichier"),
            path("<ident:pk>/fichiers/<ident:depot>/pages/<ident:numero>/", vue(self.page), name=f"{nom}_page"),
            path("preuves/<ident:pk>/fichier/", vue(gestion.preuve), name="justificatifs_preuve_fichier"),
        ]

    def fiche(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion.fiche(request, self, pk)

    def decider(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion.decision(request, self, pk)

    def annuler(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion.annulation(request, self, pk)

    def fichier(self, request: HttpRequest, pk: int, depot: int) -> HttpResponseBase:
        return gestion.fichier(request, self, pk, depot)

    def page(self, request: HttpRequest, pk: int, depot: int, numero: int) -> HttpResponse:
        return visionneuse.page(request, self, pk, depot, numero)

    @admin.action(description="Marquer « Reçue » aujourd'hui", permissions=["change"])
    def marquer_recue(self, request: HttpRequest, queryset: QuerySet[PieceAttendue]) -> None:
        choisies = list(queryset)
        faites = marquer_recues(pieces=choisies, par=personne(request))
        if faites:
            self.message_user(request, f"{faites} pièce(s) marquée(s) « Reçue ».", messages.SUCCESS)
        if faites < len(choisies):
            reste = len(choisies) - faites
            phrase = f"{reste} pièce(s) laissée(s) telles quelles : déjà contrôlées, ou pas encore transmises."
            self.message_user(request, phrase, messages.WARNING)

    @admin.display(description="pièce", ordering="libelle")
    def piece(self, obj: PieceAttendue) -> str:
        return str(obj)

    @admin.display(description="candidat", ordering="candidature__compte__profil__nom_naissance")
    def candidat(self, obj: PieceAttendue) -> str:
        return str(obj.candidature.compte.profil)

    @admin.display(description="N° candidat - inscription", ordering="candidature__compte__numero_candidat")
    def numeros(self, obj: PieceAttendue) -> str:
        return obj.candidature.numeros

    @admin.display(description="spécialité", ordering="candidature__specialite__libelle")
    def specialite(self, obj: PieceAttendue) -> str:
        return str(obj.candidature.specialite or "—")

    @admin.display(description="transmise le", ordering="transmise_le")
    def transmise(self, obj: Any) -> Any:
        return obj.transmise_le

    @admin.display(description="date limite", ordering="limite")
    def limite(self, obj: Any) -> str:
        return periodes.date_heure_courte(obj.limite, obj.candidature.service.fuseau, fin=True)

    @admin.display(description="statut", ordering="statut")
    def statut_affiche(self, obj: PieceAttendue) -> str:
        return obj.get_statut_display()


@staff_site.bloc(ordre=10)
def pieces_a_controler(request: HttpRequest) -> Bloc:
    """The state of the queue, for the dashboard."""
    visibles = avec_transmission(
        PieceAttendue.objects.filter(retiree_le=None, candidature__academie__in=staff_site.academies(request.user))
    )
    liste = reverse("gestion:justificatifs_pieceattendue_changelist")
    comptes, anciennete = compter(visibles), attente(visibles).anciennete
    return Bloc(
        "Pièces justificatives",
        [
            Compteur(libelle + (anciennete if cle == A_VOIR else ""), comptes[cle], f"{liste}?situation={cle}")
            for cle, (libelle, _) in SITUATIONS.items()
            if cle != "toutes"
        ],
    )


@staff_site.bloc(ordre=15)
def fichiers_en_defaut(request: HttpRequest) -> Bloc:
    """Files that the reconciliation did not find on the disk as they were given; the first ten are named."""
    en_defaut = (
        Depot.objects.exclude(anomalie="")
        .filter(piece__candidature__academie__in=staff_site.academies(request.user))
        .select_related("piece__candidature__compte")
        .order_by("pk")
    )
    preuves = Preuve.objects.exclude(anomalie="").filter(
        rectification__candidature__academie__in=staff_site.academies(request.user)
    )
    compteurs = [
        Compteur("Fichiers absents ou altérés", en_defaut.count()),
        Compteur("Preuves de rectification absentes ou altérées", preuves.count()),
    ]
    for depot in en_defaut[:10]:
        libelle = f"{depot.piece}, candidature n° {depot.piece.candidature.numeros} : {depot.get_anomalie_display()}"
        compteurs.append(
            Compteur(libelle, 1, reverse("gestion:justificatifs_pieceattendue_change", args=[depot.piece_id]))
        )
    return Bloc("Fichiers conservés", compteurs)
