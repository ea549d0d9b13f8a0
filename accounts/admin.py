"""The staff's own accounts in `/gestion/`: a superviseur manages all, a responsable his académies' gestionnaires."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django_otp.plugins.otp_totp.models import TOTPDevice

from cyclades.staff_site import AdminRestreint, staff_site

from . import gestion
from .models import StaffProfile
from .permissions import personnel_visible

NOM = "accounts_staffprofile"


class AccesFilter(admin.SimpleListFilter):
    """Who enters, who was invited and has not come, who enters no more."""

    title = "accès"
    parameter_name = "acces"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("actif", "Actif"), ("invite", "Invité"), ("desactive", "Désactivé")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        invites = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        actif = Q(user__is_active=True)
        choix = {"actif": actif & ~invites, "invite": actif & invites, "desactive": ~actif}
        return queryset.filter(choix.get(self.value() or "", Q()))


@admin.register(StaffProfile, site=staff_site)
class PersonnelAdmin(AdminRestreint):
    champ_academie = "academies"
    # A colleague's access, not a candidate's dossier: its history says who changed it.
    chemin_compte = ""
    pour_responsables = True
    list_display = ["nom", "adresse", "role", "academies_affichees", "acces", "telephone", "derniere_connexion"]
    change_list_template = "admin/accounts/staffprofile/liste.html"
    list_filter = ["role", AccesFilter]
    list_per_page = 50
    ordering = ["nom", "pk"]
    search_fields = ["nom", "user__email"]
    search_help_text = "Nom ou adresse mail"

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffProfile]:
        """Narrowed by `personnel_visible`: a lookup through `academies` would give a person once for each."""
        telephones = TOTPDevice.objects.filter(user=OuterRef("user"), confirmed=True)
        visibles = personnel_visible(request.user).annotate(telephone_enregistre=Exists(telephones))
        return visibles.select_related("user").prefetch_related("academies")

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        return [
            path("", vue(self.changelist_view), name=f"{NOM}_changelist"),
            path("add/", vue(self.ajouter), name=f"{NOM}_add"),
            path("<ident:pk>/change/", vue(self.fiche), name=f"{NOM}_change"),
            path("<ident:pk>/<slug:nom>/", vue(self.acte), name=f"{NOM}_acte"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._autorise(request)

    def ajouter(self, request: HttpRequest) -> HttpResponse:
        return gestion.ajouter(request, self)

    def fiche(self, request: HttpRequest, pk: int) -> HttpResponse:
        return gestion.fiche(request, self, pk)

    def acte(self, request: HttpRequest, pk: int, nom: str) -> HttpResponse:
        return gestion.acte(request, self, pk, nom)

    @admin.display(description="adresse mail", ordering="user__email")
    def adresse(self, obj: StaffProfile) -> str:
        return obj.user.email

    @admin.display(description="académies")
    def academies_affichees(self, obj: StaffProfile) -> str:
        return gestion.academies_de(obj)

    @admin.display(description="accès", ordering="user__is_active")
    def acces(self, obj: StaffProfile) -> str:
        return gestion.etat_de(obj)

    @admin.display(description="téléphone enregistré", boolean=True, ordering="telephone_enregistre")
    def telephone(self, obj: Any) -> bool:
        return bool(obj.telephone_enregistre)

    @admin.display(description="dernière connexion", ordering="user__last_login")
    def derniere_connexion(self, obj: StaffProfile) -> Any:
        return obj.user.last_login
