"""Filters of the queue of pieces; each counts and offers only what the person may see (I-24)."""

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from .models import PieceAttendue

A_CONTROLER = Q(statut="", transmise_le__isnull=False, rouverte_le__isnull=True)

SITUATIONS: dict[str, tuple[str, Q]] = {
    "a_controler": ("À contrôler", A_CONTROLER),
    "recues": ("Reçues", Q(statut="recue")),
    "non_transmises": ("Déposées, non transmises", Q(en_attente=True)),
    "non_conformes": ("Non conformes", Q(statut="non_conforme")),
    "conformes": ("Conformes", Q(statut="conforme")),
    "toutes": ("Toutes", Q()),
}


class SituationFilter(SimpleListFilter):
    """Where a piece stands; the queue opens on what there is to check."""

    title = "situation"
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [(cle, libelle) for cle, (libelle, _) in SITUATIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PieceAttendue]) -> QuerySet[PieceAttendue]:
        return queryset.filter(SITUATIONS.get(self.value() or "a_controler", SITUATIONS["a_controler"])[1])

    def choices(self, changelist: Any) -> Any:
        """Without « Tous », which here is a choice like the others."""
        choisie = self.value() if self.value() in SITUATIONS else "a_controler"
        comptes = self.get_facet_queryset(changelist) if changelist.add_facets else None
        for rang, (cle, libelle) in enumerate(self.lookup_choices):
            nombre = comptes.get(f"{rang}__c", 0) if comptes is not None else None
            yield {
                "selected": cle == choisie,
                "query_string": changelist.get_query_string({self.parameter_name: cle}),
                "display": libelle if nombre is None else f"{libelle} ({nombre})",
            }


class _ValeursVues(SimpleListFilter):
    """A filter whose choices are those present in the person's own pieces."""

    champ_cle = ""
    champ_libelle = ""

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        visibles = model_admin.get_queryset(request).order_by(self.champ_libelle)
        paires = visibles.values_list(self.champ_cle, self.champ_libelle).distinct()
        return [(str(cle), str(libelle)) for cle, libelle in paires if cle is not None]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PieceAttendue]) -> QuerySet[PieceAttendue]:
        valeur = self.value()
        if not valeur or valeur not in {cle for cle, _ in self.lookup_choices}:
            return queryset
        return queryset.filter(**{self.champ_cle: valeur})


class ExamenFilter(_ValeursVues):
    title = "session"
    parameter_name = "session"
    champ_cle = "candidature__session"
    champ_libelle = "candidature__session__libelle"


class SpecialiteFilter(_ValeursVues):
    title = "spécialité"
    parameter_name = "specialite"
    champ_cle = "candidature__specialite"
    champ_libelle = "candidature__specialite__libelle"


class AcademieFilter(_ValeursVues):
    title = "académie"
    parameter_name = "academie"
    champ_cle = "candidature__academie"
    champ_libelle = "candidature__academie__libelle"


class FamilleFilter(_ValeursVues):
    title = "famille"
    parameter_name = "famille"
    champ_cle = "famille"
    champ_libelle = "famille_libelle"
