"""Reminders of pieces that are not sent: seven days, two days, the day itself (specification §9)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cyclades.common import clock
from cyclades.outbox.services import en_un_envoi, post
from justificatifs.echeances import a_risque, palier_du_jour
from justificatifs.models import PieceAttendue
from registrations.contenu import FAMILLE_CONFIRMATION
from registrations.models import Candidature
from sessions_cfg import periodes
from sessions_cfg.models import ServiceInscription

PAR_ENVOI = 500
SUJET_RELANCE = "Vos pièces ne sont pas encore envoyées"


def contexte_relance(
    service: ServiceInscription,
    pieces: Sequence[PieceAttendue],
    limite: dt.datetime,
    instant: dt.datetime,
    *,
    toutes_ajoutees: bool,
) -> dict[str, Any]:
    """What the reminder says of `pieces`, due by `limite`: the mail's context, and its preview's."""
    return {
        "pieces": pieces,
        "limite": periodes.limite(limite, fuseau=service.fuseau, libelle_heure=service.libelle_heure),
        "bientot": periodes.dans_combien(limite, instant, fuseau=service.fuseau, fin=True),
        "toutes_ajoutees": toutes_ajoutees,
        "annule": service.sans_depot_annule and any(p.famille == FAMILLE_CONFIRMATION for p in pieces),
        "texte": service.relance_texte,
    }


def relancer() -> int:
    """Record the reminders due now, one a candidature, a deadline and a step, whoever runs it again; their number."""
    instant = clock.maintenant()
    dues = a_risque(Candidature.objects.select_related("service"), instant)
    nombre = 0
    lot: list[tuple[Candidature, str]] = []
    for candidature in dues.iterator(chunk_size=PAR_ENVOI):
        palier = palier_du_jour(candidature.limite, candidature.service, instant)  # type: ignore[attr-defined]
        if palier is not None:
            lot.append((candidature, palier.nom))
        if len(lot) >= PAR_ENVOI:
            nombre += _poster(lot)
            lot = []
    return nombre + _poster(lot)


def _poster(lot: list[tuple[Candidature, str]]) -> int:
    with transaction.atomic(), en_un_envoi():
        for candidature, palier in lot:
            limite = candidature.limite  # type: ignore[attr-defined]  # annotated by a_risque
            post(
                "pieces.relance",
                ids={"candidature": candidature.pk, "palier": palier},
                cle=f"pieces.relance:{candidature.pk}:{palier}:{limite:%Y%m%dT%H%M%SZ}",
            )
    return len(lot)
