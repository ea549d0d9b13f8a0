"""Filters of the queue of pieces; each counts and offers only what the person may see (I-24)."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from cyclades.common import clock
from registrations.enums import ETATS_ACTIFS

from .models import PieceAttendue

# A candidature that was left or set aside waits for nothing; set right again, its pieces come back.
A_CONTROLER = Q(statut="", transmise_le__isnull=False, rouverte_le__isnull=True, candidature__etat__in=ETATS_ACTIFS)
A_VOIR = "a_controler"  # what the queue opens on

SITUATIONS: dict[str, tuple[str, Q]] = {
    A_VOIR: ("À contrôler", A_CONTROLER),
    "recues": ("Reçues", Q(statut="recue")),
    "non_transmises": ("Déposées, non transmises", Q(en_attente=True)),
    "non_conformes": ("Non conformes", Q(statut="non_conforme")),
    "conformes": ("Conformes", Q(statut="conforme")),
    "toutes": ("Toutes", Q()),
}


def compter(pieces: QuerySet[PieceAttendue]) -> dict[str, int]:
    """How many of `pieces` are in each situation, in one query; `pieces` has the annotations of the queue."""
    return pieces.aggregate(
        **{cle: Count("pk", filter=condition) for cle, (_, condition) in SITUATIONS.items() if condition},
        toutes=Count("pk"),
    )


class SituationFilter(SimpleListFilter):
    """Where a piece stands; the queue opens on what there is to check."""

    title = "situation"
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        """Each situation with the number of the person's pieces that are in it."""
        comptes = compter(model_admin.get_queryset(request))
        return [(cle, f"{libelle} ({comptes[cle]})") for cle, (libelle, _) in SITUATIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PieceAttendue]) -> QuerySet[PieceAttendue]:
        return queryset.filter(SITUATIONS.get(self.value() or A_VOIR, SITUATIONS[A_VOIR])[1])

    def choices(self, changelist: Any) -> Any:
        """Without « Tous », which here is a choice like the others."""
        choisie = self.value() if self.value() in SITUATIONS else A_VOIR
        for cle, libelle in self.lookup_choices:
            yield {
                "selected": cle == choisie,
                "query_string": changelist.get_query_string({self.parameter_name: cle}),
                "display": libelle,
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


class _Delai(SimpleListFilter):
    """A filter on an instant, in days from now: after the first bound, up to the second; None is no bound."""

    champ = ""
    delais: ClassVar[dict[str, tuple[str, int | None, int | None]]] = {}

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [(cle, libelle) for cle, (libelle, _, _) in self.delais.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PieceAttendue]) -> QuerySet[PieceAttendue]:
        _, apres, jusqu_a = self.delais.get(self.value() or "", ("", None, None))
        instant = clock.maintenant()
        for jours, borne in ((apres, "gt"), (jusqu_a, "lte")):
            if jours is not None:
                queryset = queryset.filter(**{f"{self.champ}__{borne}": instant + dt.timedelta(days=jours)})
        return queryset


class AttenteFilter(_Delai):
    """Since when the file of the piece was sent."""

    title = "ancienneté"
    parameter_name = "attente"
    champ = "transmise_le"
    delais = {
        "1": ("Un jour ou plus", None, -1),
        "3": ("Trois jours ou plus", None, -3),
        "7": ("Une semaine ou plus", None, -7),
        "15": ("Quinze jours ou plus", None, -15),
    }


class LimiteFilter(_Delai):
    """When the candidate's time to give the piece is over."""

    title = "date limite"
    parameter_name = "limite"
    champ = "limite"
    delais = {
        "passee": ("Passée", None, 0),
        "3": ("Dans les trois jours", 0, 3),
        "7": ("Dans les sept jours", 0, 7),
        "plus": ("Plus tard", 7, None),
    }
