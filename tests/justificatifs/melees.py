"""Rounds of 32 connections around the pieces of a file: few in `make test`, many in `make faults`.

The last second of a deposit against the cancellation without one; a file confirmed against a piece refused (I-18);
a change saved against what was signed before it (I-09).
"""

import datetime as dt
import random
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox.models import Message
from justificatifs.enums import Statut
from justificatifs.models import Depot, GroupePieces, PieceAttendue, Revue
from justificatifs.scanning import Contenu
from justificatifs.services import depots
from justificatifs.services.annulations import annuler_sans_confirmation
from justificatifs.services.decisions import DecisionConcurrente, confirmer_dossier, decider
from registrations.contenu import FAMILLE_CONFIRMATION
from registrations.enums import Etat, Recevabilite
from registrations.models import Candidature, Journal
from registrations.services.journal import noter
from sessions_cfg.models import ServiceInscription
from tests.courses import PARTICIPANTS, Course, Tour, ensemble, imprevus, sans, sans_declencheurs, sans_verrous
from tests.registrations import dossiers as inscriptions
from tests.registrations.melees import modifiee, nouveau_compte, poster
from tests.usines import compte_candidat, personnel

from . import dossiers

PASSAGES = 8
DISQUE_LENT = 0.05


def _candidatures(nombre: int, **service: object) -> list[Candidature]:
    ouvert = dossiers.service_ouvert(**service)
    comptes = [compte_candidat(email=f"course{uuid.uuid4().hex}@test.example") for _ in range(nombre)]
    for compte in comptes:
        compte.profil.identite_verrouillee_le = clock.maintenant()
        compte.profil.save(update_fields=["identite_verrouillee_le"])
    faites = [dossiers.candidature(service=ouvert, compte=c, pieces=[dossiers.CONFIRMATION]) for c in comptes]
    for candidature in faites:
        noter(candidature=candidature, action="enregistrement", acteur="candidat", quand=clock.maintenant())
    return faites


def _deposer(candidature: Candidature, quand: float) -> object:
    """A file given at `quand`, whose commit takes 50 ms, as on a busy disk."""
    piece = dossiers.piece(candidature, "confirmation")
    contenu = Contenu(octets=uuid.uuid4().bytes, type_mime="application/pdf", nom="confirmation.pdf")
    time.sleep(max(0.0, quand - time.monotonic()))
    with transaction.atomic():
        depot = depots._garder(piece, contenu)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [DISQUE_LENT])
    return depot


def _balayer(fin: float) -> int:
    annulees = 0
    while time.monotonic() < fin:
        annulees += annuler_sans_confirmation()
    return annulees


class DepotContreAnnulation:
    """Confirmations given around the deadline, eight sweeps cancelling all the while: one or the other, once.

    `gardees`, `annulees`: how many candidatures ended each way, so that a race that never met is seen.
    """

    def __init__(self) -> None:
        self.gardees = self.annulees = 0

    def __call__(self, pool: ThreadPoolExecutor) -> Tour:
        candidatures = _candidatures(PARTICIPANTS - PASSAGES, sans_depot_annule=True)
        limite, echeance = clock.maintenant() + dt.timedelta(seconds=1), time.monotonic() + 1
        ServiceInscription.objects.filter(pk=candidatures[0].service_id).update(pieces_fermeture=limite)
        actes: list[Callable[[], object]] = [
            partial(_deposer, c, echeance + random.uniform(-0.5, 0.05)) for c in candidatures
        ]
        actes += [partial(_balayer, echeance + 0.5)] * PASSAGES
        resultats = ensemble(pool, actes)
        annuler_sans_confirmation()
        for candidature in candidatures:
            candidature.refresh_from_db()
        self.annulees += sum(c.etat == Etat.ANNULE for c in candidatures)
        self.gardees += sum(c.etat == Etat.INSCRIT for c in candidatures)
        return sum(map(_contradictions, candidatures, resultats)), imprevus(resultats, Refus)


def _contradictions(candidature: Candidature, rendu: object) -> int:
    """Both, or neither; an act told twice, or not told; said and not done."""
    annulee, depose = candidature.etat == Etat.ANNULE, isinstance(rendu, Depot)
    lignes = list(Journal.objects.filter(candidature=candidature, action="annuler").values_list("pk", flat=True))
    mails = Message.objects.filter(genre="candidature.decision", identifiants__journal__in=lignes)
    fautes = int(depose == annulee)
    fautes += depose != Depot.objects.filter(piece__candidature=candidature).exists()
    return fautes + (len(lignes) != annulee or mails.count() != annulee)


def _refuser(piece: PieceAttendue, agent: User) -> object:
    time.sleep(random.uniform(0, 0.3))
    return decider(
        piece_id=piece.pk,
        revision=piece.revision,
        statut=Statut.NON_CONFORME,
        par=agent,
        information="Le recto manque.",
    )


def confirmation_contre_refus(pool: ThreadPoolExecutor) -> Tour:
    """« Dossiers complets » confirmed in bulk while colleagues refuse pieces: no file is said CONFORME after that."""
    candidatures = _candidatures(PARTICIPANTS // 2)
    agents = [personnel("16") for _ in range(4)]
    pieces = [dossiers.recue(dossiers.piece(c, "confirmation"), agents[0]) for c in candidatures]
    for piece in pieces:
        decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=agents[0])
        piece.refresh_from_db()
    clients = [Client() for _ in range(PARTICIPANTS - len(pieces))]
    for rang, client in enumerate(clients):
        client.force_login(agents[rang % 4], backend="accounts.backends.IdentifiantBackend")
    adresse = reverse("gestion:justificatifs_pieceattendue_suivi", args=["complets"])
    coches = {"dossier": [c.pk for c in candidatures]}
    actes: list[Callable[[], object]] = [partial(client.post, adresse, coches) for client in clients]
    actes += [partial(_refuser, piece, agents[rang % 4]) for rang, piece in enumerate(pieces)]
    random.shuffle(actes)
    resultats = ensemble(pool, actes)
    fautes = 0
    for candidature, piece in zip(candidatures, pieces, strict=True):
        candidature.refresh_from_db()
        dits = list(Journal.objects.filter(candidature=candidature, action="conforme"))
        refus = Revue.objects.filter(piece=piece, vers=Statut.NON_CONFORME).first()
        conforme = candidature.recevabilite == Recevabilite.CONFORME
        fautes += len(dits) > 1 or conforme != (bool(dits) and refus is None)
        fautes += bool(refus and any(ligne.quand > refus.quand for ligne in dits))
    return fautes, imprevus(resultats, Refus, DecisionConcurrente)


def modification_contre_controle(pool: ThreadPoolExecutor) -> Tour:
    """A change saved while its confirmation is accepted and its file confirmed: what was signed is no longer in force.

    Version 02 is asked to be signed again, and is not CONFORME, whichever came first.
    """
    agents = [personnel("16") for _ in range(4)]
    actes: list[Callable[[], object]] = []
    candidatures = [_a_accepter(agents[0]) for _ in range(PARTICIPANTS // 4)]
    for rang, candidature in enumerate(candidatures):
        brouillon, piece = modifiee(candidature), dossiers.piece(candidature, "confirmation_individuel")
        actes += [
            partial(poster, candidature.compte_id, brouillon),
            partial(_accepter, piece, agents[rang % 4]),
            *[partial(_confirmer, candidature, agents[rang % 4])] * 2,
        ]
    random.shuffle(actes)
    resultats = ensemble(pool, actes)
    fautes = 0
    for candidature in candidatures:
        candidature.refresh_from_db()
        signee = dossiers.piece(candidature, "confirmation_individuel").statut == Statut.CONFORME
        fautes += candidature.version_courante == 2 and (signee or candidature.recevabilite == Recevabilite.CONFORME)
    return fautes, imprevus(resultats, Refus, DecisionConcurrente)


def _a_accepter(agent: User) -> Candidature:
    """A candidature saved by its tabs, every piece sent, and accepted but the signed confirmation."""
    candidature = inscriptions.candidature(nouveau_compte())
    for piece in candidature.pieces.select_related("groupe__candidature__service"):
        depots._garder(piece, Contenu(octets=uuid.uuid4().bytes, type_mime="application/pdf", nom="piece.pdf"))
    for groupe in GroupePieces.objects.filter(candidature=candidature).select_related("candidature__service"):
        depots.verrouiller(groupe=groupe, par=candidature.compte)
    for piece in candidature.pieces.exclude(famille=FAMILLE_CONFIRMATION):
        decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=agent)
    return candidature


def _accepter(piece: PieceAttendue, agent: User) -> object:
    time.sleep(random.uniform(0, 0.4))
    return decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=agent)


def _confirmer(candidature: Candidature, agent: User) -> object:
    time.sleep(random.uniform(0, 0.6))
    return confirmer_dossier(candidature_id=candidature.pk, par=agent)


SAUF = ("I-09 spécialité", "I-12 version sans sa ligne", "I-20 version sans son mail")
GARDES = partial(
    sans, sans_verrous, partial(sans_declencheurs, "justificatifs_pieceattendue", "registrations_candidature")
)
MODIFICATION = Course(
    "I-09 modification ∥ confirmation acceptée, dossier confirmé", modification_contre_controle, GARDES
)
CONFIRMATION = Course("I-18 dossier confirmé ∥ pièce refusée", confirmation_contre_refus, sans_verrous, None, SAUF)


def depots_a_la_limite() -> tuple[DepotContreAnnulation, Course]:
    """The rounds, and the race to play with them."""
    rounds = DepotContreAnnulation()
    return rounds, Course("I-11 dépôt ∥ annulation sans confirmation", rounds, sans_verrous, None, SAUF)
