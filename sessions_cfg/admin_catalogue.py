"""The catalogue in `/gestion/`: written without code, checked at once, in force once published.

National texts (rules, conditions, pieces asked everywhere) are a superviseur's to write; a responsable writes
the pieces that only his académies ask. Everyone of the staff reads all of it.
"""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site

from .forms.mots import en_mots, mot
from .forms.redaction import FORMULAIRES, PieceForm
from .models import MessagePonctuel, RegleAcquis, RegleEligibilite, ReglePiece, VersionCatalogue
from .services import importation, redaction
from .services.ecarts import NOMS, Ecart, ecarts
from .services.publication import contenu_des_tables

TAILLE_MAX = 2_000_000


def academies_de(request: HttpRequest) -> set[str]:
    return set(staff_site.academies(request.user).values_list("pk", flat=True))


class RedactionAdmin(AdminRestreint):
    """A part of the catalogue: one page per record, in words."""

    champ_academie = ""
    chemin_compte = ""
    list_per_page = 100
    ordering = ["ordre", "pk"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=FORMULAIRES[self.model], **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self._lectures(request, obj) or super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The key of a record never changes: candidatures and tests name it."""
        return self._lectures(request, obj) or (["cle"] if obj is not None else [])

    def _lectures(self, request: HttpRequest, obj: Any) -> list[Any]:
        """For who may only read: the form's own fields, each in words. Empty for who may write."""
        if obj is None or self.has_change_permission(request, obj):
            return []
        return [_lecture(nom, *lu) for nom, *lu in en_mots(FORMULAIRES[self.model](instance=obj))]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._autorise(request) and staff_site.est_superviseur(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool) -> None:
        obj.modifiee_le = clock.maintenant()
        super().save_model(request, obj, form, change)
        self.message_user(request, "Enregistré ici ; en vigueur une fois le catalogue publié.", messages.INFO)

    @admin.display(description="fiabilité", ordering="fiabilite")
    def sa_fiabilite(self, obj: Any) -> str:
        return mot("fiabilite", obj.fiabilite)

    @admin.display(description="modifiée ici", boolean=True)
    def ecrite_ici(self, obj: Any) -> bool:
        return obj.modifiee_le is not None


@admin.register(RegleAcquis, site=staff_site)
class RegleAcquisAdmin(RedactionAdmin):
    list_display = ["titre", "cle", "la_question", "le_droit", "sa_fiabilite", "retiree", "ecrite_ici"]
    list_filter = ["question", "type_droit", "fiabilite", "retiree"]
    search_fields = ["cle", "titre"]

    @admin.display(description="question", ordering="question")
    def la_question(self, obj: RegleAcquis) -> str:
        return mot("question", obj.question)

    @admin.display(description="type de droit", ordering="type_droit")
    def le_droit(self, obj: RegleAcquis) -> str:
        return mot("type_droit", obj.type_droit)


@admin.register(RegleEligibilite, site=staff_site)
class RegleEligibiliteAdmin(RedactionAdmin):
    list_display = ["phrase", "cle", "son_effet", "son_onglet", "sa_fiabilite", "retiree", "ecrite_ici"]
    list_filter = ["effet", "onglet", "retiree"]
    search_fields = ["cle", "phrase"]

    @admin.display(description="effet", ordering="effet")
    def son_effet(self, obj: RegleEligibilite) -> str:
        return mot("effet", obj.effet)

    @admin.display(description="onglet", ordering="onglet")
    def son_onglet(self, obj: RegleEligibilite) -> str:
        return mot("onglet", obj.onglet)


@admin.register(ReglePiece, site=staff_site)
class ReglePieceAdmin(RedactionAdmin):
    list_display = ["libelle", "code", "famille_libelle", "obligatoire", "ou", "retiree", "ecrite_ici"]
    list_filter = ["famille", "obligatoire", "retiree"]
    search_fields = ["cle", "code", "libelle"]

    @admin.display(description="où")
    def ou(self, obj: ReglePiece) -> str:
        return ", ".join(obj.condition.get("academies", [])) or "partout"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if super().has_change_permission(request, obj):
            return True
        if not self._autorise(request) or not staff_site.est_responsable(request.user):
            return False
        return obj is None or _est_locale(obj.condition, academies_de(request))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        formulaire = super().get_form(request, obj, change, **kwargs)
        if staff_site.est_superviseur(request.user):
            return formulaire
        siennes = academies_de(request)

        class PieceLocaleForm(formulaire):  # type: ignore[misc, valid-type]
            """A responsable asks a piece in his own académies, and says which."""

            def _listes(self) -> None:
                PieceForm._listes(self)
                champ = self.fields["c_academies"]
                champ.required = True
                champ.choices = [c for c in champ.choices if c[0] in siennes]

        return PieceLocaleForm


def _lecture(nom: str, libelle: str, texte: str) -> Callable[[Any], str]:
    @admin.display(description=libelle)
    def lire(obj: Any) -> str:
        return texte

    lire.__name__ = f"lecture_{nom}"
    return lire


def _est_locale(condition: dict[str, Any], academies: set[str]) -> bool:
    visees = set(condition.get("academies", []))
    return bool(visees) and visees <= academies


@admin.register(MessagePonctuel, site=staff_site)
class MessagePonctuelAdmin(AdminRestreint):
    """Notices of the home page, which everyone in France reads: a superviseur's."""

    champ_academie = ""
    chemin_compte = ""
    list_display = ["texte", "debut", "fin"]
    ordering = ["-debut", "pk"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._autorise(request) and staff_site.est_superviseur(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request)


@admin.register(VersionCatalogue, site=staff_site)
class VersionCatalogueAdmin(AdminRestreint):
    """What differs from the published catalogue; publishing, and the file to keep or to take elsewhere."""

    champ_academie = ""
    chemin_compte = ""

    def get_urls(self) -> list[URLPattern]:
        vue, nom = self.admin_site.admin_view, "sessions_cfg_versioncatalogue"
        return [
            path("", vue(self.page), name=f"{nom}_changelist"),
            path("publier/", vue(self.publier), name=f"{nom}_publier"),
            path("exporter/", vue(self.exporter), name=f"{nom}_exporter"),
            path("importer/", vue(self.importer), name=f"{nom}_importer"),
        ]

    def page(self, request: HttpRequest, *, refus: str = "", statut: int = 200) -> HttpResponse:
        en_attente = ecarts()
        contexte = {
            **staff_site.each_context(request),
            "title": "Catalogue publié et modifications en attente",
            "ecarts": en_attente,
            "fautes": redaction.fautes_du_catalogue(),
            "versions": VersionCatalogue.objects.defer("contenu").order_by("-numero")[:10],
            "peut_publier": _peut_publier(request, en_attente),
            "peut_importer": staff_site.est_superviseur(request.user),
            "refus": refus,
        }
        return render(request, "admin/sessions_cfg/versioncatalogue/page.html", contexte, status=statut)

    def publier(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        en_attente = ecarts()
        if not en_attente and staff_site.est_responsable(request.user):
            messages.info(request, "Rien n'est en attente : il n'y a rien à publier.")
            return redirect("gestion:sessions_cfg_versioncatalogue_changelist")
        if not _peut_publier(request, en_attente):
            return self.page(request, refus="Ces modifications sont à publier par un superviseur.", statut=403)
        try:
            version = redaction.publier_la_redaction()
        except Refus as refus:
            return self.page(request, refus=refus.phrase, statut=409)
        self.log_addition(request, version, f"catalogue n° {version.numero} publié")
        messages.success(request, f"Le catalogue n° {version.numero} est publié : il vaut dès maintenant.")
        return redirect("gestion:sessions_cfg_versioncatalogue_changelist")

    def exporter(self, request: HttpRequest) -> HttpResponse:
        """The catalogue as written here, as a file that `importer` reads."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        corps = json.dumps(contenu_des_tables(), ensure_ascii=False, indent=1, sort_keys=True)
        nom = f"catalogue-{clock.aujourd_hui():%Y%m%d}.json"
        return HttpResponse(
            corps,
            content_type="application/json; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{nom}"'},
        )

    def importer(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not staff_site.est_superviseur(request.user):
            return self.page(request, refus="Un superviseur seul importe un catalogue.", statut=403)
        fichier = request.FILES.get("fichier")
        if fichier is None or (fichier.size or 0) > TAILLE_MAX:
            return self.page(request, refus="Choisissez un fichier exporté d'ici, de 2 Mo au plus.", statut=422)
        try:
            changes = importation.importer(json.loads(fichier.read().decode("utf-8")))
        except (ValueError, RecursionError):
            return self.page(request, refus="Ce fichier ne se lit pas : il faut du JSON en UTF-8.", statut=422)
        except Refus as refus:
            return self.page(request, refus=refus.phrase, statut=422)
        messages.success(request, f"{changes} enregistrement(s) repris du fichier, à relire puis à publier.")
        return redirect("gestion:sessions_cfg_versioncatalogue_changelist")


def _peut_publier(request: HttpRequest, ecarts: list[Ecart]) -> bool:
    """A superviseur publishes anything; a responsable, what concerns the pieces of his own académies only."""
    if staff_site.est_superviseur(request.user):
        return True
    if not staff_site.est_responsable(request.user) or any(e.genre != NOMS["pieces"] for e in ecarts):
        return False
    siennes = academies_de(request)
    pieces = ReglePiece.objects.filter(pk__in=[e.cle for e in ecarts])
    return len(pieces) == len(ecarts) and all(_est_locale(p.condition, siennes) for p in pieces)
