"""Batches of pre-registrations in `/gestion/`: launch one, follow it, decide, stop, retry."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from cyclades.staff_site import AdminRestreint, Bloc, Compteur, staff_site

from . import gestion_lots, gestion_redoublants, queries_lots
from .models import LotPreinscription

NOM = gestion_lots.NOM


@admin.register(LotPreinscription, site=staff_site)
class LotPreinscriptionAdmin(AdminRestreint):
    champ_academie = "academie"
    chemin_compte = ""  # about many people; the page that shows accounts records each of them
    change_list_template = "admin/registrations/lotpreinscription/liste.html"
    list_display = ["numero", "genre", "academie", "nom_fichier", "auteur_affiche", "cree_le", "etat"]
    list_display_links = ["numero"]
    list_filter = ["genre"]
    list_per_page = 50
    ordering = ["-cree_le", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LotPreinscription]:
        return super().get_queryset(request).select_related("auteur__personnel", "academie")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """How far each is: one query for the page."""
        liste = super().get_changelist_instance(request)
        avancements = queries_lots.avancements([lot.pk for lot in liste.result_list])
        for lot in liste.result_list:
            lot.avancement = avancements.get(lot.pk, queries_lots.Avancement())
        return liste

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        return [
            path("", vue(self.changelist_view), name=f"{NOM}_changelist"),
            path("importer/", vue(gestion_lots.importer), name=f"{NOM}_importer"),
            path("preparer/", vue(gestion_redoublants.preparer), name=f"{NOM}_preparer"),
            path("<ident:pk>/change/", vue(self.fiche), name=f"{NOM}_change"),
            path("<ident:pk>/acte/<slug:nom>/", vue(self.acte), name=f"{NOM}_acte"),
            path("<ident:pk>/decider/", vue(self.decider), name=f"{NOM}_decider"),
            path("<ident:pk>/refusees/", vue(self.rendre), name=f"{NOM}_refusees"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        contexte = {"responsable": staff_site.est_responsable(request.user), **(extra_context or {})}
        page: HttpResponse = super().changelist_view(request, contexte)
        return page

    def fiche(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion_lots.fiche(request, self, pk)

    def acte(self, request: HttpRequest, pk: int, nom: str) -> HttpResponse:
        return gestion_lots.acte(request, self, pk, nom)

    def decider(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion_lots.decider(request, self, pk)

    def rendre(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion_lots.rendre(request, self, pk)

    @admin.display(description="n°", ordering="pk")
    def numero(self, obj: LotPreinscription) -> str:
        return f"N° {obj.pk}"

    @admin.display(description="par", ordering="auteur__personnel__nom")
    def auteur_affiche(self, obj: LotPreinscription) -> str:
        return str(obj.auteur.personnel)

    @admin.display(description="avancement")
    def etat(self, obj: Any) -> str:
        return str(obj.avancement.mots)


@staff_site.bloc(ordre=7)
def preinscriptions(request: HttpRequest) -> Bloc:
    """Batches under way and what waits for a decision, for the dashboard (2 queries)."""
    siens = LotPreinscription.objects.filter(academie__in=staff_site.academies(request.user))
    avancements = queries_lots.avancements(list(siens.values_list("pk", flat=True)[:50])).values()
    liste = reverse(f"gestion:{NOM}_changelist")
    return Bloc(
        "Préinscriptions par lot",
        [
            Compteur("En cours", sum(a.attente > 0 for a in avancements), liste),
            Compteur("Lignes à décider", sum(a.a_decider for a in avancements), liste),
        ],
    )
