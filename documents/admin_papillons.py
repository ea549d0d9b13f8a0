"""Papillons de connexion in `/gestion/`, for responsables: the pages are those of `gestion_papillons`."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from cyclades.staff_site import AdminRestreint, staff_site

from . import gestion_papillons as pages
from . import queries_papillons
from .models import EditionPapillons


@admin.register(EditionPapillons, site=staff_site)
class EditionPapillonsAdmin(AdminRestreint):
    champ_academie = "academie"
    chemin_compte = ""  # each page records the pupils that it speaks of
    pour_responsables = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[EditionPapillons]:
        return queries_papillons.editions(request.user)

    def get_urls(self) -> list[URLPattern]:
        nom = pages.MODELE
        return [
            path("", self._vue(pages.classes), name=f"{nom}_changelist"),
            path("classes/<ident:ecole>/<ident:session>/", self._vue(pages.classe), name=f"{nom}_classe"),
            path("classes/<ident:ecole>/<ident:session>/editer/", self._vue(pages.editer), name=f"{nom}_editer"),
            path("<ident:pk>/change/", self._vue(pages.fiche), name=f"{nom}_change"),
            path("<ident:pk>/fichier/", self._vue(pages.fichier), name=f"{nom}_fichier"),
        ]

    def _vue(self, page: Any) -> Any:
        """The page, for a responsable only."""

        def vue(request: HttpRequest, **parametres: Any) -> HttpResponseBase:
            if not staff_site.est_responsable(request.user):
                raise PermissionDenied
            reponse: HttpResponseBase = page(request, **parametres)
            return reponse

        return self.admin_site.admin_view(vue)
