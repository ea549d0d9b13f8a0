"""Which pieces are still owed online, until when, and what follows: one query each, whatever the number.

The same rows make the reminders, the staff list « à risque » and the cancellations, so that they never disagree.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from registrations.contenu import FAMILLE_CONFIRMATION
from registrations.enums import Etat
from registrations.models import Candidature
from sessions_cfg import periodes
from sessions_cfg.models import ServiceInscription

from .enums import STATUTS_ACQUIS, Mode, Statut
from .models import Depot, PieceAttendue

JOURS_A_RISQUE = 7
JOURS_AVANT_ANNULATION = 3
# No mail at night: reminders of the day leave from nine o'clock, where the service is.
HEURE = 9

# When a piece is due, excluded: reopened, it has a deadline of its own; else that of its group, or of its service.
LIMITE = Coalesce(
    "echeance_propre", "groupe__limite", "candidature__service__pieces_fermeture", output_field=DateTimeField()
)


@dataclass(frozen=True, slots=True)
class Palier:
    """A reminder: sent when so many days are left, today not counted. `reglage` is the service's switch."""

    nom: str
    jours: frozenset[int]
    reglage: str


# A day late still serves (the portal may have been stopped), a week late no longer.
PALIERS = (
    Palier("j7", frozenset({6, 7}), "relance_j7"),
    Palier("j2", frozenset({1, 2}), "relance_j2"),
    Palier("jour", frozenset({0}), "relance_jour"),
)


def pieces_dues() -> QuerySet[Any]:
    """Obligatory pieces of registered candidatures that are not sent online, each with its own `limite` (excluded).

    Reopened, a piece is owed again until its own deadline; else until the end of its group's window.
    """
    envoye = Depot.objects.filter(piece=OuterRef("pk"), supprime_le=None, valide_le__isnull=False)
    return (
        PieceAttendue.objects.filter(
            obligatoire=True, retiree_le=None, groupe__mode=Mode.EN_LIGNE, candidature__etat=Etat.INSCRIT
        )
        .exclude(statut__in=STATUTS_ACQUIS)
        .filter(Q(rouverte_le__isnull=False) | ~Exists(envoye))
        .annotate(limite=LIMITE)
    )


def attendues_par_courrier() -> QuerySet[Any]:
    """Pieces of registered candidatures that may come otherwise than online and have not come, with `limite`.

    Those of a group returned by post (or otherwise), and those to be sent online that the service accepts by post
    in case of trouble, as long as no file is sent.
    """
    envoye = Depot.objects.filter(piece=OuterRef("pk"), supprime_le=None, valide_le__isnull=False)
    return (
        PieceAttendue.objects.filter(retiree_le=None, candidature__etat=Etat.INSCRIT)
        .exclude(statut__in=STATUTS_ACQUIS)
        .exclude(groupe__mode=Mode.EN_LIGNE, candidature__service__pieces_mode_secours="")
        .filter(Q(rouverte_le__isnull=False) | ~Exists(envoye))
        .annotate(limite=LIMITE)
        .order_by("ordre", "pk")
    )


def a_risque(candidatures: QuerySet[Candidature], instant: dt.datetime) -> QuerySet[Candidature]:
    """Those of `candidatures` that owe a piece by the end of the seventh day, with `limite`, the nearest first."""
    bientot = instant + dt.timedelta(days=JOURS_A_RISQUE + 1)
    return _avec_limite(candidatures, pieces_dues().filter(limite__gt=instant, limite__lte=bientot))


def sans_confirmation() -> QuerySet[Any]:
    """Signed confirmations for which there is no file at all, where the service cancels without one.

    A file added and not sent is not « no file »: it goes to staff's list and is never cancelled by itself.
    """
    present = Depot.objects.filter(piece=OuterRef("pk"), supprime_le=None)
    return pieces_dues().filter(
        ~Exists(present),
        famille=FAMILLE_CONFIRMATION,
        statut=Statut.AUCUN,
        candidature__service__sans_depot_annule=True,
    )


def a_annuler(candidatures: QuerySet[Candidature], jusqu_a: dt.datetime) -> QuerySet[Candidature]:
    """Those of `candidatures` that will be cancelled by `jusqu_a` if nothing comes, with `limite`."""
    return _avec_limite(candidatures, sans_confirmation().filter(limite__lte=jusqu_a))


def deposees_non_transmises(candidatures: QuerySet[Candidature], jusqu_a: dt.datetime) -> QuerySet[Candidature]:
    """Those whose confirmation is added, not sent, and whose deadline falls by `jusqu_a`: staff decide."""
    ajoute = Depot.objects.filter(piece=OuterRef("pk"), supprime_le=None, valide_le=None)
    return _avec_limite(
        candidatures,
        pieces_dues().filter(Exists(ajoute), famille=FAMILLE_CONFIRMATION, limite__lte=jusqu_a),
    )


def completes(candidatures: QuerySet[Candidature]) -> QuerySet[Candidature]:
    """Those whose obligatory pieces are all *Conforme* and that nobody has declared CONFORME yet."""
    demandees = PieceAttendue.objects.filter(candidature=OuterRef("pk"), obligatoire=True, retiree_le=None)
    return (
        candidatures.filter(etat=Etat.INSCRIT)
        .exclude(recevabilite="conforme")
        .filter(Exists(demandees), ~Exists(demandees.exclude(statut=Statut.CONFORME)))
        .order_by("modifiee_le", "pk")
    )


def palier_du_jour(limite: dt.datetime, service: ServiceInscription, instant: dt.datetime) -> Palier | None:
    """The reminder that the service sends at `instant` for a deadline, None when there is none to send now."""
    if instant >= limite:
        return None
    ici = instant.astimezone(ZoneInfo(service.fuseau))
    if ici.hour < HEURE:
        return None
    jours = (periodes.local(limite, service.fuseau, fin=True).date() - ici.date()).days
    return next((p for p in PALIERS if jours in p.jours and getattr(service, p.reglage)), None)


def _avec_limite(candidatures: QuerySet[Candidature], pieces: QuerySet[Any]) -> QuerySet[Candidature]:
    limites = pieces.filter(candidature=OuterRef("pk")).order_by()
    premiere = limites.values("candidature").annotate(premiere=Min("limite")).values("premiere")
    datees = candidatures.annotate(limite=Subquery(premiere, output_field=DateTimeField()))
    return datees.filter(limite__isnull=False).order_by("limite", "pk")
