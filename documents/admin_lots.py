"""Publications in `/gestion/`: launch one, follow it, stop it, retry what failed, see who has not read."""

from collections.abc import Mapping, Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from cyclades.staff_lots import AdminDeLots
from cyclades.staff_site import Bloc, Compteur, staff_site

from . import gestion, gestion_embargo, gestion_un, queries_lots
from .models import Lot

NOM = "documents_lot"


@admin.register(Lot, site=staff_site)
class LotAdmin(AdminDeLots):
    champ_academie = ""  # a publication may cover several académies: `get_queryset` narrows it by its documents
    chemin_compte = ""  # the list of candidates is shown only in the scope of the person
    change_list_template = "admin/documents/lot/liste.html"
    list_display = ["numero", "intitule", "nom_fichier", "auteur_affiche", "cree_le", "publie_le", "etat"]
    list_filter = ["kind"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lot]:
        return queries_lots.lots_visibles(request.user).select_related("auteur__personnel")

    def avancements(self, request: HttpRequest, lots: Sequence[int]) -> Mapping[int, queries_lots.Avancement]:
        return queries_lots.avancements(lots, request.user)

    def get_urls(self) -> list[URLPattern]:
        vue, du_lot = self.admin_site.admin_view, self.du_lot
        return [
            path("", vue(self.changelist_view), name=f"{NOM}_changelist"),
            path("publier/", vue(gestion.publier), name=f"{NOM}_publier"),
            path("candidature/<ident:pk>/<slug:kind>/", vue(gestion_un.publier_un), name=f"{NOM}_un"),
            path("<ident:pk>/change/", du_lot(gestion.fiche), name=f"{NOM}_change"),
            path("<ident:pk>/embargo/", du_lot(gestion_embargo.deplacer), name=f"{NOM}_embargo"),
            path("<ident:pk>/acte/<slug:nom>/", du_lot(gestion.acte), name=f"{NOM}_acte"),
            path("<ident:pk>/liste/<slug:liste>/", du_lot(gestion.liste), name=f"{NOM}_liste"),
        ]

    @admin.display(description="document", ordering="kind")
    def intitule(self, obj: Lot) -> str:
        return obj.intitule


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
