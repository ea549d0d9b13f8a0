"""What the pages of batches have in common: the list, one batch in the scope of the person, the acts on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import admin, messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True)
class ActeOffert:
    """An act on a batch: what its page says of it, and the service that does it (`lot_id`, `par` → how many)."""

    libelle: str
    effet: str
    fait: str
    verbe: Callable[..., int]
    danger: bool = False


def pour_responsables(*methodes: str) -> Callable[[Page[P]], Page[P]]:
    """Decorator: refuse who is no responsable, then any other method."""

    def decorer(page: Page[P]) -> Page[P]:
        @wraps(page)
        def vue(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not staff_site.est_responsable(request.user):
                raise PermissionDenied
            if request.method not in methodes:
                return HttpResponseNotAllowed(methodes)
            return page(request, *args, **kwargs)

        return vue

    return decorer


def jouer(request: HttpRequest, lot: Any, acte: ActeOffert, *, quoi: str) -> HttpResponse:
    """Say what the act does to the `quoi` of this batch; POST does it. Moved meanwhile: says so, nothing written."""
    if request.method == "POST":
        try:
            nombre = acte.verbe(lot_id=lot.pk, par=request.user)
        except Refus as refus:
            messages.error(request, refus.phrase)
        else:
            messages.success(request, f"{nombre} {acte.fait}")
        return redirect(f"gestion:{lot._meta.app_label}_{lot._meta.model_name}_change", lot.pk)
    contexte = {
        **staff_site.each_context(request),
        "title": acte.libelle,
        "opts": lot._meta,
        "lot": lot,
        "acte": acte,
        "quoi": quoi,
    }
    return render(request, "admin/lot/acte.html", contexte)


class AdminDeLots(AdminRestreint):
    """Batches of a kind: a model with `auteur` and `cree_le`, whose rows say how far each is."""

    abstraite = True
    list_display_links = ["numero"]
    list_per_page = 50
    ordering = ["-cree_le", "-pk"]

    def avancements(self, request: HttpRequest, lots: Sequence[int]) -> Mapping[int, Any]:
        """How far each of these batches is, in its `mots`; one query."""
        raise ImproperlyConfigured(f"{type(self).__name__} ne dit pas où en sont ses lots")

    def du_lot(self, page: Page[...]) -> Callable[..., HttpResponse]:
        """The page of one batch, called with it: 404 when the person may see nothing of it."""

        def vue(request: HttpRequest, pk: int, **parametres: Any) -> HttpResponse:
            return page(request, self.visible(request, pk), **parametres)

        protegee: Callable[..., HttpResponse] = self.admin_site.admin_view(vue)
        return protegee

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        liste = super().get_changelist_instance(request)
        avancements = self.avancements(request, [lot.pk for lot in liste.result_list])
        for lot in liste.result_list:
            lot.avancement = avancements[lot.pk]
        return liste

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        contexte = {"responsable": staff_site.est_responsable(request.user), **(extra_context or {})}
        return super().changelist_view(request, contexte)

    @admin.display(description="n°", ordering="pk")
    def numero(self, obj: Any) -> str:
        return f"N° {obj.pk}"

    @admin.display(description="par", ordering="auteur__personnel__nom")
    def auteur_affiche(self, obj: Any) -> str:
        return str(obj.auteur.personnel)

    @admin.display(description="avancement")
    def etat(self, obj: Any) -> str:
        return str(obj.avancement.mots)
