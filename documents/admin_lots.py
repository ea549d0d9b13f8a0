"""Publications in `/gestion/`: launch one, follow it, stop it, retry what failed, see who has not read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from cyclades.staff_site import AdminRestreint, Bloc, Compteur, staff_site

from . import gestion, gestion_embargo, gestion_un, queries_lots
from .models import Lot

NOM = "documents_lot"


@admin.register(Lot, site=staff_site)
class LotAdmin(AdminRestreint):
    champ_academie = ""  # a publication may cover several académies: `get_queryset` narrows it by its documents
    chemin_compte = ""  # the list of candidates is shown only in the scope of the person
    change_list_template = "admin/documents/lot/liste.html"
    list_display = ["numero", "intitule", "nom_fichier", "auteur_affiche", "cree_le", "publie_le", "etat"]
    list_display_links = ["numero"]
    list_filter = ["kind"]
    list_per_page = 50
    ordering = ["-cree_le", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lot]:
        return queries_lots.lots_visibles(request.user).select_related("auteur__personnel")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """How far each is: one query for the page."""
        liste = super().get_changelist_instance(request)
        avancements = queries_lots.avancements([lot.pk for lot in liste.result_list], request.user)
        for lot in liste.result_list:
            lot.avancement = avancements.get(lot.pk, queries_lots.Avancement())
        return liste

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        return [
            path("", vue(self.changelist_view), name=f"{NOM}_changelist"),
            path("publier/", vue(gestion.publier), name=f"{NOM}_publier"),
            path("candidature/<ident:pk>/<slug:kind>/", vue(gestion_un.publier_un), name=f"{NOM}_un"),
            path("<ident:pk>/change/", vue(self.fiche), name=f"{NOM}_change"),
            path("<ident:pk>/embargo/", vue(self.embargo), name=f"{NOM}_embargo"),
            path("<ident:pk>/acte/<slug:nom>/", vue(self.acte), name=f"{NOM}_acte"),
            path("<ident:pk>/liste/<slug:liste>/", vue(self.liste), name=f"{NOM}_liste"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        contexte = {"responsable": staff_site.est_responsable(request.user), **(extra_context or {})}
        page: HttpResponse = super().changelist_view(request, contexte)
        return page

    def fiche(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion.fiche(request, self, pk)

    def acte(self, request: HttpRequest, pk: int, nom: str) -> HttpResponse:
        return gestion.acte(request, self, pk, nom)

    def embargo(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion_embargo.deplacer(request, gestion.lot_visible(request, self, pk))

    def liste(self, request: HttpRequest, pk: int, liste: str) -> HttpResponse:
        return gestion.liste(request, self, pk, liste)

    @admin.display(description="n°", ordering="pk")
    def numero(self, obj: Lot) -> str:
        return f"N° {obj.pk}"

    @admin.display(description="document", ordering="kind")
    def intitule(self, obj: Lot) -> str:
        return obj.intitule

    @admin.display(description="par", ordering="auteur__personnel__nom")
    def auteur_affiche(self, obj: Lot) -> str:
        return str(obj.auteur.personnel)

    @admin.display(description="avancement")
    def etat(self, obj: Any) -> str:
        return str(obj.avancement.mots)


@staff_site.bloc(ordre=15)
def publications(request: HttpRequest) -> Bloc:
    """Documents of publications that could not be issued or made, for the dashboard (2 queries)."""
    lots = list(queries_lots.lots_visibles(request.user).values_list("pk", flat=True)[:50])
    avancements = queries_lots.avancements(lots, request.user).values()
    liste = reverse(f"gestion:{NOM}_changelist")
    return Bloc(
        "Publications de documents",
        [
            Compteur("En cours", sum(a.en_cours for a in avancements), liste),
            Compteur("Documents en échec", sum(a.echecs + a.rates for a in avancements), liste),
        ],
    )
