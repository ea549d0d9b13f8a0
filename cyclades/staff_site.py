"""The staff space `/gestion/`: Django's admin, under the portal's own rules of access (I-24).

This module sits below every app, so it knows neither people nor académies: `accounts` plugs its
permissions in when it is ready. Until then nobody enters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import DateField, DateTimeField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.text import capfirst

# Of the stock admin, what the portal does itself or does not want.
ECARTEES = ("password_change", "password_change_done", "view_on_site")


@dataclass(frozen=True)
class Compteur:
    """A line of the dashboard: what, how many, and where to see them."""

    libelle: str
    nombre: int
    url: str = ""


@dataclass(frozen=True)
class Bloc:
    """A block of the dashboard."""

    titre: str
    compteurs: list[Compteur]


class StaffSite(admin.AdminSite):
    site_header = "Cyclades — espace de gestion"
    site_title = "Gestion"
    index_title = "Tableau de bord"
    site_url = "/"
    enable_nav_sidebar = False
    final_catch_all_view = False
    empty_value_display = "—"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._academies: Callable[[Any], QuerySet[Any]] | None = None
        self._est_personnel: Callable[[Any], bool] = lambda user: False
        self._est_responsable: Callable[[Any], bool] = lambda user: False
        self._est_superviseur: Callable[[Any], bool] = lambda user: False
        self._noter_acces: Callable[..., None] | None = None
        self._blocs: list[tuple[int, Callable[[HttpRequest], Bloc]]] = []

    def brancher(
        self,
        *,
        academies: Callable[[Any], QuerySet[Any]],
        est_personnel: Callable[[Any], bool],
        est_responsable: Callable[[Any], bool],
        est_superviseur: Callable[[Any], bool],
        noter_acces: Callable[..., None],
    ) -> None:
        """Give the site its permissions and its journal of accesses (accounts); called once, when apps are ready."""
        self._academies, self._est_personnel, self._est_responsable = academies, est_personnel, est_responsable
        self._est_superviseur, self._noter_acces = est_superviseur, noter_acces

    def bloc(self, ordre: int) -> Callable[[Callable[[HttpRequest], Bloc]], Callable[[HttpRequest], Bloc]]:
        """Decorator: add a block to the dashboard; its function must scope its counts by `academies`."""

        def ajouter(fonction: Callable[[HttpRequest], Bloc]) -> Callable[[HttpRequest], Bloc]:
            self._blocs.append((ordre, fonction))
            return fonction

        return ajouter

    def academies(self, user: object) -> QuerySet[Any]:
        """The académies that this person sees; unevaluated, for `__in`."""
        if self._academies is None:
            raise ImproperlyConfigured("staff_site.brancher n'a pas été appelé")
        return self._academies(user)

    def est_responsable(self, user: object) -> bool:
        return self._est_responsable(user)

    def est_superviseur(self, user: object) -> bool:
        return self._est_superviseur(user)

    def noter_acces(self, *, compte_id: int, agent: object, objet: str) -> None:
        """Record that this member of staff is shown something of that account (I-27)."""
        if self._noter_acces is None:
            raise ImproperlyConfigured("staff_site.brancher n'a pas été appelé")
        self._noter_acces(compte_id=compte_id, agent=agent, objet=objet)

    def has_permission(self, request: HttpRequest) -> bool:
        return self._est_personnel(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One sign-in page for everyone; a signed-in person without rights is told so."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("gestion:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("gestion:index"), reverse("accounts:connexion"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Signing out is the portal's own page."""
        return HttpResponseRedirect(reverse("gestion:index"))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's, but a signed-in person without rights gets a 403 and not a sign-in page."""
        protegee = super().admin_view(view, cacheable)

        def verifier(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return protegee(request, *args, **kwargs)

        return verifier

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [u for u in super().get_urls() if getattr(u, "name", None) not in ECARTEES]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        blocs = [fonction(request) for _, fonction in sorted(self._blocs, key=lambda b: b[0])]
        return super().index(request, {"blocs": blocs, **(extra_context or {})})


staff_site = StaffSite(name="gestion")


if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class AdminRestreint(_ModelAdmin):
    """A ModelAdmin that shows and changes only what belongs to the académies of the person.

    `champ_academie` is the lookup to the académie, « candidature__academie »; "" for national data that
    belongs to none. `chemin_compte` are the attributes that lead to the account of the person whom an object is
    about, « candidature.compte_id »; "" when it is about nobody. Both must be said: a class without them is
    refused when it is defined, unless it is only there to be derived from (`abstraite`). Whoever opens a person's
    object is recorded. Read-only unless a subclass allows more.
    """

    champ_academie: ClassVar[str | None] = None
    chemin_compte: ClassVar[str | None] = None
    pour_responsables: ClassVar[bool] = False
    abstraite: ClassVar[bool] = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # The stock date widgets write inline styles, which our policy refuses, and their two fields share one label.
    formfield_overrides = {
        DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(format="%d/%m/%Y %H:%M:%S"),
            "help_text": "JJ/MM/AAAA HH:MM:SS, heure de Paris",
        },
        DateField: {"widget": forms.DateInput(format="%d/%m/%Y"), "help_text": "JJ/MM/AAAA"},
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if vars(cls).get("abstraite"):
            return
        if cls.champ_academie is None:
            raise ImproperlyConfigured(f"{cls.__name__} ne dit pas à quelle académie ses objets appartiennent")
        if cls.chemin_compte is None:
            raise ImproperlyConfigured(f"{cls.__name__} ne dit pas de quel compte parlent ses objets")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The scope of every page of this class; lists put their own order on it."""
        lignes: QuerySet[Any] = self.model._default_manager.get_queryset()
        if not self.champ_academie:
            return lignes
        return lignes.filter(**{f"{self.champ_academie}__in": staff_site.academies(request.user)})

    def visible(self, request: HttpRequest, pk: int, *liees: str) -> Any:
        """The object of that key with what it refers to, in the scope of the person; 404 when there is none."""
        trouves = self.get_queryset(request).filter(pk=pk)
        trouve = trouves.select_related(*liees).first() if liees else trouves.first()
        if trouve is None:
            raise Http404
        return trouve

    def objet_acces(self, obj: Any) -> str:
        """What the person concerned reads of an opening of `obj`."""
        return capfirst(f"{self.model._meta.verbose_name} : {obj}")

    def noter_acces(self, request: HttpRequest, obj: Any, objet: str = "") -> None:
        """Record that `obj` is being shown, under that name or its own."""
        if self.chemin_compte:
            compte_id = attrgetter(self.chemin_compte)(obj)
            staff_site.noter_acces(compte_id=compte_id, agent=request.user, objet=objet or self.objet_acces(obj))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page of one object: who is shown it is recorded."""
        if kwargs.get("obj") is not None:
            self.noter_acces(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """The history of one object names the person too."""
        obj = self.get_object(request, object_id)
        if obj is not None and self.has_view_permission(request, obj):
            self.noter_acces(request, obj)
        return super().history_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list is named by what it holds."""
        titre = capfirst(str(self.model._meta.verbose_name_plural))
        return super().changelist_view(request, {"title": titre, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A filter that PostgreSQL could not even read is a wrong filter, as the others."""
        if any("\x00" in texte for nom, valeurs in request.GET.lists() for texte in (nom, *valeurs)):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """« ?_to_field= » names no field: the object is then found by its key. A key with NUL is nobody's."""
        if "\x00" in unquote(object_id):
            return None
        return super().get_object(request, object_id, from_field or None)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The page of one object is named by its kind; its subtitle says which one."""
        titre = capfirst(str(self.model._meta.verbose_name))
        return super().changeform_view(request, object_id, form_url, {"title": titre, **(extra_context or {})})

    def _autorise(self, request: HttpRequest) -> bool:
        if not staff_site.has_permission(request):
            return False
        return staff_site.est_responsable(request.user) if self.pour_responsables else True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._autorise(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._autorise(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Another académie's object and one that does not exist look alike."""
        raise Http404
