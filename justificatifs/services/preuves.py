"""A request of rectification with its proof, in one transaction; what the antivirus says of the proof."""

import hashlib
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cyclades.common import clock, storage
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from cyclades.outbox.services import post
from justificatifs.enums import Analyse
from justificatifs.models import Preuve
from justificatifs.scanning import Contenu, antivirus
from registrations.contenu import Difference
from registrations.models import Rectification
from registrations.rectifiables import Rectifiable
from registrations.services.rectifications import demander

from .analyse import ACTEUR, PAR_REPRISE, REPRISE
from .depots import examiner_envoi, garder_octets

# As many as there are points to ask about, several times over; keeps one person from filling the disk (I-19).
PREUVES_MAX = 40


def demander_avec_preuve(
    *,
    candidature_id: int,
    vu: int,
    point: Rectifiable,
    valeurs: Mapping[str, list[str]],
    changements: list[Difference],
    explication: str,
    fichiers: "Sequence[UploadedFile[bytes]]",
) -> Rectification:
    """Record a request and its proof together, or neither; several photos become one PDF.

    Raises as `registrations.services.rectifications.demander`, and FichierRefuse about the file.
    """
    contenu = examiner_envoi(fichiers) if fichiers else None
    with transaction.atomic():
        demande = demander(
            candidature_id=candidature_id,
            vu=vu,
            point=point,
            valeurs=valeurs,
            changements=changements,
            explication=explication,
        )
        if contenu is not None:
            _joindre(demande, contenu)
    return demande


def _joindre(demande: Rectification, contenu: Contenu) -> None:
    """Under the candidature's lock, which `demander` holds: the row first, then the file, before the commit (I-17)."""
    deja = Preuve.objects.filter(rectification__candidature=demande.candidature_id).count()
    if deja >= PREUVES_MAX:
        raise Refus("Vous avez joint un très grand nombre de fichiers. Adressez-vous au service gestionnaire.")
    sha256 = hashlib.sha256(contenu.octets).hexdigest()
    racine = f"preuves/{demande.candidature_id}"
    preuve = Preuve.objects.create(
        rectification=demande,
        nom=contenu.nom,
        fichier=f"{racine}/{sha256[:2]}/{sha256}",
        sha256=sha256,
        taille=len(contenu.octets),
        type_mime=contenu.type_mime,
        depose_le=demande.cree_le,
    )
    garder_octets(contenu.octets, racine=racine, attendu=preuve.fichier)
    _faire_analyser(preuve)


def _faire_analyser(preuve: Preuve, *, reprise: str = "") -> None:
    if settings.ANTIVIRUS:
        cle = f"preuves.analyser:{preuve.pk}" + (f":{reprise}" if reprise else "")
        post("preuves.analyser", ids={"preuve": preuve.pk}, cle=cle)


def analyser(*, preuve_id: int) -> Analyse:
    """Ask the scanner and record its verdict; an infected proof is never handed to anybody. Asked again if away."""
    preuve = Preuve.objects.get(pk=preuve_id)
    if preuve.analyse in (Analyse.SAIN, Analyse.INFECTE) or preuve.efface_le is not None:
        return Analyse(preuve.analyse)
    verdict = antivirus.analyser(storage.lire(preuve.fichier, preuve.sha256), settings.ANTIVIRUS)
    with acteur(ACTEUR):
        Preuve.objects.filter(pk=preuve_id).update(analyse=verdict)
    return verdict


def reprendre() -> int:
    """Ask again for the proofs that still wait for a verdict after ten minutes; their number."""
    if not settings.ANTIVIRUS:
        return 0
    attente = (Analyse.NON_ANALYSE, Analyse.INDETERMINE)
    avant = clock.maintenant() - REPRISE
    with transaction.atomic():
        sans_verdict = Preuve.objects.filter(analyse__in=attente, efface_le=None, depose_le__lt=avant)
        attendues = list(sans_verdict.order_by("depose_le", "pk")[:PAR_REPRISE])
        for preuve in attendues:
            _faire_analyser(preuve, reprise=f"{clock.temps_reel():%Y%m%d%H%M}")
    return len(attendues)
