"""The journal of a candidature: one line per act, in the same transaction as the act (I-27)."""

import datetime as dt

from registrations.models import Candidature, Journal


def noter(
    *,
    candidature: Candidature,
    action: str,
    acteur: str,
    quand: dt.datetime,
    de: str = "",
    vers: str = "",
    motif: str = "",
) -> Journal:
    """Add a line; `acteur` is `candidat:<id>`, `gestionnaire:<id>` or `systeme:<what>`."""
    return Journal.objects.create(
        candidature=candidature, quand=quand, acteur=acteur, action=action, de=de, vers=vers, motif=motif
    )
