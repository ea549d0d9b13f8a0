"""The disk and the tables compared both ways (I-17): no row without its file, no file without its row.

Rows, the longest unverified first: their file is read again and its hash compared; what is wrong stays written on
the row, for staff, until it is right again. Disk, folder after folder: a file that no row names waits a day, as one
whose row may still be on its way, then is put in quarantine for thirty; a file whose rows are all erased goes at
once. Both are bounded in time and memory and take up where they stopped.
"""

import datetime as dt
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable

from django.db import transaction
from django.db.models import F, Q

from cyclades.common import clock, inventaire, storage
from cyclades.common.acteur import acteur
from justificatifs.enums import Anomalie
from justificatifs.models import Depot, GroupePieces, Preuve
from justificatifs.models.conserves import FichierConserve
from registrations.models import Candidature
from registrations.services.office import prendre

journal = logging.getLogger(__name__)

ACTEUR = "systeme:rapprochement"
GRACE = dt.timedelta(days=1)
QUARANTAINE = dt.timedelta(days=30)
REVUE = dt.timedelta(days=30)  # each file is read again about once a month
REVUE_ANOMALIE = dt.timedelta(hours=1)
PAR_LOT = 50

Modele = type[Depot] | type[Preuve]
# What a run did, in words: « fichiers absents », …
Bilan = Counter[str]


def _prendre_groupes(candidature_id: int) -> None:
    list(GroupePieces.objects.filter(candidature=candidature_id).select_for_update(no_key=True).order_by("pk"))


def _prendre_candidature(candidature_id: int) -> None:
    if Candidature.objects.filter(pk=candidature_id).exists():
        prendre(candidature_id)


# For each root of the storage: whose files they are, and the lock under which a new one is written.
RACINES: dict[str, tuple[Modele, Callable[[int], None]]] = {
    "pieces": (Depot, _prendre_groupes),
    "preuves": (Preuve, _prendre_candidature),
}


def rapprocher(*, duree_max: float) -> Bilan:
    """A run of at most about `duree_max` seconds, half for the rows and the rest for the disk."""
    debut = time.monotonic()
    bilan = Bilan()
    for rang, (racine, (modele, _)) in enumerate(RACINES.items(), 1):
        bilan += verifier_lignes(modele, fin=debut + duree_max * rang / 4)
        bilan += parcourir_disque(racine, fin=debut + duree_max * (2 + rang) / 4)
    maintenant = clock.temps_reel()
    bilan["envois interrompus jetés"] = inventaire.jeter("attente", avant=(maintenant - GRACE).timestamp())
    jetes = inventaire.jeter(inventaire.QUARANTAINE, avant=(maintenant - QUARANTAINE).timestamp())
    bilan["fichiers jetés après quarantaine"] = jetes
    return +bilan


def verifier_lignes(modele: Modele, *, fin: float) -> Bilan:
    """Read again the files of the rows that were not for long; what is wrong is logged once and stays on the row."""
    bilan = Bilan()
    instant = clock.maintenant()
    dues = modele._default_manager.filter(
        Q(verifie_le=None)
        | Q(verifie_le__lt=instant - REVUE)
        | (~Q(anomalie=Anomalie.AUCUNE) & Q(verifie_le__lt=instant - REVUE_ANOMALIE)),
        efface_le=None,
    ).order_by(F("verifie_le").asc(nulls_first=True), "pk")
    while time.monotonic() < fin:
        lot = list(dues[:PAR_LOT])
        verdicts: dict[Anomalie, list[int]] = defaultdict(list)
        for ligne in lot:
            verdict = _juger(ligne)
            verdicts[verdict].append(ligne.pk)
            if verdict and verdict != ligne.anomalie:
                journal.error("%s : %s n° %s", verdict.label, modele._meta.verbose_name, ligne.pk)
        with acteur(ACTEUR), transaction.atomic():
            for verdict, ids in verdicts.items():
                # A row erased since has no file any more, as it should.
                lignes = modele._default_manager.filter(pk__in=ids, efface_le=None)
                faites = lignes.update(verifie_le=clock.maintenant(), anomalie=verdict)
                bilan[{"absent": "fichiers absents", "altere": "fichiers altérés"}.get(verdict, "fichiers sains")] += (
                    faites
                )
        if len(lot) < PAR_LOT:
            break
    return bilan


def _juger(ligne: FichierConserve) -> Anomalie:
    try:
        storage.verifier(ligne.fichier, ligne.sha256)
    except storage.FichierAbsent:
        return Anomalie.ABSENT
    except (storage.FichierAltere, OSError):
        return Anomalie.ALTERE
    return Anomalie.AUCUNE


def parcourir_disque(racine: str, *, fin: float) -> Bilan:
    """Look for the rows of the files under `racine`, from where the last walk stopped; once through, from the start."""
    bilan = Bilan()
    modele, _ = RACINES[racine]
    avant = (clock.temps_reel() - GRACE).timestamp()
    repere = fait = inventaire.lire_repere(racine)
    for numero in inventaire.numeros(racine):
        if numero <= repere:
            continue
        if time.monotonic() >= fin:
            inventaire.poser_repere(racine, fait)
            return bilan
        anciens = {t.nom for t in inventaire.fichiers(f"{racine}/{numero}") if t.ecrit_le < avant}
        tenus = modele._default_manager.filter(fichier__in=anciens, efface_le=None).values_list("fichier", flat=True)
        for nom in sorted(anciens - set(tenus)):
            bilan[retirer_si_libre(nom) or "fichiers repris par une ligne"] += 1
        fait = numero
    inventaire.poser_repere(racine, 0)
    return bilan


def retirer_si_libre(nom: str) -> str:
    """Take away a file that no row keeps, under the lock of whoever might be writing one; says what became of it.

    "" when a row keeps it. Erased rows alone: removed. No row at all: in quarantine, for it should never be.
    """
    racine, numero = nom.split("/")[:2]
    modele, verrou = RACINES[racine]
    with transaction.atomic():
        verrou(int(numero))
        lignes = list(modele._default_manager.filter(fichier=nom).values_list("efface_le", flat=True))
        if None in lignes:
            return ""
        if lignes:
            storage.supprimer(nom)
            return "fichiers effacés"
        inventaire.ecarter(nom)
    journal.warning("fichier sans ligne mis en quarantaine : %s", nom)
    return "fichiers mis en quarantaine"
