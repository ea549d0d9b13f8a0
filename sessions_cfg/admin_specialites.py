"""Spécialités, épreuves, exams and lists of options in `/gestion/`: a superviseur's to write, everyone's to read."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from cyclades.common.errors import Refus
from cyclades.staff_site import staff_site

from .admin_catalogue import RedactionAdmin
from .forms.champs import DureeField
from .forms.examens import ExamenForm, ListeForm
from .forms.mots import DISCIPLINES, LISTES
from .forms.redaction import FORMULAIRES
from .forms.specialites import CopieForm, EpreuveForm, SpecialiteForm
from .models import Epreuve, Examen, ListeChoix, Specialite
from .services.specialites import copier_specialite, ecrire_epreuve, retirer_epreuve

FORMULAIRES |= {Specialite: SpecialiteForm, Epreuve: EpreuveForm, Examen: ExamenForm, ListeChoix: ListeForm}


def duree_en_mots(minutes: int | None) -> str:
    """« 2 h 25 », « inconnue »."""
    return "inconnue" if minutes is None else str(DureeField().prepare_value(minutes))


def choix_en_mots(choix: dict[str, Any]) -> str:
    """What the candidate chooses: « Langues de l'épreuve obligatoire », « Anglais, imposé »; "" for nothing."""
    if not choix:
        return ""
    if choix.get("impose"):
        return f"{choix['impose']}, imposé"
    if choix.get("liste"):
        return LISTES.get(choix["liste"], str(choix["liste"]))
    return ", ".join(v["libelle"] for v in choix.get("valeurs", []))


class DuSuperviseur(RedactionAdmin):
    """Written by a superviseur; who only reads sees the record's own fields."""

    a_lire: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": self.a_lire})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if self.has_change_permission(request, obj) else list(self.a_lire)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Specialite, site=staff_site)
class SpecialiteAdmin(DuSuperviseur):
    change_form_template = "admin/sessions_cfg/specialite/fiche.html"
    list_display = ["libelle", "examen", "code_bcn", "sessions", "situation", "ecrite_ici"]
    list_filter = ["examen", "retiree"]
    list_select_related = ["examen"]
    search_fields = ["cle", "libelle", "code_bcn"]
    ordering = ["examen", "libelle", "pk"]
    fieldsets = [
        (None, {"fields": ["libelle", "code_bcn", "premiere_session", "derniere_session", "retiree"]}),
        ("Règlement", {"fields": ["structure_valable", "arrete_date", "liens"]}),
        ("Questions de l'onglet 3", {"fields": ["q_enseignement", "q_situation_professionnelle"]}),
        ("Interne", {"fields": ["note"]}),
    ]
    a_lire = ("libelle", "code_bcn", "premiere_session", "derniere_session", "structure_valable", "note", "situation")

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view(self.copier)
        return [path("<path:object_id>/copier/", vue, name="sessions_cfg_specialite_copier"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Specialite]:
        return super().get_queryset(request).select_related("examen")

    @admin.display(description="situation", ordering="retiree")
    def situation(self, obj: Specialite) -> str:
        return "Hors du catalogue" if obj.retiree else "Au catalogue"

    @admin.display(description="sessions")
    def sessions(self, obj: Specialite) -> str:
        premiere, derniere = obj.premiere_session, obj.derniere_session
        if premiere and derniere:
            return str(premiere) if premiere == derniere else f"{premiere} à {derniere}"
        return f"depuis {premiere}" if premiere else f"jusqu'à {derniere}" if derniere else "toutes"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        specialite = kwargs.get("obj")
        if specialite is not None:
            epreuves = specialite.epreuves.order_by("ordre")
            context["epreuves"] = [(e, duree_en_mots(e.duree_minutes), choix_en_mots(e.choix)) for e in epreuves]
        return super().render_change_form(request, context, *args, **kwargs)

    def copier(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A new spécialité with the épreuves of this one, to be changed before it is published."""
        source = self.get_object(request, object_id)
        if source is None:
            raise Http404
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        form = CopieForm(request.POST or None, initial={"libelle": source.libelle, "code_bcn": source.code_bcn})
        if request.method == "POST" and form.is_valid():
            try:
                copie = copier_specialite(source=source, **form.cleaned_data)
            except Refus as refus:
                form.refuser(refus)
            else:
                self.log_addition(request, copie, f"copiée de {source.pk}")
                phrase = f"{copie.pk} est créée, hors du catalogue : relisez ses épreuves, puis décochez cette case."
                messages.success(request, phrase)
                return redirect("gestion:sessions_cfg_specialite_change", copie.pk)
        contexte = {
            **staff_site.each_context(request),
            "title": "Copier une spécialité",
            "source": source,
            "form": form,
        }
        statut = 422 if form.is_bound else 200
        return render(request, "admin/sessions_cfg/specialite/copier.html", contexte, status=statut)


@admin.register(Epreuve, site=staff_site)
class EpreuveAdmin(DuSuperviseur):
    change_form_template = "admin/sessions_cfg/epreuve/fiche.html"
    list_display = ["__str__", "specialite", "nature", "coefficient", "forme", "choix_affiche"]
    list_filter = [("specialite", admin.RelatedOnlyFieldListFilter), "nature"]
    list_select_related = ["specialite"]
    search_fields = ["code", "titre", "specialite__libelle"]
    ordering = ["specialite", "ordre", "pk"]
    fieldsets = [
        (None, {"fields": ["code", "titre", "nature", "parent_code", "apres"]}),
        (
            "Évaluation",
            {
                "fields": [
                    "discipline",
                    "unite",
                    "coefficient",
                    "duree_minutes",
                    "forme",
                    "mode_individuel",
                    "mode_etablissement",
                    "a_confirmer",
                ]
            },
        ),
        (
            "Choix du candidat",
            {
                "fields": [
                    "c_genre",
                    "c_liste",
                    "c_valeurs",
                    "c_impose",
                    "c_obligatoire",
                    "c_distinct",
                    "c_dispensable",
                    "c_source",
                ]
            },
        ),
        ("Interne", {"fields": ["note", "retirer"]}),
    ]
    a_lire = (
        "code",
        "titre",
        "nature",
        "parent_code",
        "discipline_affichee",
        "unite",
        "coefficient",
        "duree_affichee",
        "forme",
        "mode_individuel",
        "mode_etablissement",
        "choix_affiche",
        "note",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Epreuve]:
        return super().get_queryset(request).select_related("specialite")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return super().get_readonly_fields(request, obj) or ([] if obj is None else ["code"])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    @admin.display(description="choix du candidat")
    def choix_affiche(self, obj: Epreuve) -> str:
        return choix_en_mots(obj.choix)

    @admin.display(description="durée")
    def duree_affichee(self, obj: Epreuve) -> str:
        return duree_en_mots(obj.duree_minutes)

    @admin.display(description="discipline")
    def discipline_affichee(self, obj: Epreuve) -> str:
        return DISCIPLINES.get(obj.discipline, obj.discipline)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The address says of which spécialité; a double click adds one épreuve."""
        if self._nouvelle_de(request) is None and self.has_add_permission(request):
            messages.info(request, "Ouvrez une spécialité, puis « Ajouter une épreuve ».")
            return redirect("gestion:sessions_cfg_specialite_changelist")
        try:
            return super().add_view(request, form_url, extra_context)
        except IntegrityError:
            messages.error(request, "Cette épreuve vient d'être ajoutée.")
            return redirect("gestion:sessions_cfg_specialite_change", request.GET["specialite"])

    def _nouvelle_de(self, request: HttpRequest) -> Specialite | None:
        cle = request.GET.get("specialite", "")
        return None if "\x00" in cle else Specialite.objects.filter(pk=cle).first()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        formulaire = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            formulaire.nouvelle_de = self._nouvelle_de(request)
        return formulaire

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        epreuve = kwargs.get("obj")
        context["specialite"] = epreuve.specialite if epreuve else self._nouvelle_de(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool) -> None:
        donnees = form.cleaned_data
        if change and donnees["retirer"]:
            retirer_epreuve(epreuve=obj)
            mot = "retirée"
        else:
            ecrire_epreuve(epreuve=obj, apres=donnees["apres"])
            mot = "modifiée" if change else "ajoutée"
        self.log_change(request, obj.specialite, f"épreuve {obj} {mot}")
        self.message_user(request, "Enregistré ici ; en vigueur une fois le catalogue publié.", messages.INFO)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("gestion:sessions_cfg_specialite_change", obj.specialite_id)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("gestion:sessions_cfg_specialite_change", obj.specialite_id)


@admin.register(Examen, site=staff_site)
class ExamenAdmin(DuSuperviseur):
    """The limits of an exam, optional épreuves first."""

    list_display = ["libelle", "facultatives_max", "plusieurs_specialites", "notes_validite_sessions", "notes_seuil"]
    ordering = ["libelle"]
    a_lire = (
        "libelle",
        "facultatives_max",
        "plusieurs_specialites",
        "notes_validite_sessions",
        "notes_seuil",
        "redoublants",
    )


@admin.register(ListeChoix, site=staff_site)
class ListeChoixAdmin(DuSuperviseur):
    """Languages, physical activities, and what « Situation à l'inscription » offers once it has values."""

    list_display = ["cle", "valeurs_affichees"]
    ordering = ["cle"]
    a_lire = ("cle", "valeurs_affichees", "source")

    @admin.display(description="valeurs")
    def valeurs_affichees(self, obj: ListeChoix) -> str:
        return ", ".join(v["libelle"] for v in obj.valeurs) or "aucune"
