"""The queue of pieces to check as the person sees it: how many, since when, and which one comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR
from django.core.exceptions import SuspiciousOperation
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from cyclades.common import clock
from cyclades.staff_site import AdminRestreint
from sessions_cfg.periodes import depuis_combien

from .filtres import A_CONTROLER
from .models import PieceAttendue

# The filters of the list that a page was opened from, as Django's own links carry them.
FILTRES = "_changelist_filters"


@dataclass(frozen=True, slots=True)
class Attente:
    """How many pieces wait to be checked, and when the oldest was sent."""

    nombre: int
    plus_ancienne: dt.datetime | None

    @property
    def phrase(self) -> str:
        """« 12 pièces à contrôler ; la plus ancienne attend depuis 3 jours. »"""
        if not self.nombre:
            return "Aucune pièce à contrôler."
        if self.nombre == 1:
            return f"1 pièce à contrôler ; elle attend depuis {self._depuis}."
        return f"{self.nombre} pièces à contrôler ; la plus ancienne attend depuis {self._depuis}."

    @property
    def anciennete(self) -> str:
        """« (la plus ancienne attend depuis 3 jours) », for the dashboard; "" when nothing waits."""
        return f" (la plus ancienne attend depuis {self._depuis})" if self.plus_ancienne else ""

    @property
    def _depuis(self) -> str:
        return depuis_combien(self.plus_ancienne, clock.maintenant()) if self.plus_ancienne else ""


def attente(pieces: QuerySet[PieceAttendue]) -> Attente:
    """What waits among `pieces`, which have the annotations of the queue; one query."""
    comptes = pieces.order_by().aggregate(
        nombre=Count("pk", filter=A_CONTROLER), plus_ancienne=Min("transmise_le", filter=A_CONTROLER)
    )
    return Attente(**comptes)


def filtres(request: HttpRequest) -> str:
    """The filters of the list from which this page was opened; "" for the whole queue."""
    return request.GET.get(FILTRES, "")


def suite(request: HttpRequest) -> str:
    """What keeps those filters in the next address: « ?_changelist_filters=… », or ""."""
    return f"?{urlencode({FILTRES: filtres(request)})}" if filtres(request) else ""


def liste(request: HttpRequest) -> str:
    """The address of the list as it was filtered."""
    adresse = reverse("gestion:justificatifs_pieceattendue_changelist")
    return f"{adresse}?{filtres(request)}" if filtres(request) else adresse


def suivante(request: HttpRequest, model_admin: AdminRestreint, piece: Any) -> PieceAttendue | None:
    """The piece after `piece` in the list it was opened from, then the first again; None when there is no other.

    `piece` has the annotations of the queue; the oldest sent come first, those that have no file last.
    """
    file: Any = _file(request, model_admin)
    file = file.exclude(pk=piece.pk).order_by("transmise_le", "pk")
    apres = Q(transmise_le=None, pk__gt=piece.pk)
    if piece.transmise_le is not None:
        meme_instant = Q(transmise_le=piece.transmise_le, pk__gt=piece.pk)
        apres = Q(transmise_le__gt=piece.transmise_le) | meme_instant | Q(transmise_le=None)
    trouvee: PieceAttendue | None = file.filter(apres).first() or file.first()
    return trouvee


def _file(request: HttpRequest, model_admin: AdminRestreint) -> QuerySet[Any]:
    """The list as it was filtered and searched; the queue itself when it was not, or when it means nothing."""
    if filtres(request):
        try:
            return _liste(request, model_admin)
        except (IncorrectLookupParameters, SuspiciousOperation):
            pass
    return model_admin.get_queryset(request).filter(A_CONTROLER)


def _liste(request: HttpRequest, model_admin: AdminRestreint) -> QuerySet[PieceAttendue]:
    """The whole list, whichever of its pages was on the screen."""
    choisis = QueryDict(filtres(request), mutable=True)
    for page in (PAGE_VAR, ALL_VAR):
        choisis.pop(page, None)
    ainsi = HttpRequest()
    ainsi.user, ainsi.GET = request.user, QueryDict(choisis.urlencode())
    liste: QuerySet[PieceAttendue] = model_admin.get_changelist_instance(ainsi).queryset
    return liste
