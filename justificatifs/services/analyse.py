"""What the virus scanner says of a deposited file, and what follows (I-16). Done by a worker, never by a page."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from cyclades.common import clock, storage
from cyclades.common.acteur import acteur
from cyclades.outbox.services import post
from justificatifs.enums import Analyse, Statut
from justificatifs.fenetres import echeance_par_defaut, fin_de_journee
from justificatifs.models import Depot, GroupePieces, PieceAttendue, Revue
from justificatifs.scanning import antivirus
from registrations.enums import Recevabilite
from registrations.models import Candidature
from registrations.services.office import prendre, reprendre_conformite

ACTEUR = "systeme:antivirus"
INFORMATION = (
    "Le fichier « {nom} » a été retiré : l'antivirus y a trouvé un programme malveillant. "
    "Déposez un autre fichier, fait sur un appareil sain."
)

# A file without a verdict after that long is asked for again, and so on: the scanner was away, or its message lost.
REPRISE = dt.timedelta(minutes=10)
PAR_REPRISE = 500


def demander(depot: Depot, *, reprise: str = "") -> None:
    """Have the file read by the scanner, in the caller's transaction; without a scanner, nothing."""
    if settings.ANTIVIRUS:
        cle = f"pieces.analyser:{depot.pk}" + (f":{reprise}" if reprise else "")
        post("pieces.analyser", ids={"depot": depot.pk}, cle=cle)


def analyser(*, depot_id: int) -> Analyse:
    """Ask the scanner and record its verdict; an infected file is taken back, its piece opened again.

    A verdict already given stands, except « indéterminé »; a file erased since is not read.
    Raises AntivirusInjoignable: asked again later.
    """
    depot = Depot.objects.get(pk=depot_id)
    if depot.analyse in (Analyse.SAIN, Analyse.INFECTE) or depot.efface_le is not None:
        return Analyse(depot.analyse)
    verdict = antivirus.analyser(storage.lire(depot.fichier, depot.sha256), settings.ANTIVIRUS)
    with acteur(ACTEUR), transaction.atomic():
        piece = PieceAttendue.objects.only("groupe_id", "candidature_id").get(pk=depot.piece_id)
        candidature = prendre(piece.candidature_id) if verdict == Analyse.INFECTE else None
        # Group, then piece, then file: the order of every other act on them.
        GroupePieces.objects.select_for_update(no_key=True).get(pk=piece.groupe_id)
        if candidature is None:
            Depot.objects.filter(pk=depot_id).update(analyse=verdict)
        else:
            _retirer(depot_id, candidature)
    return verdict


def _retirer(depot_id: int, candidature: Candidature) -> None:
    """The file goes, its bytes stay locked away; the candidate is told, with time to replace it."""
    depot = Depot.objects.select_related("piece").get(pk=depot_id)
    instant = clock.maintenant()
    courant = depot.supprime_le is None
    depot.analyse = Analyse.INFECTE
    depot.supprime_le = depot.supprime_le or instant
    depot.save(update_fields=["analyse", "supprime_le"])
    if not courant:
        return
    piece = depot.piece
    if depot.valide_le is None:
        post("pieces.fichier_retire", ids={"depot": depot.pk}, cle=f"pieces.fichier_retire:{depot.pk}")
        return
    avant = piece.statut
    echeance = fin_de_journee(echeance_par_defaut(clock.aujourd_hui()))
    piece.statut, piece.date_reception = Statut.NON_CONFORME, None
    piece.information = INFORMATION.format(nom=depot.nom)
    piece.rouverte_le, piece.echeance_propre = instant, max(echeance, piece.echeance_propre or echeance)
    piece.revision += 1
    piece.save()
    revue = Revue.objects.create(
        piece=piece, depot=depot, auteur=None, de=avant, vers=piece.statut, information=piece.information, quand=instant
    )
    post("pieces.non_conforme", ids={"revue": revue.pk}, cle=f"pieces.non_conforme:{revue.pk}")
    if candidature.recevabilite == Recevabilite.CONFORME and piece.obligatoire:
        reprendre_conformite(candidature=candidature, acteur=ACTEUR, motif=str(piece))


def reprendre() -> int:
    """Ask again for the files that still wait for a verdict after ten minutes; their number."""
    if not settings.ANTIVIRUS:
        return 0
    instant = clock.maintenant()
    sans_verdict = Depot.objects.filter(
        analyse__in=(Analyse.NON_ANALYSE, Analyse.INDETERMINE),
        supprime_le=None,
        efface_le=None,
        depose_le__lt=instant - REPRISE,
    )
    with transaction.atomic():
        attendus = list(sans_verdict.order_by("depose_le", "pk")[:PAR_REPRISE])
        for depot in attendus:
            demander(depot, reprise=f"{clock.temps_reel():%Y%m%d%H%M}")
    return len(attendus)
