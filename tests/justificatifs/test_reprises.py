"""A decision taken back within its minute, a piece reopened, one mail for a half hour of decisions."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message
from justificatifs.enums import Analyse, Statut
from justificatifs.models import Depot, GroupePieces, PieceAttendue
from justificatifs.services.annonces import Tranche
from justificatifs.services.decisions import DecisionConcurrente, confirmer_dossier, decider
from justificatifs.services.depots import deposer, verrouiller
from justificatifs.services.reprises import reprendre
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db
SUJET = "[CYCLADES] Vos pièces justificatives ont été contrôlées"
A_REMPLACER = "[CYCLADES] Une pièce justificative est à remplacer"
COMPLET = "[CYCLADES] Vos pièces justificatives sont conformes"


@pytest.fixture
def agent() -> User:
    return personnel("16")


@pytest.fixture
def candidature(horloge: Callable[[str], None]) -> Candidature:
    """Sent whole, at five past noon."""
    horloge("2021-11-10T12:05+01:00")
    candidature = dossiers.candidature()
    for cle in ("confirmation", "identite"):
        deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(cle), f"{cle}.pdf"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    outbox.vider()
    mail.outbox.clear()
    return candidature


def _decider(candidature: Candidature, cle: str, statut: Statut, par: User, motif: str = "") -> PieceAttendue:
    piece = dossiers.piece(candidature, cle)
    return decider(piece_id=piece.pk, revision=piece.revision, statut=statut, par=par, information=motif)


def _reprendre(piece: PieceAttendue, par: User) -> PieceAttendue:
    return reprendre(piece_id=piece.pk, revision=piece.revision, par=par)


def _sujets() -> list[str]:
    dossiers.envoyer_les_decisions()
    return [str(m.subject) for m in mail.outbox]


def test_decision_taken_back_leaves_the_piece_as_it_was_and_says_nothing(candidature: Candidature, agent: User) -> None:
    avant = dossiers.piece(candidature, "identite")
    piece = _decider(candidature, "identite", Statut.NON_CONFORME, agent, "Illisible")

    rendue = _reprendre(piece, agent)

    for champ in ("statut", "information", "date_reception", "rouverte_le", "echeance_propre"):
        assert getattr(rendue, champ) == getattr(avant, champ), champ
    assert [str(r) for r in piece.revues.order_by("pk")] == ["— → Non conforme", "décision reprise : Non conforme → —"]
    assert _sujets() == []


def test_taking_back_gives_the_earlier_decision_with_its_deadline(candidature: Candidature, agent: User) -> None:
    refusee = _decider(candidature, "identite", Statut.NON_CONFORME, agent, "Illisible")
    piece = _decider(candidature, "identite", Statut.CONFORME, agent)

    rendue = _reprendre(piece, agent)

    assert (rendue.statut, rendue.information) == (Statut.NON_CONFORME, "Illisible")
    assert rendue.echeance_propre == refusee.echeance_propre
    assert _sujets() == [A_REMPLACER]
    assert "Illisible" in mail.outbox[0].body


def test_only_its_author_takes_a_decision_back_within_the_minute(
    candidature: Candidature, agent: User, horloge: Callable[[str], None]
) -> None:
    piece = _decider(candidature, "identite", Statut.CONFORME, agent)
    with pytest.raises(Refus, match="ne se reprend plus"):
        _reprendre(piece, personnel("16"))
    with pytest.raises(DecisionConcurrente):
        reprendre(piece_id=piece.pk, revision=piece.revision - 1, par=agent)
    horloge("2021-11-10T12:06:30+01:00")
    with pytest.raises(Refus, match="ne se reprend plus"):
        _reprendre(piece, agent)


def test_a_file_declared_whole_is_no_longer_when_its_last_piece_is_taken_back(
    candidature: Candidature, agent: User
) -> None:
    _decider(candidature, "confirmation", Statut.CONFORME, agent)
    piece = _decider(candidature, "identite", Statut.CONFORME, agent)
    confirmer_dossier(candidature_id=candidature.pk, par=agent)

    _reprendre(piece, agent)

    candidature.refresh_from_db()
    assert candidature.recevabilite != "conforme"
    assert _sujets().count(COMPLET) == 0


def test_one_mail_tells_all_the_decisions_of_a_half_hour(candidature: Candidature, agent: User) -> None:
    _decider(candidature, "confirmation", Statut.RECUE, agent)
    _decider(candidature, "identite", Statut.NON_CONFORME, agent, "Illisible")
    attente = Message.objects.get(genre="pieces.decisions")
    assert outbox.vider() == 0, "not before the half hour is over"

    assert _sujets() == [A_REMPLACER]
    corps = mail.outbox[0].body
    assert all(mot in corps for mot in ("Non conforme", "Illisible", "Reçue", "Date de réception : 10/11/2021"))
    assert attente.identifiants["debut"] == "2021-11-10T11:00:00+00:00"


def test_conforme_alone_is_told_and_the_whole_file_once(
    candidature: Candidature, agent: User, horloge: Callable[[str], None]
) -> None:
    _decider(candidature, "confirmation", Statut.CONFORME, agent)
    assert _sujets() == [SUJET]
    horloge("2021-11-10T12:29:59+01:00")
    _decider(candidature, "identite", Statut.CONFORME, agent)
    assert Message.objects.filter(genre="pieces.decisions").count() == 1, "the same half hour"
    Message.objects.filter(genre="pieces.decisions").update(etat="a_faire", fait_le=None)
    assert _sujets()[1:] == [COMPLET]


def test_earlier_decision_that_its_own_mail_passed_over_is_told_when_it_holds_again(
    candidature: Candidature, agent: User, horloge: Callable[[str], None]
) -> None:
    horloge("2021-11-10T12:29:50+01:00")
    _decider(candidature, "identite", Statut.NON_CONFORME, agent, "Illisible")
    horloge("2021-11-10T12:30:40+01:00")
    piece = _decider(candidature, "identite", Statut.CONFORME, agent)
    premier = Message.objects.filter(genre="pieces.decisions").order_by("pk")[0]
    assert Tranche.de(piece.revues.order_by("pk")[0].quand).envoi.isoformat() == "2021-11-10T11:31:00+00:00"
    outbox.traiter(premier.pk)
    horloge("2021-11-10T12:31:20+01:00")

    _reprendre(piece, agent)

    assert _sujets() == [A_REMPLACER]


def test_reopened_piece_may_be_sent_again_and_the_candidate_reads_why(
    candidature: Candidature, agent: User, client: Client
) -> None:
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")
    piece = dossiers.piece(candidature, "identite")
    adresse = reverse("gestion:justificatifs_pieceattendue_decider", args=[piece.pk])
    saisie = {"revision": piece.revision, "date_reception": "10/11/2021", "statut": "rouvrir"}
    assert client.post(adresse, saisie).status_code == 422, "a reason is needed"
    assert client.post(adresse, {**saisie, "information": "Le verso manque."}).status_code == 302
    piece.refresh_from_db()
    assert (piece.statut, piece.information) == ("", "Le verso manque.")
    assert _sujets() == [A_REMPLACER]
    assert "Rouverte" in mail.outbox[0].body

    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    page = client.get(reverse("justificatifs:liste", args=[candidature.numeros])).content.decode()
    assert "Le service gestionnaire rouvre cette pièce : Le verso manque." in page
    deposer(piece=piece, fichier=envoi(pdf("verso"), "verso.pdf"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)


def test_conforme_waits_for_the_antivirus(candidature: Candidature, agent: User) -> None:
    with acteur("systeme:antivirus"):
        Depot.objects.filter(piece=dossiers.piece(candidature, "identite")).update(analyse=Analyse.INDETERMINE)
    with pytest.raises(Refus, match="antivirus"):
        _decider(candidature, "identite", Statut.CONFORME, agent)


def test_page_offers_to_take_back_for_a_minute(
    candidature: Candidature, agent: User, client: Client, horloge: Callable[[str], None]
) -> None:
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")
    piece = _decider(candidature, "identite", Statut.NON_CONFORME, agent, "Illisible")
    fiche = reverse("gestion:justificatifs_pieceattendue_change", args=[piece.pk])
    assert "Annuler cette décision" in client.get(fiche).content.decode()

    adresse = reverse("gestion:justificatifs_pieceattendue_annuler", args=[piece.pk])
    page = client.post(adresse, {"revision": piece.revision}, follow=True).content.decode()
    assert "décision annulée" in page
    assert client.post(adresse, {"revision": piece.revision}).status_code == 409
    assert client.post(adresse, {"revision": "x" * 40}).status_code == 409
    horloge("2021-11-10T12:10+01:00")
    assert "Annuler cette décision" not in client.get(fiche).content.decode()
    assert "ne se reprend plus" in client.post(adresse, {"revision": piece.revision + 1}, follow=True).content.decode()


def test_decision_on_a_piece_without_a_file_stands_once_the_others_are_sent(
    agent: User, horloge: Callable[[str], None]
) -> None:
    horloge("2021-11-10T12:05+01:00")
    candidature = dossiers.candidature()
    piece = _decider(candidature, "identite", Statut.RECUE, agent)
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf("c"), "c.pdf"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)

    with pytest.raises(Refus, match="transmis ses pièces entre-temps"):
        _reprendre(piece, agent)
