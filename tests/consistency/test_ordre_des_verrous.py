"""Locks taken in one order, on real connections: the second act waits for the first, or leaves its row alone.

Each test holds a transaction open here while a second connection does the other act.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connections, transaction

from accounts.models import AdresseConnue, User
from accounts.services.activation import corriger_adresse
from accounts.services.adresse import confirmer_changement, demander_changement
from accounts.services.creation import AdressePrise
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message
from justificatifs.enums import Statut
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer
from registrations.models import Candidature
from registrations.services.desinscription import desinscrire
from tests.accounts.conftest import creer, creer_actif
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import envoi, pdf
from tests.outbox import travaux  # noqa: F401  declares the suite's kinds
from tests.usines import personnel

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
VOULUE = "voulue@demo.example"


@pytest.fixture(autouse=True)
def _depot(settings: Any, tmp_path: Path) -> None:
    settings.DEPOT_PRIVE = tmp_path


def lancer(acte: Callable[[], object]) -> "Future[object]":
    """Begin `acte` on a connection of its own, and let it go as far as it can."""

    def faire() -> object:
        try:
            return acte()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    futur = pool.submit(faire)
    pool.shutdown(wait=False)
    time.sleep(0.7)
    return futur


def _conforme(piece_cle: str, candidature: Candidature) -> object:
    piece = dossiers.piece(candidature, piece_cle)
    return decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=personnel("16"))


def test_last_two_pieces_made_conforme_together_tell_the_candidate_once() -> None:
    candidature = dossiers.candidature()
    for cle in ("confirmation", "identite"):
        dossiers.recue(dossiers.piece(candidature, cle), personnel("16"))

    with transaction.atomic():
        _conforme("confirmation", candidature)
        futur = lancer(lambda: _conforme("identite", candidature))

    assert futur.exception(10) is None
    dossiers.envoyer_les_decisions()
    assert [m.subject for m in mail.outbox].count("[CYCLADES] Vos pièces justificatives sont conformes") == 1


def test_reception_is_not_recorded_over_a_deposit_not_sent() -> None:
    candidature = dossiers.candidature()
    piece = dossiers.piece(candidature, "confirmation")

    with transaction.atomic():
        deposer(piece=piece, fichier=envoi(pdf("a"), "a.pdf"))
        futur = lancer(lambda: decider(piece_id=piece.pk, revision=0, statut=Statut.RECUE, par=personnel("16")))

    erreur = futur.exception(10)
    assert isinstance(erreur, Refus)
    assert erreur.code == "non_transmise"


def test_same_file_for_two_pieces_at_once_is_refused() -> None:
    candidature = dossiers.candidature()
    octets = pdf("le meme")

    with transaction.atomic():
        deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(octets, "a.pdf"))
        futur = lancer(lambda: deposer(piece=dossiers.piece(candidature, "identite"), fichier=envoi(octets, "b.pdf")))

    erreur = futur.exception(10)
    assert isinstance(erreur, Refus)
    assert erreur.code == "deja_donne"


def test_desinscription_waits_for_the_account_before_it_locks_the_candidature() -> None:
    """« Enregistrer » holds the account, then the draft, then the candidature: no crossing, no deadlock."""
    candidature = dossiers.candidature()

    with transaction.atomic():
        User.objects.select_for_update().get(pk=candidature.compte_id)
        futur = lancer(lambda: desinscrire(candidature=candidature))
        assert Candidature.objects.select_for_update(nowait=True).get(pk=candidature.pk).etat == "inscrit"

    assert futur.exception(10) is None
    candidature.refresh_from_db()
    assert candidature.etat == "desinscrit"


def test_vider_leaves_to_a_worker_the_row_that_it_holds() -> None:
    with transaction.atomic():
        outbox.post("test.noter", ids={"n": 1}, cle="tenue")
        outbox.post("test.noter", ids={"n": 2}, cle="libre")

    with transaction.atomic():
        Message.objects.select_for_update().get(cle_dedoublonnage="tenue")
        futur = lancer(outbox.vider)
        assert futur.result(5) == 1


def _corriger() -> Callable[[], object]:
    compte = creer("attente@demo.example")
    return lambda: corriger_adresse(compte_id=compte.pk, nouvelle=VOULUE)


def _changer() -> Callable[[], object]:
    compte = creer_actif("actif@demo.example")
    changement = demander_changement(compte_id=compte.pk, nouvelle=VOULUE)
    return lambda: confirmer_changement(changement_id=changement.pk, cree_le=changement.cree_le)


@pytest.mark.parametrize("preparer", [_corriger, _changer])
def test_address_wanted_by_a_new_account_meanwhile_is_refused_without_a_deadlock(
    preparer: Callable[[], Callable[[], object]],
) -> None:
    """`creer_compte` writes the account, then its address: whoever takes an address writes in that order."""
    acte = preparer()

    with transaction.atomic():
        nouveau = User.objects.create(identifiant=VOULUE, email=VOULUE, password="!", cree_le=clock.maintenant())
        futur = lancer(acte)
        AdresseConnue.objects.create(adresse_normalisee=VOULUE, compte=nouveau)

    assert isinstance(futur.exception(10), AdressePrise)
