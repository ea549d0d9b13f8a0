"""The races of documents, declared once: a few rounds in `make test`, many in `make faults`."""

import datetime as dt
import random
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import transaction

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox.models import Message
from documents import queries
from documents.enums import EtatLigne, Kind
from documents.kinds import convocation
from documents.models import DocumentVersion, EvenementLot, LigneLot, Lot
from documents.services import embargo
from documents.services.annonce import annoncer, cles
from documents.services.emission import emettre
from registrations.models import Candidature
from tests.courses import PARTICIPANTS, Course, Tour, ensemble, imprevus, sans, sans_declencheurs

from . import contenus, exemples
from .publications import inscrites, responsable

CANDIDATS = 8
# Shorter than the real one, so that a round lasts a second.
MARGE = dt.timedelta(seconds=1)
UN_JOUR = dt.timedelta(days=1)
LECTURE = dt.timedelta(seconds=0.1)


def _attendre(instant: dt.datetime) -> None:
    time.sleep(max(0.0, (instant - clock.maintenant()).total_seconds()))


@contextmanager
def _marge(duree: dt.timedelta) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embargo, "MARGE", duree)
        yield


class Embargos:
    """Rounds of moves that meet the end of an embargo, and people who read all the while."""

    def __init__(self) -> None:
        self.deplaces = self.refuses = 0
        self.auteurs: list[User] = []
        self.candidatures: list[Candidature] = []

    def preparer(self) -> None:
        if not Candidature.objects.exists():
            self.candidatures = inscrites(CANDIDATS)
            self.auteurs = [responsable("16") for _ in range(PARTICIPANTS // 2)]

    def publication(self, fin: dt.datetime) -> Lot:
        """A publication whose documents are all issued, their mails waiting for `fin`."""
        instant = clock.maintenant()
        lot = Lot.objects.create(
            kind=Kind.CONVOCATION,
            auteur=self.auteurs[0],
            cle_formulaire=uuid.uuid4(),
            total=CANDIDATS,
            publie_le=fin,
            cree_le=instant,
        )
        with transaction.atomic():
            for rang, candidature in enumerate(self.candidatures):
                version = emettre(
                    candidature=candidature,
                    contenu=contenus.guide(),
                    genre=convocation.GENRE,
                    donnees=exemples.convoquees(contenus.guide()),
                    auteur="gestionnaire:1",
                    instant=instant,
                    publie_le=fin,
                )
                annoncer(version)
                LigneLot.objects.create(
                    lot=lot, rang=rang, candidature=candidature, donnees=[], source="0" * 64,
                    etat=EtatLigne.FAITE, version=version,
                )  # fmt: skip
        return lot

    def sous_marge(self, pool: ThreadPoolExecutor) -> Tour:
        with _marge(MARGE):
            return self.tour(pool)

    def tour(self, pool: ThreadPoolExecutor, marge: dt.timedelta = MARGE) -> Tour:
        """Sixteen moves around the last instant that allows one, sixteen readers at the end of the embargo; what is
        hidden again once seen, what of the publication moved by halves, and a move that its history does not tell."""
        self.preparer()
        fin = clock.maintenant() + marge + dt.timedelta(seconds=0.6)
        lot = self.publication(fin)
        limite = fin - marge + dt.timedelta(seconds=random.uniform(-0.05, 0.02))

        def deplacer(par: User) -> object:
            _attendre(limite)
            return embargo.deplacer(lot_id=lot.pk, par=par, publie_le=fin + UN_JOUR, motif="Le jury délibère.")

        def lire(candidature: Candidature) -> bool:
            _attendre(fin)
            vu = False
            while not vu and clock.maintenant() < fin + LECTURE:
                derniere = queries.derniere_version(candidature.pk, Kind.CONVOCATION, clock.maintenant())
                vu = derniere is not None and derniere.publie_le == fin
            return vu

        lecteurs = [self.candidatures[rang % CANDIDATS] for rang in range(PARTICIPANTS // 2)]
        actes: list[Callable[[], object]] = [partial(deplacer, par) for par in self.auteurs]
        reponses = ensemble(pool, [*actes, *(partial(lire, c) for c in lecteurs)])

        deplaces = [r for r in reponses[: len(actes)] if not isinstance(r, Exception)]
        self.deplaces += len(deplaces)
        self.refuses += len(actes) - len(deplaces)
        cachees = any(r is True for r in reponses[len(actes) :]) and bool(deplaces)
        return cachees + self._moities(lot, len(deplaces)), imprevus(reponses, Refus)

    def _moities(self, lot: Lot, deplaces: int) -> int:
        """What of a publication did not move with it, or moved untold."""
        lot.refresh_from_db()
        assert lot.publie_le
        versions = dict(
            DocumentVersion.objects.filter(pk__in=lot.lignes.values("version")).values_list("pk", "publie_le")
        )
        mails = Message.objects.filter(cle_dedoublonnage__in=[cles(pk)[0] for pk in versions], a_faire_le=lot.publie_le)
        return (
            (set(versions.values()) != {lot.publie_le})
            + (mails.count() != CANDIDATS)
            + (EvenementLot.objects.filter(lot=lot).count() != deplaces)
            + (deplaces > 1)
        )


def embargos() -> tuple[Embargos, Course]:
    """The race, and what its rounds saw; its control moves an embargo up to its end and after."""
    rounds = Embargos()
    return rounds, Course(
        "I-25 embargo déplacé ∥ embargo qui finit",
        rounds.sous_marge,
        partial(sans, partial(sans_declencheurs, "documents_documentversion"), partial(_marge, -UN_JOUR)),
        temoin=partial(rounds.tour, marge=dt.timedelta(0)),
        sauf=("I-05", "I-09 spécialité", "I-12", "I-13", "I-20 version sans son mail", "document publié"),
    )
