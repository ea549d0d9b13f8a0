"""Post received by number: the envelope of a candidature, what it holds, then a decision without any file."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Acces, User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from justificatifs.enums import Etape, Statut
from justificatifs.models import GroupePieces, PieceAttendue, Revue
from justificatifs.queries import avancements
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.enums import Etat
from registrations.models import Candidature
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat, personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db
COURRIER = "gestion:justificatifs_pieceattendue_courrier"
ENVELOPPE = "gestion:justificatifs_pieceattendue_enveloppe"
INCONNU = "Aucune candidature de vos académies ne porte ce numéro."


@pytest.fixture
def service(horloge: Callable[[str], None]) -> ServiceInscription:
    """The SIEC's way: by post, the postmark counts."""
    horloge("2021-11-10T13:00+01:00")
    return dossiers.service_ouvert(pieces_mode="COURRIER", cachet_de_la_poste=True)


@pytest.fixture
def candidature(service: ServiceInscription) -> Candidature:
    return dossiers.candidature(service=service)


@pytest.fixture
def agent() -> User:
    return personnel("16")


@pytest.fixture
def gestion(agent: User, client: Client) -> Client:
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")
    return client


def _taper(client: Client, numero: str) -> str:
    """Where the number leads, or what is said of it."""
    reponse = client.post(reverse(COURRIER), {"numero": numero})
    return str(reponse.headers.get("Location") or reponse.content.decode().replace("&#x27;", "'"))


def _enveloppe(candidature: Candidature) -> str:
    return reverse(ENVELOPPE, args=[candidature.numeros])


def _lire(client: Client, candidature: Candidature) -> str:
    return client.get(_enveloppe(candidature)).content.decode().replace("&#x27;", "'")


def _recevoir(client: Client, candidature: Candidature, *cles: str, date: str = "10/11/2021", **champs: str) -> str:
    donnees = {"pieces": [dossiers.piece(candidature, cle).pk for cle in cles], "date_reception": date, **champs}
    reponse = client.post(_enveloppe(candidature), donnees)
    return str(reponse.headers.get("Location") or reponse.content.decode().replace("&#x27;", "'"))


@pytest.mark.parametrize("suite", ["", "-001", " - 001", " 1", "001", "/1"])
def test_number_leads_to_the_envelope(gestion: Client, candidature: Candidature, suite: str) -> None:
    assert _taper(gestion, f" {candidature.compte.numero_candidat}{suite} ") == _enveloppe(candidature)


@pytest.mark.parametrize(
    ("numero", "phrase"),
    [
        ("", "Tapez un N° candidat."),
        ("2146028333", "Un N° candidat a onze chiffres"),
        ("0214602833312", "Un N° candidat a onze chiffres"),
        ("ACCRALL", "Un N° candidat a onze chiffres"),
        ("٠٢١٤٦٠٢٨٣٣٣", "Un N° candidat a onze chiffres"),
        ("0" * 61, "60 caractères"),
        ("99999999999", INCONNU),
        ("99999999999-001", INCONNU),
        ("9999999\x009999", "caractère invisible"),
    ],
)
def test_wrong_number_is_said_and_kept(gestion: Client, candidature: Candidature, numero: str, phrase: str) -> None:
    reponse = gestion.post(reverse(COURRIER), {"numero": numero})
    page = reponse.content.decode().replace("&#x27;", "'")
    assert reponse.status_code == 422
    assert phrase in page
    assert numero[:7] in page  # kept as it was typed


def test_other_academie_is_answered_as_for_an_unknown_number(candidature: Candidature, client: Client) -> None:
    client.force_login(personnel("23"), backend="accounts.backends.IdentifiantBackend")
    for numero in (candidature.compte.numero_candidat, candidature.numeros):
        page = _taper(client, str(numero))
        assert INCONNU in page
        assert "ACCRALL" not in page
    assert client.get(_enveloppe(candidature)).status_code == 404
    assert client.post(_enveloppe(candidature), {"toutes": "oui", "date_reception": "10/11/2021"}).status_code == 404
    assert not Revue.objects.exists()
    assert not Acces.objects.exists()


def test_inscription_number_that_is_not_his_is_unknown(gestion: Client, candidature: Candidature) -> None:
    assert INCONNU in _taper(gestion, f"{candidature.compte.numero_candidat}-002")


def test_candidate_with_several_candidatures_is_asked_which(
    gestion: Client, candidature: Candidature, service: ServiceInscription
) -> None:
    autre = dossiers.candidature(service=service, compte=candidature.compte, numero=2)
    page = _taper(gestion, str(candidature.compte.numero_candidat))
    assert "a 2 candidatures dans vos académies. Choisissez celle de l'enveloppe" in page
    assert _enveloppe(candidature) in page
    assert _taper(gestion, autre.numeros) == _enveloppe(autre)


def test_pieces_of_the_envelope_are_received_and_the_next_number_is_asked(
    gestion: Client, candidature: Candidature, agent: User
) -> None:
    page = _lire(gestion, candidature)
    assert 'value="10/11/2021"' in page
    assert page.count(" autofocus") == 1
    assert _recevoir(gestion, candidature, "confirmation") == reverse(COURRIER)
    assert "1 pièce marquée « Reçue »." in gestion.get(reverse(COURRIER)).content.decode()
    confirmation = dossiers.piece(candidature, "confirmation")
    assert (confirmation.statut, confirmation.date_reception) == (Statut.RECUE, dt.date(2021, 11, 10))
    assert Revue.objects.get(piece=confirmation).auteur == agent

    page = _lire(gestion, candidature)
    assert "déjà reçue le 10/11/2021" in page
    assert " checked" in page  # a single one is awaited
    assert Acces.objects.filter(compte=candidature.compte).count() == 2
    assert _recevoir(gestion, candidature, toutes="oui") == reverse(COURRIER)
    assert dossiers.piece(candidature, "identite").statut == Statut.RECUE
    assert "Tout est déjà là : cette candidature n'attend plus rien par courrier." in _lire(gestion, candidature)
    assert "Tout est déjà là" in _recevoir(gestion, candidature, "identite")


@pytest.mark.parametrize(
    ("date", "phrase"),
    [
        ("11/11/2021", "La date de réception ne peut pas être dans le futur."),
        ("09/11/2021", "La date de réception ne peut pas précéder l'inscription, qui est du 10/11/2021."),
        ("31/02/2021", "n'existe pas"),
        ("hier", "JJ/MM/AAAA"),
        ("", "obligatoire"),
    ],
)
def test_wrong_date_is_said_and_what_was_ticked_is_kept(
    gestion: Client, candidature: Candidature, date: str, phrase: str
) -> None:
    page = _recevoir(gestion, candidature, "identite", date=date)
    assert phrase in page
    assert page.count(" checked") == 1
    assert not Revue.objects.exists()


def test_today_is_the_day_where_the_service_is(gestion: Client, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T23:30+01:00")
    candidature = dossiers.candidature(
        service=dossiers.service_ouvert(pieces_mode="COURRIER", fuseau="Pacific/Noumea", libelle_heure="heure locale")
    )
    assert 'value="11/11/2021"' in _lire(gestion, candidature)
    assert _recevoir(gestion, candidature, "confirmation", date="11/11/2021") == reverse(COURRIER)
    assert dossiers.piece(candidature, "confirmation").date_reception == dt.date(2021, 11, 11)


def test_nothing_ticked_and_foreign_pieces_are_refused(gestion: Client, candidature: Candidature) -> None:
    assert "Cochez les pièces qui sont dans l'enveloppe." in _recevoir(gestion, candidature)
    autre = dossiers.candidature(service=candidature.service)
    donnees = {"pieces": [dossiers.piece(autre, "identite").pk, "x", "9" * 30], "date_reception": "10/11/2021"}
    reponse = gestion.post(_enveloppe(candidature), donnees)
    assert reponse.status_code == 422
    assert "Ces pièces ont changé entre-temps" in reponse.content.decode()
    assert not Revue.objects.exists()


def test_late_envelope_says_that_the_postmark_counts(
    gestion: Client, candidature: Candidature, horloge: Callable[[str], None]
) -> None:
    assert "La date limite est passée" not in _lire(gestion, candidature)
    horloge("2021-12-20T10:00+01:00")
    page = _lire(gestion, candidature)
    assert "La date limite est passée depuis le 17/12/2021" in page
    assert "Le cachet de la poste fait foi" in page
    assert _recevoir(gestion, candidature, "confirmation", date="20/12/2021") == reverse(COURRIER)


def test_candidature_that_awaits_nothing_says_why(gestion: Client, candidature: Candidature) -> None:
    en_ligne = dossiers.candidature()
    assert "ses pièces se déposent en ligne" in _lire(gestion, en_ligne)
    with acteur("gestionnaire:1"):
        Candidature.objects.filter(pk=candidature.pk).update(etat=Etat.ANNULE)
    assert "« Annulé (confirmation non reçue) » : elle n'attend aucune pièce." in _lire(gestion, candidature)


def test_paper_is_judged_without_any_file_and_the_mail_says_it(gestion: Client, candidature: Candidature) -> None:
    _recevoir(gestion, candidature, toutes="oui")
    for cle in ("confirmation", "identite"):
        _decider(candidature, cle, Statut.CONFORME)
    dossiers.envoyer_les_decisions()
    assert "[CYCLADES] Vos pièces justificatives sont conformes" in [m.subject for m in mail.outbox]
    assert avancements([candidature])[candidature.pk].etape is Etape.CONFORMES


def _decider(candidature: Candidature, cle: str, statut: Statut) -> PieceAttendue:
    piece = dossiers.piece(candidature, cle)
    return decider(
        piece_id=piece.pk, revision=piece.revision, statut=statut, par=personnel("16"), information="Illisible."
    )


def test_piece_to_send_online_is_not_conforming_without_a_file(gestion: Client) -> None:
    candidature = dossiers.candidature()
    with pytest.raises(Refus) as refus:
        _decider(candidature, "confirmation", Statut.CONFORME)
    assert refus.value.code == "sans_fichier"
    _decider(candidature, "confirmation", Statut.RECUE)
    assert _decider(candidature, "confirmation", Statut.CONFORME).statut == Statut.CONFORME


def test_paper_refused_is_asked_by_post_again_and_received_again(gestion: Client, candidature: Candidature) -> None:
    _recevoir(gestion, candidature, toutes="oui")
    _decider(candidature, "identite", Statut.NON_CONFORME)
    dossiers.envoyer_les_decisions()
    assert "Envoyez cette pièce de nouveau, comme les autres, avant le" in mail.outbox[-1].body
    assert "J'ai fourni" not in mail.outbox[-1].body
    client = Client()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    page = client.get(reverse("justificatifs:liste", args=[candidature.numeros])).content.decode()
    assert "Envoyez cette pièce de nouveau, comme les autres, avant le mercredi 17 novembre 2021 23:59" in page
    assert "Déposez un nouveau fichier" not in page
    assert _recevoir(gestion, candidature, "identite") == reverse(COURRIER)
    assert dossiers.piece(candidature, "identite").statut == Statut.RECUE


def test_confirmation_that_came_by_post_is_asked_again_after_a_change(
    gestion: Client, candidature: Candidature
) -> None:
    _recevoir(gestion, candidature, toutes="oui")
    dossiers.enregistrer(candidature, dossiers.DEUX)
    confirmation, identite = (dossiers.piece(candidature, cle) for cle in ("confirmation", "identite"))
    assert (confirmation.statut, identite.statut) == (Statut.AUCUN, Statut.RECUE)
    assert confirmation.echeance_propre == candidature.service.pieces_fermeture
    assert avancements([candidature])[candidature.pk].etape is Etape.A_REMPLACER


def test_post_in_case_of_trouble_waits_until_the_candidate_can_no_longer_send(
    gestion: Client, horloge: Callable[[str], None]
) -> None:
    """Files added and never sent: his while he may send them; then the paper counts, and nothing is said unsent."""
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature(service=dossiers.service_ouvert(pieces_mode_secours="COURRIER"))
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), "confirmation.pdf"))
    page = _lire(gestion, candidature)
    assert "à déposer en ligne par le candidat" in page
    assert page.count('type="checkbox"') == 1

    horloge("2021-12-18T10:00+01:00")
    assert _lire(gestion, candidature).count('type="checkbox"') == 2
    assert _recevoir(gestion, candidature, toutes="oui", date="18/12/2021") == reverse(COURRIER)
    for cle in ("confirmation", "identite"):
        _decider(candidature, cle, Statut.CONFORME)
    assert avancements([candidature])[candidature.pk].etape is Etape.CONFORMES


def test_file_added_and_never_sent_is_reopened_by_staff_once_the_window_is_over(
    horloge: Callable[[str], None],
) -> None:
    """« Confirmation ajoutée, jamais envoyée » : reopened with a reason, the candidate sends it as it is."""
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature(pieces=[dossiers.CONFIRMATION])
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), "confirmation.pdf"))
    with pytest.raises(Refus):
        _decider(candidature, "confirmation", Statut.AUCUN)
    horloge("2021-12-18T10:00+01:00")
    _decider(candidature, "confirmation", Statut.AUCUN)
    assert verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte) == 1


def test_list_of_several_is_recorded_once(gestion: Client, service: ServiceInscription) -> None:
    compte = compte_candidat()
    for numero in (1, 2):
        dossiers.candidature(service=service, compte=compte, numero=numero)
    _taper(gestion, str(compte.numero_candidat))
    assert Acces.objects.filter(compte=compte).count() == 1
