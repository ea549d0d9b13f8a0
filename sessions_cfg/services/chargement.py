"""Load the catalogue's files into the database, once per content."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, transaction

from cyclades.common import clock
from sessions_cfg.models import LotCharge, VersionCatalogue

from .calendriers import charger_calendriers, charger_demonstration
from .fichiers import LOTS, empreinte
from .lots import charger_catalogue, charger_communes, charger_geographie
from .publication import publier

CHARGEURS: dict[str, Callable[[], None]] = {
    "geographie": charger_geographie,
    "communes": charger_communes,
    "catalogue": charger_catalogue,
    "calendriers": charger_calendriers,
    "demonstration": charger_demonstration,
}
VERROU = 0x0C_A7_A1_06


@dataclass
class Bilan:
    """What a run did: names of the lots loaded and of those left alone."""

    charges: list[str] = field(default_factory=list)
    inchanges: list[str] = field(default_factory=list)
    version: int = 0


def load_catalogue(*, demo: bool = False) -> Bilan:
    """Load the lots whose files changed since the last run, all or nothing; publish a catalogue version if the
    exams or rules changed.

    A second run on the same files writes nothing. Two runs at once: the second waits, then finds nothing to do.
    Raises `CatalogueIncoherent` when the files contradict themselves.
    """
    bilan = Bilan()
    with transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
        connues = dict(LotCharge.objects.values_list("nom", "empreinte"))
        for nom in LOTS:
            if nom == "demonstration" and not demo:
                continue
            actuelle = empreinte(nom)
            if connues.get(nom) == actuelle:
                bilan.inchanges.append(nom)
                continue
            CHARGEURS[nom]()
            LotCharge.objects.update_or_create(
                nom=nom, defaults={"empreinte": actuelle, "charge_le": clock.maintenant()}
            )
            if nom == "catalogue":
                publier()
            bilan.charges.append(nom)
        derniere = VersionCatalogue.objects.order_by("-numero").first()
        bilan.version = derniere.numero if derniere else 0
    return bilan
