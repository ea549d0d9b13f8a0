"""Batches of pre-registrations in `/gestion/`: launch one, follow it, decide, stop, retry."""

from collections.abc import Mapping, Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse

from cyclades.staff_lots import AdminDeLots
from cyclades.staff_site import Bloc, Compteur, staff_site

from . import gestion_lots, gestion_redoublants, queries_lots
from .models import LotPreinscription

NOM = gestion_lots.NOM


@admin.register(LotPreinscription, site=staff_site)
class LotPreinscriptionAdmin(AdminDeLots):
    champ_academie = "academie"
    chemin_compte = ""  # about many people; the page that shows accounts records each of them
    change_list_template = "admin/registrations/lotpreinscription/liste.html"
    list_display = ["numero", "genre", "academie", "nom_fichier", "auteur_affiche", "cree_le", "etat"]
    list_filter = ["genre"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LotPreinscription]:
        return super().get_queryset(request).select_related("auteur__personnel", "academie")

    def avancements(self, request: HttpRequest, lots: Sequence[int]) -> Mapping[int, queries_lots.Avancement]:
        return queries_lots.avancements(lots)

    def get_urls(self) -> list[URLPattern]:
        vue, du_lot = self.admin_site.admin_view, self.du_lot
        return [
            path("", vue(self.changelist_view), name=f"{NOM}_changelist"),
            path("importer/", vue(gestion_lots.importer), name=f"{NOM}_importer"),
            path("preparer/", vue(gestion_redoublants.preparer), name=f"{NOM}_preparer"),
            path("<ident:pk>/change/", du_lot(gestion_lots.fiche), name=f"{NOM}_change"),
            path("<ident:pk>/acte/<slug:nom>/", du_lot(gestion_lots.acte), name=f"{NOM}_acte"),
            path("<ident:pk>/decider/", du_lot(gestion_lots.decider), name=f"{NOM}_decider"),
            path("<ident:pk>/refusees/", du_lot(gestion_lots.rendre), name=f"{NOM}_refusees"),
        ]


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
