"""What the candidate does with his files: deposit, take back, lock."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F

from accounts.models import User
from cyclades.common import clock, storage
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from justificatifs.enums import Statut
from justificatifs.fenetres import depot_ouvert, fenetre_du_groupe, manquantes
from justificatifs.models import Depot, GroupePieces, PieceAttendue, Revue
from justificatifs.scanning import Contenu, FichierRefuse, assembler, examiner

from . import analyse
from .synchronisation import groupe_a_part

journal = logging.getLogger(__name__)

# A quota that no honest file reaches, and that keeps one person from filling the disk (I-19).
DEPOTS_MAX = 80

FERMEE = "La période de dépôt de cette pièce n'est pas ouverte : rien n'a été modifié."
VERROUILLEE = "Vos pièces ont été transmises au service gestionnaire : elles ne peuvent plus être modifiées."


class PiecesManquantes(Refus):
    """Obligatory pieces of the group have no file yet; `pieces` names them."""

    def __init__(self, pieces: list[PieceAttendue]) -> None:
        super().__init__("Il manque encore des pièces obligatoires.", code="pieces_manquantes")
        self.pieces = pieces


def examiner_envoi(fichiers: "Sequence[UploadedFile[bytes]]") -> Contenu:
    """What was sent, one file as it is or several made one PDF; raises FichierRefuse."""
    if len(fichiers) == 1:
        return examiner(_octets(fichiers[0]), str(fichiers[0].name or ""))
    return assembler([(_octets(f), str(f.name or "")) for f in fichiers])


def deposer(*, piece: PieceAttendue, fichier: "UploadedFile[bytes]") -> Depot:
    """Keep `fichier` for `piece` in the candidate's name; it replaces a file that was refused.

    The row is written first, under the database's guards, and the file stored before the commit: a
    refusal leaves neither. Raises FichierRefuse (the file), Refus (window, lock, quota, another file is there).
    """
    return _garder(piece, examiner_envoi([fichier]))


def deposer_ensemble(*, piece: PieceAttendue, fichiers: "Sequence[UploadedFile[bytes]]") -> Depot:
    """Keep several photos or PDFs for `piece` as one PDF, in the order given; otherwise as `deposer`."""
    return _garder(piece, examiner_envoi(fichiers))


def _garder(piece: PieceAttendue, contenu: Contenu) -> Depot:
    _verifier_ouverte(piece)
    sha256 = hashlib.sha256(contenu.octets).hexdigest()
    with _refus_de_pieces(), transaction.atomic():
        _prendre_groupe(piece.groupe_id)
        _verifier_quota(piece)
        _verifier_inedit(piece, sha256)
        instant = clock.maintenant()
        # A file that was sent and refused, or signed before a change: it makes way, its row stays.
        piece.depots.filter(supprime_le=None, valide_le__isnull=False).update(supprime_le=instant)
        depot = _ecrire(piece, contenu, sha256, instant)
        analyse.demander(depot)
        return depot


def _prendre_groupe(pk: int) -> None:
    """Lock the group before any of its rows: the order of `verrouiller`, so that they never deadlock."""
    GroupePieces.objects.select_for_update(no_key=True).get(pk=pk)


def _ecrire(piece: PieceAttendue, contenu: Contenu, sha256: str, instant: dt.datetime) -> Depot:
    racine = f"pieces/{piece.candidature_id}"
    depot = Depot.objects.create(
        piece=piece,
        nom=contenu.nom,
        fichier=f"{racine}/{sha256[:2]}/{sha256}",
        sha256=sha256,
        taille=len(contenu.octets),
        type_mime=contenu.type_mime,
        pages=contenu.pages,
        depose_le=instant,
    )
    garder_octets(contenu.octets, racine=racine, attendu=depot.fichier)
    return depot


def garder_octets(octets: bytes, *, racine: str, attendu: str) -> None:
    """Store them before the commit of the row that names them `attendu`; a disk that refuses undoes that row too."""
    try:
        depose = storage.deposer(octets, racine=racine)
    except OSError as erreur:
        journal.error("dépôt privé : le disque refuse d'écrire (%s)", erreur.strerror)
        raise FichierRefuse("disque_plein") from erreur
    if depose.nom != attendu:
        raise RuntimeError("le dépôt privé n'a pas gardé le fichier sous le nom attendu")


def supprimer(*, depot: Depot) -> None:
    """The candidate takes back a file that he has not sent yet. Raises Refus."""
    if depot.valide_le is not None or depot.supprime_le is not None:
        raise Refus(VERROUILLEE, code="CY015")
    with _refus_de_pieces(), transaction.atomic():
        _prendre_groupe(depot.piece.groupe_id)
        instant = clock.maintenant()
        if not Depot.objects.filter(pk=depot.pk, supprime_le=None, valide_le=None).update(supprime_le=instant):
            raise Refus(VERROUILLEE, code="CY015")


def verrouiller(*, groupe: GroupePieces, par: User) -> int:
    """« J'ai fourni toutes mes pièces »: send the files of `groupe`, which can no longer change (I-15).

    The number of files sent. On a group already locked, sends again the pieces that were reopened.
    Raises PiecesManquantes, Refus (window over, nothing to send).
    """
    with _refus_de_pieces(), transaction.atomic():
        groupes = GroupePieces.objects.select_for_update(of=("self",)).select_related("candidature__service")
        groupe = groupes.get(pk=groupe.pk)
        instant = clock.maintenant()
        pieces = list(groupe.pieces.filter(retiree_le=None).order_by("ordre", "pk"))
        if groupe.verrouille_le is None and instant >= fenetre_du_groupe(groupe, groupe.candidature.service).limite:
            return sum(_envoyer(*a_part, par, instant) for a_part in _mettre_a_part(groupe, pieces, instant))
        return _envoyer(groupe, pieces, par, instant)


def _envoyer(groupe: GroupePieces, pieces: list[PieceAttendue], par: User, instant: dt.datetime) -> int:
    fenetre = fenetre_du_groupe(groupe, groupe.candidature.service)
    # A file left unsent past the deadline of its own piece does not hold the others back.
    ouvertes = [p for p in pieces if depot_ouvert(p, groupe, fenetre, instant)]
    en_attente = Depot.objects.filter(piece__in=ouvertes, supprime_le=None, valide_le=None)
    courants = {d.piece_id: d for d in en_attente.order_by("pk")}
    absentes = manquantes(groupe, fenetre, pieces, set(courants), instant)
    if absentes:
        raise PiecesManquantes(absentes)
    if not courants:
        raise Refus("Aucun nouveau fichier n'est à transmettre.", code="rien_a_transmettre")
    en_attente.filter(pk__in=[d.pk for d in courants.values()]).update(valide_le=instant)
    for piece in pieces:
        if piece.rouverte_le is not None and piece.pk in courants:
            _refermer(piece, courants[piece.pk], par, instant)
    if groupe.verrouille_le is None:
        groupe.verrouille_le = instant
        groupe.save(update_fields=["verrouille_le"])
    return len(courants)


def _mettre_a_part(
    groupe: GroupePieces, pieces: list[PieceAttendue], instant: dt.datetime
) -> list[tuple[GroupePieces, list[PieceAttendue]]]:
    """The pieces that a deadline of their own keeps open in a group whose window is over, each in a group of its own.

    The others were not sent in time: they stay where they are. Raises PiecesManquantes, Refus (nothing to send).
    """
    ouvertes = [p for p in pieces if p.echeance_propre is not None and instant < p.echeance_propre]
    if not ouvertes:
        raise Refus(FERMEE, code="CY011")
    a_part = []
    with acteur("systeme:pieces"):
        for limite in sorted({p.echeance_propre for p in ouvertes if p.echeance_propre}):
            siennes = [p for p in ouvertes if p.echeance_propre == limite]
            nouveau = groupe_a_part(groupe, instant, limite)
            PieceAttendue.objects.filter(pk__in=[p.pk for p in siennes]).update(
                groupe=nouveau, revision=F("revision") + 1
            )
            a_part.append((nouveau, siennes))
    return a_part


def _refermer(piece: PieceAttendue, depot: Depot, par: User, instant: dt.datetime) -> None:
    """A reopened piece is sent again: back to no status, to be checked anew."""
    PieceAttendue.objects.filter(pk=piece.pk).update(
        statut=Statut.AUCUN, rouverte_le=None, echeance_propre=None, revision=F("revision") + 1
    )
    Revue.objects.create(piece=piece, depot=depot, auteur=par, de=piece.statut, vers=Statut.AUCUN, quand=instant)


def _octets(fichier: "UploadedFile[bytes]") -> bytes:
    """The bytes, never more than the limit plus one, however long the file says it is."""
    if getattr(fichier, "disque_plein", False):
        raise FichierRefuse("disque_plein")
    if getattr(fichier, "trop_gros", False):
        raise FichierRefuse("trop_gros", fichier=str(fichier.name or ""))
    contenu: bytes = fichier.read()
    return contenu


def _verifier_ouverte(piece: PieceAttendue) -> None:
    """Say no in words before the database does; it decides again while writing."""
    groupe = piece.groupe
    service = groupe.candidature.service
    if not depot_ouvert(piece, groupe, fenetre_du_groupe(groupe, service), clock.maintenant()):
        raise Refus(VERROUILLEE if groupe.verrouille_le else FERMEE, code="CY015" if groupe.verrouille_le else "CY011")


def _verifier_quota(piece: PieceAttendue) -> None:
    """Under the group's lock: as many uploads at once count one another (I-19)."""
    if Depot.objects.filter(piece__candidature=piece.candidature_id).count() >= DEPOTS_MAX:
        raise Refus(
            "Vous avez déposé un très grand nombre de fichiers. Adressez-vous au service gestionnaire.", code="quota"
        )


def _verifier_inedit(piece: PieceAttendue, sha256: str) -> None:
    ailleurs = (
        Depot.objects.filter(piece__candidature=piece.candidature_id, sha256=sha256, supprime_le=None)
        .exclude(piece=piece)
        .select_related("piece")
        .first()
    )
    if ailleurs is not None:
        raise Refus(
            f"Vous avez déjà donné ce même fichier pour « {ailleurs.piece.libelle} ». "
            "Choisissez le fichier qui correspond à cette pièce.",
            champ="fichier",
            code="deja_donne",
        )


@contextmanager
def _refus_de_pieces() -> Iterator[None]:
    """The database's refusals in the words of this page; use it around the whole transaction."""
    try:
        with refus_traduits():
            yield
    except Refus as refus:
        phrase = {"CY011": FERMEE, "CY015": VERROUILLEE}.get(refus.code)
        if phrase is None or refus.phrase in (FERMEE, VERROUILLEE):
            raise
        raise Refus(phrase, code=refus.code) from refus
