"""Documents that the portal issues by itself besides the confirmation, each in the transaction of its cause."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from cyclades.common import clock
from documents.enums import Kind
from documents.kinds import annulation, relance
from documents.kinds.demande import Suivi
from documents.models import DocumentVersion
from justificatifs.enums import Statut
from justificatifs.models import Depot, PieceAttendue
from registrations.contenu import FAMILLE_CONFIRMATION
from registrations.models import Candidature, Version

from .emission import emettre, emettre_demande


def demander(*, version: Version, numero: int) -> DocumentVersion:
    """« Demande de pièces justificatives », version `numero`: what is accepted already is told so."""
    candidature = version.candidature
    attendues = PieceAttendue.objects.filter(candidature=candidature, retiree_le=None).select_related("groupe")
    suivi = {piece.cle: _suivi(piece) for piece in attendues} if numero > 1 else {}
    return emettre_demande(candidature=candidature, version=version, numero=numero, suivi=suivi)


def _suivi(piece: PieceAttendue) -> Suivi:
    """Accepted already, or due on a date that is not that of the service."""
    echeance = piece.echeance_propre or piece.groupe.limite
    return Suivi(conforme=piece.statut == Statut.CONFORME, echeance=echeance.isoformat() if echeance else "")


def relancer(*, candidature: Candidature, pieces: Sequence[Any], instant: dt.datetime) -> DocumentVersion | None:
    """The reminder that a mail announces; `pieces` bear their `limite`."""
    version = _version_courante(candidature)
    if version is None:
        return None
    attendent = Depot.objects.filter(piece__in=[piece.pk for piece in pieces], supprime_le=None, valide_le=None)
    deposees = set(attendent.values_list("piece_id", flat=True))
    manquantes = [
        relance.PieceManquante(
            intitule=str(piece),
            famille=piece.famille_libelle,
            limite=piece.limite.astimezone(dt.UTC).isoformat(),
            deposee=piece.pk in deposees,
        )
        for piece in pieces
    ]
    annule = candidature.service.sans_depot_annule and any(p.famille == FAMILLE_CONFIRMATION for p in pieces)
    return emettre(
        candidature=candidature,
        contenu=version.contenu,
        genre=relance.GENRE,
        donnees=relance.Manquantes(manquantes, annule=annule),
        auteur="systeme:relance",
        instant=instant,
    )


def annuler(*, candidature: Candidature, acteur: str) -> DocumentVersion | None:
    """« Avis d'annulation », with the reason given; nothing for who had never saved."""
    version = _version_courante(candidature)
    if version is None:
        return None
    return emettre(
        candidature=candidature,
        contenu=version.contenu,
        genre=annulation.GENRE,
        donnees=annulation.Annulation(candidature.motif),
        auteur=acteur,
        instant=clock.maintenant(),
    )


def retirer_avis(*, candidature: Candidature) -> None:
    """A cancelled candidature is taken back: its notice no longer holds."""
    DocumentVersion.objects.filter(
        document__candidature=candidature, document__kind=Kind.ANNULATION, retiree_le=None
    ).update(retiree_le=clock.maintenant())


def _version_courante(candidature: Candidature) -> Version | None:
    return Version.objects.filter(candidature=candidature, numero=candidature.version_courante).first()
