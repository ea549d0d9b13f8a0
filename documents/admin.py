"""Issued documents in `/gestion/`: every version, of the person's académies only."""

import logging
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from cyclades.common import storage
from cyclades.staff_site import AdminRestreint, staff_site

from . import admin_lots, admin_papillons, queries  # noqa: F401  the first two register their pages
from .models import DocumentVersion
from .services import consultation

journal = logging.getLogger(__name__)
NOM = "documents_documentversion"


@admin.register(DocumentVersion, site=staff_site)
class DocumentVersionAdmin(AdminRestreint):
    champ_academie = "document__candidature__academie"
    chemin_compte = "document.candidature.compte_id"
    list_display = ["intitule", "candidat", "numeros", "numero", "etat", "cree_le", "fichier_pdf"]
    list_display_links = None
    list_filter = ["etat", "document__kind", ("document__candidature__academie", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    ordering = ["-cree_le", "-pk"]
    actions = ["redemander"]
    search_fields = [
        "document__candidature__compte__numero_candidat",
        "document__candidature__compte__profil__nom_naissance",
        "document__candidature__compte__profil__prenoms",
        "document__candidature__compte__email__iexact",
        "code",
    ]
    search_help_text = "N° candidat, nom, prénoms, adresse mail ou code de vérification"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentVersion]:
        return queries.pour_gestion(super().get_queryset(request))

    def objet_acces(self, obj: DocumentVersion) -> str:
        return f"{obj.document.intitule}, version {obj.numero:02d}"

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        return [
            path("", vue(self.changelist_view), name=f"{NOM}_changelist"),
            path("<ident:pk>/pdf/", vue(self.telecharger), name=f"{NOM}_pdf"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        page: HttpResponse = super().changelist_view(request, {"title": "Documents émis", **(extra_context or {})})
        return page

    def telecharger(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Any version, current or superseded; who opened it is written down first."""
        version = self.visible(request, pk)
        if not version.est_produite:
            raise Http404
        consultation.noter_ouverture(version=version, par=cast(User, request.user))
        self.noter_acces(request, version)
        try:
            return storage.reponse_fichier(
                version.fichier,
                nom_affiche=version.nom_fichier,
                type_mime="application/pdf",
                inline=True,
                sha256=version.sha256,
            )
        except storage.FichierIndisponible as erreur:
            journal.error("document %s refusé : %s", version.pk, type(erreur).__name__)
            phrase = "Le fichier conservé n'est plus celui qui a été émis : il n'est pas remis. Demandez sa reprise."
            self.message_user(request, phrase, messages.ERROR)
            return redirect(f"gestion:{NOM}_changelist")

    def has_redemander_permission(self, request: HttpRequest) -> bool:
        return self._autorise(request)

    @admin.action(description="Produire à nouveau, ou vérifier le fichier", permissions=["redemander"])
    def redemander(self, request: HttpRequest, queryset: QuerySet[DocumentVersion]) -> None:
        choisies = list(queryset)
        for version in choisies:
            consultation.redemander(version=version, par=cast(User, request.user))
        self.message_user(request, f"{len(choisies)} document(s) confié(s) au service de production.", messages.SUCCESS)

    @admin.display(description="document", ordering="document__kind")
    def intitule(self, obj: DocumentVersion) -> str:
        return obj.document.intitule

    @admin.display(description="candidat", ordering="document__candidature__compte__profil__nom_naissance")
    def candidat(self, obj: DocumentVersion) -> str:
        return str(obj.document.candidature.compte.profil)

    @admin.display(description="N° candidat - inscription", ordering="document__candidature__compte__numero_candidat")
    def numeros(self, obj: DocumentVersion) -> str:
        return obj.document.candidature.numeros

    @admin.display(description="fichier")
    def fichier_pdf(self, obj: DocumentVersion) -> str | SafeString:
        if not obj.est_produite:
            return "—"
        adresse = reverse(f"gestion:{NOM}_pdf", args=[obj.pk])
        return format_html('<a href="{}" title="{}">Ouvrir le PDF</a>', adresse, obj.nom_fichier)
