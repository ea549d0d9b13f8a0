"""Sessions, offices and établissements in `/gestion/`."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet, URLField
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site

from .forms.bureau import BureauForm
from .forms.service import changements
from .models import (
    Etablissement,
    EtapeCalendrier,
    LienSpecialite,
    ServiceGestionnaire,
    ServiceInscription,
    Session,
    Specialite,
)
from .services import etablissements
from .services.preparation import archiver, preparer_la_suivante

TAILLE_MAX = 2_000_000


class DuResponsable(AdminRestreint):
    """Of one académie: read by its staff, changed by its responsable."""

    champ_academie = "academie"
    chemin_compte = ""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._autorise(request) and staff_site.est_responsable(request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "academie":
            kwargs["queryset"] = staff_site.academies(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Session, site=staff_site)
class SessionAdmin(AdminRestreint):
    """National; its calendars are each académie's own."""

    champ_academie = ""
    chemin_compte = ""
    list_display = ["libelle", "examen", "mois", "nombre_de_services", "archivee_le"]
    list_display_links = None
    list_filter = ["examen"]
    list_select_related = ["examen"]
    ordering = ["-mois", "examen", "pk"]
    actions = ["preparer", "archiver", "rouvrir"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        sessions: QuerySet[Session] = super().get_queryset(request)
        return sessions.annotate(services_comptes=Count("services"))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._autorise(request) and staff_site.est_responsable(request.user)

    @admin.display(description="services", ordering="services_comptes")
    def nombre_de_services(self, obj: Any) -> int:
        return int(obj.services_comptes)

    def _academies(self, request: HttpRequest) -> list[str]:
        return list(staff_site.academies(request.user).values_list("pk", flat=True))

    @admin.action(description="Préparer la session de l'année suivante (mes académies)", permissions=["change"])
    def preparer(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        for session in queryset:
            fait = preparer_la_suivante(
                session=session, academies=self._academies(request), par=f"gestionnaire:{request.user.pk}"
            )
            self.log_change(request, session, f"{fait.session} préparée : {fait.crees} service(s)")
            self.message_user(
                request,
                f"{fait.session} : {fait.crees} service(s) préparé(s), dates à confirmer ; {fait.presents} déjà là.",
                messages.SUCCESS if fait.crees else messages.INFO,
            )

    @admin.action(description="Archiver (les candidatures quittent « Mes inscriptions »)", permissions=["change"])
    def archiver(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        self._archiver(request, queryset, archivee=True)

    @admin.action(description="Sortir des archives", permissions=["change"])
    def rouvrir(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        self._archiver(request, queryset, archivee=False)

    def _archiver(self, request: HttpRequest, sessions: QuerySet[Session], *, archivee: bool) -> None:
        for session in sessions:
            try:
                archiver(session=session, academies=self._academies(request), archivee=archivee)
            except Refus as refus:
                self.message_user(request, f"{session} : {refus.phrase}", messages.ERROR)
                continue
            mot = "archivée" if archivee else "sortie des archives"
            self.log_change(request, session, mot)
            self.message_user(request, f"{session} : {mot}.", messages.SUCCESS)


@admin.register(EtapeCalendrier, site=staff_site)
class EtapeCalendrierAdmin(AdminRestreint):
    """What follows registration and pieces: shown on the service's page and in agendas as soon as it is written."""

    champ_academie = "service__academie"
    chemin_compte = ""
    list_display = ["quoi", "service", "qui", "debut", "fin", "au_mois", "indicative"]
    list_filter = ["qui", ("service", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["service__session", "service__academie"]
    ordering = ["-debut", "pk"]
    search_fields = ["quoi", "service__session__libelle"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._autorise(request) and staff_site.est_responsable(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        siens = ServiceInscription.objects.filter(academie__in=staff_site.academies(request.user))
        return super().formfield_for_foreignkey(
            db_field, request, **{**kwargs, "queryset": siens.select_related("session", "academie")}
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(LienSpecialite, site=staff_site)
class LienSpecialiteAdmin(DuResponsable):
    """Shown to candidates as soon as it is written: it changes no rule."""

    list_display = ["libelle", "specialite", "academie", "session", "adresse"]
    list_filter = [("academie", admin.RelatedOnlyFieldListFilter), ("specialite", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["academie", "specialite", "session"]
    search_fields = ["libelle", "adresse", "specialite__libelle"]
    ordering = ["academie", "specialite", "libelle", "pk"]
    fields = ["academie", "specialite", "session", "libelle", "adresse"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "specialite":
            kwargs |= {"queryset": Specialite.objects.order_by("examen", "libelle"), "form_class": SpecialiteChoisie}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        champ = super().formfield_for_dbfield(db_field, request, **kwargs)
        if champ is not None and db_field.name == "session":  # chosen here, written elsewhere
            champ.widget.can_add_related = champ.widget.can_change_related = champ.widget.can_view_related = False
        return champ


class SpecialiteChoisie(ModelChoiceField):  # type: ignore[type-arg]
    """« CAP - Arts de la broderie »: two exams may have a spécialité of the same name."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Specialite)  # noqa: S101  its queryset
        return f"{obj.examen_id} - {obj.libelle}"


@admin.register(ServiceGestionnaire, site=staff_site)
class ServiceGestionnaireAdmin(DuResponsable):
    """Who answers the candidates: printed on documents, shown on every refusal. Several, by sector, in an académie."""

    form = BureauForm
    list_display = ["nom", "academie", "secteur", "mail", "telephone"]
    list_select_related = ["academie"]
    ordering = ["academie", "nom"]
    fieldsets = [
        ("Service", {"fields": ["academie", "nom", "adresse", "mail", "telephone", "source"]}),
        (
            "Candidatures dont il répond",
            {
                "fields": ["examens", "groupes"],
                "description": "Une candidature enregistrée garde le sien jusqu'à sa version suivante.",
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """An office never leaves its académie: candidatures name it."""
        return ["academie"] if obj is not None else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    @admin.display(description="secteur")
    def secteur(self, obj: ServiceGestionnaire) -> str:
        return ", ".join([*obj.examens, *obj.groupes])

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return super().construct_change_message(request, form, formsets, add) if add else changements(form)

    def save_model(self, request: HttpRequest, obj: ServiceGestionnaire, form: Any, change: bool) -> None:
        obj.modifiee_le = clock.maintenant()
        super().save_model(request, obj, form, change)


@admin.register(Etablissement, site=staff_site)
class EtablissementAdmin(DuResponsable):
    change_list_template = "admin/sessions_cfg/etablissement/liste.html"
    list_display = ["libelle", "code", "academie", "individuel", "fictif"]
    list_filter = ["individuel"]
    list_select_related = ["academie"]
    search_fields = ["libelle", "code"]
    ordering = ["libelle", "pk"]
    fields = ["code", "libelle", "academie", "adresse", "telephone", "individuel"]

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view(self.importer)
        return [path("importer/", vue, name="sessions_cfg_etablissement_importer"), *super().get_urls()]

    def importer(self, request: HttpRequest) -> HttpResponse:
        """A CSV file, checked line by line; nothing is written while one line is wrong, or on trial."""
        contexte: dict[str, Any] = {
            **staff_site.each_context(request),
            "title": "Importer des établissements",
            "colonnes": etablissements.COLONNES,
            "responsable": staff_site.est_responsable(request.user),
        }
        if request.method != "POST" or not contexte["responsable"]:
            statut = 200 if request.method == "GET" else 403
            return render(request, "admin/sessions_cfg/etablissement/importer.html", contexte, status=statut)
        fichier = request.FILES.get("fichier")
        if fichier is None or (fichier.size or 0) > TAILLE_MAX:
            contexte["refus"] = "Choisissez un fichier CSV de 2 Mo au plus."
            return render(request, "admin/sessions_cfg/etablissement/importer.html", contexte, status=422)
        try:
            codes = set(staff_site.academies(request.user).values_list("pk", flat=True))
            lues, erreurs = etablissements.lire_csv(fichier.read(), codes)
        except Refus as refus:
            contexte["refus"] = refus.phrase
            return render(request, "admin/sessions_cfg/etablissement/importer.html", contexte, status=422)
        contexte |= {"lues": len(lues), "erreurs": erreurs[:200], "nombre_erreurs": len(erreurs)}
        if erreurs or request.POST.get("essai"):
            return render(
                request, "admin/sessions_cfg/etablissement/importer.html", contexte, status=422 if erreurs else 200
            )
        crees, changes = etablissements.importer(lues)
        messages.success(request, f"{crees} établissement(s) créé(s), {changes} modifié(s), sur {len(lues)} lignes.")
        return redirect("gestion:sessions_cfg_etablissement_changelist")
