"""Mails at decisions: beyond the guide, switched per service."""

from collections.abc import Callable

import pytest
from django.core import mail

from cyclades.outbox import services as outbox
from justificatifs.enums import Statut
from justificatifs.models import GroupePieces
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from sessions_cfg.models import ServiceInscription
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db


def _decider(candidature: Candidature, cle: str, statut: Statut) -> None:
    piece = dossiers.piece(candidature, cle)
    motif = "Illisible" if statut == Statut.NON_CONFORME else ""
    decider(piece_id=piece.pk, revision=piece.revision, statut=statut, par=personnel("16"), information=motif)


@pytest.mark.parametrize(
    ("mails", "recus"),
    [
        (
            True,
            [
                "[CYCLADES] Une pièce justificative est à remplacer",
                "[CYCLADES] Vos pièces justificatives sont conformes",
            ],
        ),
        (False, []),
    ],
)
def test_a_service_may_write_no_mail_at_decisions(
    mails: bool, recus: list[str], horloge: Callable[[str], None]
) -> None:
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature()
    ServiceInscription.objects.filter(pk=candidature.service_id).update(mails_pieces=mails)
    for cle in ("confirmation", "identite"):
        deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(cle), "piece.pdf"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    outbox.vider()
    mail.outbox.clear()

    _decider(candidature, "identite", Statut.NON_CONFORME)
    dossiers.envoyer_les_decisions()
    horloge("2021-11-10T14:00+01:00")
    _decider(candidature, "confirmation", Statut.CONFORME)
    _decider(candidature, "identite", Statut.CONFORME)
    dossiers.envoyer_les_decisions()

    assert [m.subject for m in mail.outbox] == recus
