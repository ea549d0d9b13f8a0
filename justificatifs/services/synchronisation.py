"""What is asked of a candidature follows its last saved version."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import F

from cyclades.common import clock
from cyclades.common.acteur import acteur
from justificatifs.echeances import FAMILLE_CONFIRMATION
from justificatifs.fenetres import echeance_par_defaut, fin_de_journee
from justificatifs.models import DemandePieces, Depot, GroupePieces, PieceAttendue
from registrations.contenu import Contenu, PieceDemandee
from registrations.models import Candidature, Version

CHAMPS = ("code", "libelle", "famille", "famille_libelle", "obligatoire", "raison", "alternatives")

_DEMANDER = """
INSERT INTO justificatifs_demandepieces AS d (candidature_id, version, modifiee_le) VALUES (%s, 1, %s)
ON CONFLICT (candidature_id) DO UPDATE SET version = d.version + 1, modifiee_le = EXCLUDED.modifiee_le
"""


def synchroniser(*, candidature: Candidature, version: Version) -> None:
    """Bring the expected pieces in line with `version`, in the caller's transaction.

    New ones are added, vanished ones retired (their files stay), unchanged ones keep file, status and
    decisions. When the group was already locked, only what the change makes invalid reopens: the new
    pieces and the signed confirmation, for seven days at least (specification §5).
    """
    contenu: Contenu = version.contenu
    premiere = version.numero == 1
    with acteur("systeme:pieces"), transaction.atomic():
        groupe = _premier_groupe(candidature, contenu) if premiere else _groupe(candidature, contenu)
        reouverture = _reouverture(groupe)
        deja = [] if premiere else candidature.pieces.select_for_update().order_by("pk")
        connues = {p.cle: p for p in deja}
        change = _retirer(list(connues.values()), contenu["pieces"])
        nouvelles = []
        for ordre, demandee in enumerate(contenu["pieces"]):
            piece = connues.get(demandee["cle"])
            if piece is None:
                nouvelles.append(_nouvelle(groupe, demandee, ordre, reouverture))
            else:
                change |= _actualiser(piece, groupe, demandee, ordre, reouverture)
        PieceAttendue.objects.bulk_create(nouvelles)
        if version.numero > 1 and reouverture is not None:
            _rouvrir_confirmation(candidature, reouverture)
        _numeroter_demande(candidature, change or bool(nouvelles))


def _premier_groupe(candidature: Candidature, contenu: Contenu) -> GroupePieces:
    """Nothing was ever asked: its version 1 is being written by the transaction that holds its lock."""
    return GroupePieces.objects.create(candidature=candidature, mode=contenu["service"]["pieces_mode"])


def _groupe(candidature: Candidature, contenu: Contenu) -> GroupePieces:
    mode = contenu["service"]["pieces_mode"]
    GroupePieces.objects.bulk_create([GroupePieces(candidature=candidature, mode=mode)], ignore_conflicts=True)
    return GroupePieces.objects.select_for_update().get(candidature=candidature, mode=mode, limite=None)


def _reouverture(groupe: GroupePieces) -> tuple[dt.datetime, dt.datetime] | None:
    """(now, until when) for what reopens in a locked group; None while the group is open."""
    if groupe.verrouille_le is None:
        return None
    service = groupe.candidature.service
    dernier_jour = echeance_par_defaut(clock.aujourd_hui())
    return clock.maintenant(), max(groupe.limite or service.pieces_fermeture, fin_de_journee(dernier_jour))


def _retirer(connues: list[PieceAttendue], demandees: list[PieceDemandee]) -> bool:
    """Retire the pieces, locked and read, that are no longer asked; True when there is one."""
    gardees = {p["cle"] for p in demandees}
    partantes = [p.pk for p in connues if p.retiree_le is None and p.cle not in gardees]
    if partantes:
        PieceAttendue.objects.filter(pk__in=partantes).update(retiree_le=clock.maintenant(), revision=F("revision") + 1)
    return bool(partantes)


def _nouvelle(
    groupe: GroupePieces, demandee: PieceDemandee, ordre: int, reouverture: tuple[dt.datetime, dt.datetime] | None
) -> PieceAttendue:
    rouverte_le, echeance = reouverture or (None, None)
    return PieceAttendue(
        candidature_id=groupe.candidature_id,
        groupe=groupe,
        cle=demandee["cle"],
        ordre=ordre,
        rouverte_le=rouverte_le,
        echeance_propre=echeance,
        **{champ: demandee[champ] for champ in CHAMPS},  # type: ignore[literal-required]
    )


def _actualiser(
    piece: PieceAttendue,
    groupe: GroupePieces,
    demandee: PieceDemandee,
    ordre: int,
    reouverture: tuple[dt.datetime, dt.datetime] | None,
) -> bool:
    """Follow what is said of a piece already asked; True when the list seen by the candidate changes."""
    nouveaux = {champ: demandee[champ] for champ in CHAMPS}  # type: ignore[literal-required]
    revient = piece.retiree_le is not None
    if not revient and piece.ordre == ordre and all(getattr(piece, c) == v for c, v in nouveaux.items()):
        return False
    visible = revient or (piece.libelle, piece.obligatoire) != (demandee["libelle"], demandee["obligatoire"])
    for champ, valeur in nouveaux.items():
        setattr(piece, champ, valeur)
    piece.ordre, piece.groupe, piece.retiree_le = ordre, groupe, None
    if revient and reouverture is not None and not piece.statut and not _transmise(piece):
        piece.rouverte_le, piece.echeance_propre = reouverture
    piece.revision += 1
    piece.save()
    return visible


def _transmise(piece: PieceAttendue) -> bool:
    return Depot.objects.filter(piece=piece, supprime_le=None, valide_le__isnull=False).exists()


def _rouvrir_confirmation(candidature: Candidature, reouverture: tuple[dt.datetime, dt.datetime]) -> None:
    """The confirmation that was signed is no longer the one in force; its decision is taken back."""
    rouverte_le, echeance = reouverture
    candidature.pieces.filter(
        famille=FAMILLE_CONFIRMATION, retiree_le=None, groupe__mode="EN_LIGNE", groupe__verrouille_le__isnull=False
    ).update(
        statut="",
        date_reception=None,
        information="",
        rouverte_le=rouverte_le,
        echeance_propre=echeance,
        revision=F("revision") + 1,
    )


def _numeroter_demande(candidature: Candidature, change: bool) -> None:
    """Version 1 at first; one more whenever the list changes."""
    instant = clock.maintenant()
    if change:
        with connection.cursor() as cursor:
            cursor.execute(_DEMANDER, [candidature.pk, instant])
    else:
        demande = DemandePieces(candidature_id=candidature.pk, modifiee_le=instant)
        DemandePieces.objects.bulk_create([demande], ignore_conflicts=True)
