"""Candidatures in `/gestion/`: read-only list and dossier, scoped to the person's académies (I-24)."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from cyclades.common import clock
from cyclades.staff_site import AdminRestreint, Bloc, Compteur, staff_site
from sessions_cfg.periodes import depuis_combien

from . import admin_lots, gestion, gestion_envois, gestion_identite, gestion_rectifications  # noqa: F401  pages
from .apercu import apercu
from .enums import Etat, EtatRectification
from .models import Candidature, Journal, Rectification, Version
from .services.actes import actes_possibles

DE_L_ETABLISSEMENT = ("specialite", "etablissement", "classe")


@admin.register(Candidature, site=staff_site)
class CandidatureAdmin(AdminRestreint):
    champ_academie = "academie"
    chemin_compte = "compte_id"
    change_form_template = "admin/registrations/candidature/dossier.html"
    list_display = ["numeros_affiches", "candidat", "specialite", "etablissement", "etat", "version", "modifiee_le"]
    list_display_links = ["numeros_affiches", "candidat"]
    list_filter = ["etat", "recevabilite", "origine", "compte__profil__commune_libre"]
    list_per_page = 50
    ordering = ["-modifiee_le", "-pk"]
    actions = ["ecrire"]
    search_fields = [
        "compte__numero_candidat",
        "compte__profil__nom_naissance",
        "compte__profil__prenoms",
        "compte__email__iexact",
    ]
    search_help_text = "N° candidat, nom, prénoms ou adresse mail"
    fields = ("numeros_affiches", "candidat", "service", "origine", *DE_L_ETABLISSEMENT, "etat", "motif")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidature]:
        return (
            super()
            .get_queryset(request)
            .select_related("compte__profil", "specialite", "service__session__examen", "service__academie")
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The dossier: the version in force in full, every version with what it changed, the journal."""
        candidature = self.get_object(request, object_id)
        if candidature is None:
            raise Http404
        versions = list(Version.objects.filter(candidature=candidature).order_by("-numero"))
        dossier = {
            "subtitle": f"N° {candidature.numeros}",
            "candidature": candidature,
            "service": candidature.service,
            "contenu": versions[0].contenu if versions else None,
            "versions": versions,
            "journal": Journal.objects.filter(candidature=candidature),
            "actes": actes_possibles(candidature=candidature, par=gestion.personne(request)),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **dossier})

    def objet_acces(self, obj: Candidature) -> str:
        return f"Dossier de candidature n° {obj.numero_affiche}"

    def get_urls(self) -> list[URLPattern]:
        vue, nom = self.admin_site.admin_view, "registrations_candidature"
        return [
            path("apercu/", vue(apercu), name=f"{nom}_apercu"),
            path("<ident:pk>/acte/<slug:nom>/", vue(self.acte), name=f"{nom}_acte"),
            path("<ident:pk>/identite/", vue(self.identite), name=f"{nom}_identite"),
            *super().get_urls(),
        ]

    def has_ecrire_permission(self, request: HttpRequest) -> bool:
        return self._autorise(request) and staff_site.est_responsable(request.user)

    @admin.action(description="Écrire aux candidats choisis", permissions=["ecrire"])
    def ecrire(self, request: HttpRequest, queryset: QuerySet[Candidature]) -> HttpResponse:
        return gestion_envois.preparer(request, queryset)

    def acte(self, request: HttpRequest, pk: int, nom: str) -> HttpResponse:
        return gestion.acte(request, self, pk, nom)

    def identite(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion_identite.identite(request, self, pk)

    @admin.display(description="N° candidat - inscription", ordering="compte__numero_candidat")
    def numeros_affiches(self, obj: Candidature) -> str:
        return obj.numeros

    @admin.display(description="candidat", ordering="compte__profil__nom_naissance")
    def candidat(self, obj: Candidature) -> str:
        return f"{obj.compte.profil.nom_naissance} {obj.compte.profil.prenoms}"

    @admin.display(description="version", ordering="version_courante")
    def version(self, obj: Candidature) -> str:
        return obj.version_affichee if obj.version_courante else ""


@staff_site.bloc(ordre=5)
def candidatures_par_etat(request: HttpRequest) -> Bloc:
    """How many candidatures in each state, for the dashboard (1 query)."""
    visibles = Candidature.objects.filter(academie__in=staff_site.academies(request.user))
    comptes = dict(visibles.order_by().values_list("etat").annotate(nombre=Count("pk")))
    liste = reverse("gestion:registrations_candidature_changelist")
    return Bloc(
        "Candidatures",
        [Compteur(str(etat.label), comptes.get(etat.value, 0), f"{liste}?etat__exact={etat.value}") for etat in Etat],
    )


class OuvertesFilter(admin.SimpleListFilter):
    """The queue opens on what waits for an answer."""

    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((str(e.value), str(e.label)) for e in EtatRectification), ("toutes", "Toutes")]

    def _choisi(self) -> str:
        valeur = self.value() or ""
        return valeur if valeur in dict(self.lookup_choices) else EtatRectification.DEMANDEE.value

    def queryset(self, request: HttpRequest, queryset: QuerySet[Rectification]) -> QuerySet[Rectification]:
        choisi = self._choisi()
        return queryset if choisi == "toutes" else queryset.filter(etat=choisi)

    def choices(self, changelist: Any) -> Any:
        for cle, libelle in self.lookup_choices:
            lien = changelist.get_query_string({self.parameter_name: cle})
            yield {"selected": cle == self._choisi(), "query_string": lien, "display": libelle}


@admin.register(Rectification, site=staff_site)
class RectificationAdmin(AdminRestreint):
    """The queue of requests, the one that has waited longest first."""

    champ_academie = "candidature__academie"
    chemin_compte = "candidature.compte_id"
    list_display = ["libelle", "candidat", "numeros", "attente", "cree_le", "etat"]
    list_filter = [OuvertesFilter]
    list_per_page = 50
    ordering = ["cree_le", "pk"]
    search_fields = [
        "candidature__compte__numero_candidat",
        "candidature__compte__profil__nom_naissance",
        "candidature__compte__profil__prenoms",
    ]
    search_help_text = "N° candidat, nom ou prénoms"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rectification]:
        return super().get_queryset(request).select_related("candidature__compte__profil")

    def objet_acces(self, obj: Rectification) -> str:
        return f"Demande de rectification : {obj.libelle}"

    def get_urls(self) -> list[URLPattern]:
        vue, nom = self.admin_site.admin_view, "registrations_rectification"
        return [
            path("", vue(self.changelist_view), name=f"{nom}_changelist"),
            path("<ident:pk>/change/", vue(self.fiche), name=f"{nom}_change"),
            path("<ident:pk>/repondre/", vue(self.repondre), name=f"{nom}_repondre"),
        ]

    def fiche(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion_rectifications.fiche(request, self, pk)

    def repondre(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion_rectifications.repondre(request, self, pk)

    @admin.display(description="candidat", ordering="candidature__compte__profil__nom_naissance")
    def candidat(self, obj: Rectification) -> str:
        return str(obj.candidature.compte.profil)

    @admin.display(description="N° candidat - inscription", ordering="candidature__compte__numero_candidat")
    def numeros(self, obj: Rectification) -> str:
        return obj.candidature.numeros

    @admin.display(description="attend depuis")
    def attente(self, obj: Rectification) -> str:
        return depuis_combien(obj.cree_le, clock.maintenant()) if obj.ouverte else ""


@staff_site.bloc(ordre=6)
def rectifications_en_attente(request: HttpRequest) -> Bloc:
    """How many requests wait for an answer, and since when the oldest does, for the dashboard (1 query)."""
    visibles = Rectification.objects.filter(
        etat=EtatRectification.DEMANDEE, candidature__academie__in=staff_site.academies(request.user)
    )
    attente = visibles.aggregate(nombre=Count("pk"), plus_ancienne=Min("cree_le"))
    libelle = "Demandes de rectification à examiner"
    if attente["plus_ancienne"]:
        depuis = depuis_combien(attente["plus_ancienne"], clock.maintenant())
        libelle += f" (la plus ancienne attend depuis {depuis})"
    liste = reverse("gestion:registrations_rectification_changelist")
    return Bloc("Rectifications", [Compteur(libelle, attente["nombre"], liste)])
