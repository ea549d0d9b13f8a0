"""Services in `/gestion/`: everyone of the académie reads the calendar, a responsable moves its dates."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet, URLField
from django.forms import ModelForm
from django.http import HttpRequest

from cyclades.common.acteur import acteur
from cyclades.staff_site import AdminRestreint, staff_site

from . import admin_catalogue, admin_sessions, admin_specialites  # noqa: F401  register their pages
from .forms.service import ServiceForm, changements
from .models import ServiceGestionnaire, ServiceInscription

DATES = ("ouverture", "fermeture", "pieces_ouverture", "pieces_fermeture")


@admin.register(ServiceInscription, site=staff_site)
class ServiceInscriptionAdmin(AdminRestreint):
    """A moved date counts at once: pages and the database's guards read this row (I-11)."""

    champ_academie = "academie"
    chemin_compte = ""
    list_display = ["session", "academie", "ouverture", "fermeture", "pieces_mode", "pieces_fermeture"]
    list_filter = [
        ("session", admin.RelatedOnlyFieldListFilter),
        ("academie", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["session", "academie"]
    ordering = ["-session__mois", "academie__libelle", "pk"]
    form = ServiceForm
    readonly_fields = ["session", "academie", "public_affiche", "fuseau"]
    fieldsets = [
        ("Service", {"fields": ["session", "academie", "public_affiche", "service_gestionnaire", "par_secteur"]}),
        (
            "Dates, à l'heure de Paris",
            {
                "fields": [*DATES, "dates_indicatives", "fuseau", "libelle_heure"],
                "description": "L'instant de fermeture est exclu : à cet instant précis, plus rien n'est enregistré. "
                "Un changement prend effet aussitôt et reste noté dans l'historique.",
            },
        ),
        (
            "Retour des pièces",
            {
                "fields": ["pieces_mode", "pieces_mode_secours", "cachet_de_la_poste"],
                "description": "Une inscription déjà enregistrée garde le mode de retour de sa version.",
            },
        ),
        ("Ce que lit et accepte le candidat", {"fields": ["instructions", "modalites", "lien_handicap"]}),
        (
            "Relances, mails et suites",
            {
                "fields": [
                    "relance_j7",
                    "relance_j2",
                    "relance_jour",
                    "relance_texte",
                    "mails_pieces",
                    "sans_depot_annule",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceInscription]:
        return super().get_queryset(request).select_related("session", "academie", "service_gestionnaire")

    @admin.display(description="public")
    def public_affiche(self, obj: ServiceInscription) -> str:
        return obj.public.replace("_", " ").capitalize()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._autorise(request) and staff_site.est_responsable(request.user)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        champ = super().formfield_for_dbfield(db_field, request, **kwargs)
        if (
            champ is not None and db_field.name == "service_gestionnaire"
        ):  # offices have their own page: no windows over this form
            champ.widget.can_add_related = champ.widget.can_change_related = champ.widget.can_view_related = False
        return champ

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the offices of académies that the person runs; the form then wants this service's own."""
        kwargs["queryset"] = ServiceGestionnaire.objects.filter(academie__in=staff_site.academies(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """The history says what each field was and became, not only that it changed."""
        return changements(form)

    def save_model(self, request: HttpRequest, obj: ServiceInscription, form: "ModelForm[Any]", change: bool) -> None:
        with acteur(f"gestionnaire:{request.user.pk}"):
            super().save_model(request, obj, form, change)
