"""Starting the portal's clock elsewhere than now: never before what is already written.

Rows must stay in the order in which they were written: versions, activations and closings compare
instants. A start earlier than the newest row is refused, and so is real time when a rehearsal went
further.
"""

import datetime as dt
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from . import clock

# Calendars and leases are planned or run on the machine's clock; they say nothing of what happened.
APPLICATIONS_SANS_FAITS = {"sessions_cfg", "outbox"}
# In applications that also record facts: instants to come, and those of sessions and limits (the machine's clock).
CHAMPS_PREVUS = {"publie_le", "limite_le", "expire_le", "a_faire_le", "depot_jusqu_au", "bail_jusqu_a", "efface_le"}
CHAMPS_PREVUS |= {"expire_date", "fenetre"}


class HorlogeRefusee(Exception):
    """The clock cannot start there; the text says why, in one line."""


def plus_recente() -> tuple[dt.datetime, str] | None:
    """Instant of the newest row of the portal's own tables, and the name of what it records."""
    trouves = []
    for config in apps.get_app_configs():
        chemin = Path(config.path)
        if config.label in APPLICATIONS_SANS_FAITS or not chemin.is_relative_to(settings.RACINE):
            continue
        if "site-packages" in chemin.parts:  # .venv is inside our folder; lockouts run on real time
            continue
        for modele in config.get_models():
            champs = [
                champ.name
                for champ in modele._meta.concrete_fields
                if isinstance(champ, models.DateTimeField) and champ.name not in CHAMPS_PREVUS
            ]
            maxima = modele._base_manager.aggregate(**{f"max_{c}": models.Max(c) for c in champs}) if champs else {}
            trouves += [(instant, str(modele._meta.verbose_name)) for instant in maxima.values() if instant]
    return max(trouves, default=None)


def lire(texte: str) -> dt.datetime:
    """`2021-11-10T13:00+01:00`; without an offset, Paris time."""
    try:
        instant = dt.datetime.fromisoformat(texte)
    except ValueError:
        raise HorlogeRefusee(
            f"CYCLADES_HORLOGE={texte} n'est pas un instant : écrivez par exemple 2021-11-10T13:00+01:00."
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=clock.PARIS)


def demarrer(texte: str) -> dt.timedelta:
    """Start the portal's clock at `texte`, or at the machine's time when empty; the offset that was set."""
    reel = clock.temps_reel()
    debut = lire(texte) if texte else reel
    recente = plus_recente()
    if recente is not None and recente[0] > debut:
        quand = recente[0].astimezone(clock.PARIS).strftime("%d/%m/%Y %H:%M:%S")
        if texte:
            raise HorlogeRefusee(
                f"CYCLADES_HORLOGE={texte} refusé : la base contient « {recente[1]} » du {quand} (heure de Paris) ; "
                "partez d'un instant plus tardif ou donnez un autre CYCLADES_VAR."
            )
        raise HorlogeRefusee(
            f"La base contient « {recente[1]} » du {quand} (heure de Paris), dans le futur : donnez CYCLADES_HORLOGE "
            "à partir de cet instant, ou un autre CYCLADES_VAR."
        )
    decalage = debut - reel if texte else dt.timedelta(0)
    if decalage and not clock.reglable():
        raise HorlogeRefusee("CYCLADES_HORLOGE est refusé en production : l'horloge du portail y est celle du serveur.")
    clock.regler(decalage)
    return decalage
