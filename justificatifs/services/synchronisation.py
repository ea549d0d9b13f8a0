"""What is asked of a candidature follows its last saved version."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import F

from cyclades.common import clock
from cyclades.common.acteur import acteur
from justificatifs.enums import STATUTS_ACQUIS, Mode
from justificatifs.fenetres import echeance_par_defaut, fenetre_du_groupe, fin_de_journee
from justificatifs.models import DemandePieces, Depot, GroupePieces, PieceAttendue
from justificatifs.signals import demande_etablie
from registrations.contenu import FAMILLE_CONFIRMATION, Contenu, PieceDemandee
from registrations.enums import Recevabilite
from registrations.models import Candidature, Version
from registrations.services.office import reprendre_conformite

from .decisions import dossier_conforme

CHAMPS = ("code", "libelle", "famille", "famille_libelle", "obligatoire", "raison", "alternatives")

INSCRIPTION_CHANGEE = "L'inscription a changé : des pièces sont à donner de nouveau."

_DEMANDER = """
INSERT INTO justificatifs_demandepieces AS d (candidature_id, version, modifiee_le) VALUES (%s, 1, %s)
ON CONFLICT (candidature_id) DO UPDATE SET version = d.version + 1, modifiee_le = EXCLUDED.modifiee_le
RETURNING version
"""


def synchroniser(*, candidature: Candidature, version: Version) -> None:
    """Bring the expected pieces in line with `version`, in the caller's transaction.

    New ones are added, vanished ones retired (their files stay), unchanged ones keep file, status and
    decisions. When the group was already locked, only what the change makes invalid reopens: the new
    pieces and the signed confirmation, for seven days at least (specification §5); nothing does when
    nothing changed. When its window is over and it was never locked, the new pieces come in a group of
    their own, with a window of that length. Declared CONFORME and no longer whole, the file is *En cours*
    again.
    """
    contenu: Contenu = version.contenu
    premiere = version.numero == 1
    with acteur("systeme:pieces"), transaction.atomic():
        groupe = _premier_groupe(candidature, contenu) if premiere else _groupe(candidature, contenu)
        deja = [] if premiere else _connues(candidature)
        connues = {p.cle: p for p in deja}
        arrivent = [d for d in contenu["pieces"] if _arrive(connues.get(d["cle"]), d)]
        accueil = _accueil(groupe) if arrivent and not premiere else groupe
        reouverture = _reouverture(accueil)
        change = _retirer(deja, contenu["pieces"])
        nouvelles = []
        for ordre, demandee in enumerate(contenu["pieces"]):
            piece = connues.get(demandee["cle"])
            if piece is None:
                nouvelles.append(_nouvelle(accueil, demandee, ordre, reouverture))
            elif demandee in arrivent:
                change |= _actualiser(piece, accueil, demandee, ordre, reouverture)
            else:
                sien = piece.groupe if piece.groupe.mode == groupe.mode else groupe
                change |= _actualiser(piece, sien, demandee, ordre, None)
        PieceAttendue.objects.bulk_create(nouvelles)
        if version.differences or change or nouvelles:  # saved as it was, what was signed still says it
            _rouvrir_confirmation(deja)
        numero = _numeroter_demande(candidature, change or bool(nouvelles), premiere=premiere)
        if candidature.recevabilite == Recevabilite.CONFORME and not dossier_conforme(candidature.pk):
            reprendre_conformite(candidature=candidature, acteur="systeme:pieces", motif=INSCRIPTION_CHANGEE)
        if numero:
            demande_etablie.send(sender=Candidature, candidature=candidature, version=version, numero=numero)


def _connues(candidature: Candidature) -> list[PieceAttendue]:
    """Every piece ever asked, locked, with its group."""
    pieces = candidature.pieces.select_for_update(of=("self",)).select_related("groupe__candidature__service")
    return list(pieces.order_by("pk"))


def _arrive(piece: PieceAttendue | None, demandee: PieceDemandee) -> bool:
    """Is it asked anew: never before, no longer, or not as obligatory?"""
    return piece is None or piece.retiree_le is not None or (demandee["obligatoire"] and not piece.obligatoire)


def _accueil(groupe: GroupePieces) -> GroupePieces:
    """Where a piece asked now can still be given: `groupe`, or another once its window is over and nothing was sent."""
    instant, service = clock.maintenant(), groupe.candidature.service
    if groupe.mode != Mode.EN_LIGNE or groupe.verrouille_le or instant < fenetre_du_groupe(groupe, service).limite:
        return groupe
    return groupe_a_part(groupe, instant, fin_de_journee(echeance_par_defaut(clock.aujourd_hui())))


def _premier_groupe(candidature: Candidature, contenu: Contenu) -> GroupePieces:
    """Nothing was ever asked: its version 1 is being written by the transaction that holds its lock."""
    return GroupePieces.objects.create(candidature=candidature, mode=contenu["service"]["pieces_mode"])


def _groupe(candidature: Candidature, contenu: Contenu) -> GroupePieces:
    mode = contenu["service"]["pieces_mode"]
    GroupePieces.objects.bulk_create([GroupePieces(candidature=candidature, mode=mode)], ignore_conflicts=True)
    return GroupePieces.objects.select_for_update().get(candidature=candidature, mode=mode, limite=None)


def groupe_a_part(groupe: GroupePieces, ouverture: dt.datetime, limite: dt.datetime) -> GroupePieces:
    """The group of the same candidature and mode whose window is its own, until `limite`; locked for the caller."""
    GroupePieces.objects.bulk_create(
        [GroupePieces(candidature=groupe.candidature, mode=groupe.mode, ouverture=ouverture, limite=limite)],
        ignore_conflicts=True,
    )
    siens = GroupePieces.objects.select_for_update(of=("self",)).select_related("candidature__service")
    return siens.get(candidature=groupe.candidature, mode=groupe.mode, limite=limite)


def _reouverture(groupe: GroupePieces) -> tuple[dt.datetime, dt.datetime] | None:
    """(now, until when) for what reopens in a locked group; None while the group is open."""
    return None if groupe.verrouille_le is None else _nouveau_delai(groupe)


def _nouveau_delai(groupe: GroupePieces) -> tuple[dt.datetime, dt.datetime]:
    """(now, until when): seven days, or the end of the group's window."""
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
    if reouverture is not None and not piece.statut and piece.rouverte_le is None and not _transmise(piece):
        piece.rouverte_le, piece.echeance_propre = reouverture
    piece.revision += 1
    piece.save()
    return visible


def _transmise(piece: PieceAttendue) -> bool:
    return Depot.objects.filter(piece=piece, supprime_le=None, valide_le__isnull=False).exists()


def _rouvrir_confirmation(deja: list[PieceAttendue]) -> None:
    """The confirmation that was signed is no longer the one in force; its decision is taken back.

    So is that of a paper that came by post, though its group has nothing to lock.
    """
    for piece in deja:
        if piece.famille != FAMILLE_CONFIRMATION or piece.retiree_le is not None:
            continue
        recue = piece.statut in STATUTS_ACQUIS
        reouverture = _nouveau_delai(piece.groupe) if recue else _reouverture(piece.groupe)
        if reouverture is not None:
            PieceAttendue.objects.filter(pk=piece.pk).update(
                statut="",
                date_reception=None,
                information="",
                rouverte_le=reouverture[0],
                echeance_propre=reouverture[1],
                revision=F("revision") + 1,
            )


def _numeroter_demande(candidature: Candidature, change: bool, *, premiere: bool) -> int:
    """Version 1 at first; one more whenever the list changes. 0 when it stays the one that was sent."""
    instant = clock.maintenant()
    if change:
        with connection.cursor() as cursor:
            cursor.execute(_DEMANDER, [candidature.pk, instant])
            return int(cursor.fetchone()[0])
    demande = DemandePieces(candidature_id=candidature.pk, modifiee_le=instant)
    DemandePieces.objects.bulk_create([demande], ignore_conflicts=True)
    return 1 if premiere else 0
