"""The whole life of candidatures as a state machine: candidates, staff and the clock act in any order.

A plain model says what specification §5 allows; after each step the database must say the same, a refused step
must have written nothing, and at the end every query of `invariants.sql` must return no row.
"""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from accounts.enums import Role
from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox.models import Message
from cyclades.portail.management.commands.verifier_invariants import violations
from justificatifs.fenetres import depot_ouvert, fenetre_du_groupe
from justificatifs.models import Depot, GroupePieces, PieceAttendue, Revue
from justificatifs.services.decisions import DecisionConcurrente
from registrations.enums import ETATS_ACTIFS, Etat
from registrations.models import Brouillon, Candidature, Journal, Rectification, Version
from registrations.services.desinscription import DesinscriptionImpossible
from registrations.services.erreurs import (
    BrouillonDisparu,
    BrouillonPerime,
    DejaInscrit,
    SaisieIncomplete,
    VersionPerimee,
)
from registrations.services.transitions import TransitionRefusee
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat, personnel

from . import dossiers, eleves
from .gestes import ONGLETS, SERVICE

REFUS = (
    Refus,
    DejaInscrit,
    BrouillonPerime,
    BrouillonDisparu,
    SaisieIncomplete,
    VersionPerimee,
    DesinscriptionImpossible,
    DecisionConcurrente,
    TransitionRefusee,
)
DEBUT = dt.datetime.fromisoformat("2021-11-10T10:00+01:00")
RANG = st.integers(0, 5)


@dataclass
class Fiche:
    """A candidature as the model knows it."""

    pk: int
    compte: User
    etat: str
    version: int
    ecole: bool = False

    @property
    def active(self) -> bool:
        return self.etat in ETATS_ACTIFS


class Socle(RuleBasedStateMachine):
    """Two candidates, a pupil, a responsable, one service; what every rule needs."""

    pas: ClassVar[int] = 0
    acceptes: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.bloc = transaction.atomic()
        self.bloc.__enter__()
        clock.regler(DEBUT - clock.temps_reel())
        self.agent = personnel("16", role=Role.RESPONSABLE)
        self.saisies: dict[int, dict[str, Any]] = {}
        self.comptes: list[User] = []
        self.fiches: list[Fiche] = []
        self.rang = count()

    @initialize(annule=st.booleans(), mails=st.booleans(), ferme=st.booleans())
    def politique(self, annule: bool, mails: bool, ferme: bool) -> None:
        ServiceInscription.objects.filter(cle=SERVICE).update(sans_depot_annule=annule, mails_pieces=mails)
        self.service = ServiceInscription.objects.select_related("session__examen").get(cle=SERVICE)
        self.comptes = [compte_candidat(), compte_candidat()]
        self.saisies = {c.pk: ONGLETS for c in self.comptes}
        eleve = eleves.eleve()
        self.saisies[eleve.pk] = eleves.ONGLETS
        candidature = eleves.preinscrite(eleve)
        inscrite = dossiers.candidature(self.comptes[0])
        dossiers.brouillon_pret(self.comptes[1])
        self.fiches = [
            Fiche(inscrite.pk, self.comptes[0], Etat.INSCRIT, 1),
            Fiche(candidature.pk, eleve, Etat.A_COMPLETER, 0, ecole=True),
        ]
        if ferme:  # registrations are over, pieces are still awaited
            clock.regler(self.service.fermeture + dt.timedelta(hours=15) - clock.temps_reel())

    def teardown(self) -> None:
        try:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                violees = violations()
                assert violees == [], violees
        finally:
            transaction.set_rollback(True)
            self.bloc.__exit__(None, None, None)
            clock.oublier_decalage()

    @property
    def ouvert(self) -> bool:
        return bool(self.service.ouverture <= clock.maintenant() < self.service.fermeture)

    def active_de(self, compte: User, sauf: int = 0) -> bool:
        """Does this person hold another active candidature, where one only is allowed?"""
        if self.service.session.examen.plusieurs_specialites:
            return False
        return any(f.active and f.compte.pk == compte.pk and f.pk != sauf for f in self.fiches)

    def une(self, rang: int) -> Fiche:
        return self.fiches[rang % len(self.fiches)]

    def essayer(self, attendu: bool | None, geste: Callable[[], Any]) -> Any:
        """Do it; `attendu` says whether it must be accepted, None when the model does not say. None when refused."""
        Socle.pas += 1
        avant = photo()
        try:
            with transaction.atomic():
                resultat = geste()
        except REFUS as refus:
            assert attendu is not True, f"refusé à tort : {refus!r}"
            assert photo() == avant, f"refusé, mais quelque chose est écrit : {refus!r}"
            return None
        assert attendu is not False, "accepté à tort"
        Socle.acceptes[sys._getframe(1).f_code.co_name] += 1
        return resultat

    def pieces(self, fiche: Fiche) -> list[PieceAttendue]:
        demandees = PieceAttendue.objects.filter(candidature=fiche.pk, retiree_le=None)
        return list(demandees.select_related("groupe__candidature__service").order_by("pk"))

    @invariant()
    def base_et_modele_disent_la_meme_chose(self) -> None:
        lues = {c.pk: (c.etat, c.version_courante) for c in Candidature.objects.order_by("pk")}
        assert lues == {f.pk: (f.etat, f.version) for f in self.fiches}


def photo() -> tuple[Any, ...]:
    """Everything that a refused act must have left as it was."""
    return (
        list(Candidature.objects.order_by("pk").values_list("pk", "etat", "version_courante", "recevabilite")),
        list(PieceAttendue.objects.order_by("pk").values_list("pk", "statut", "revision", "rouverte_le", "retiree_le")),
        list(GroupePieces.objects.order_by("pk").values_list("pk", "verrouille_le")),
        list(Depot.objects.order_by("pk").values_list("pk", "valide_le", "supprime_le")),
        list(Brouillon.objects.order_by("pk").values_list("pk", "revision")),
        [m.objects.count() for m in (Version, Journal, Message, Revue)],
        list(Rectification.objects.order_by("pk").values_list("pk", "etat")),
    )


def ouverte(piece: PieceAttendue) -> bool:
    """May its owner put a file there now?"""
    groupe = piece.groupe
    fenetre = fenetre_du_groupe(groupe, groupe.candidature.service)
    return depot_ouvert(piece, groupe, fenetre, clock.maintenant())
