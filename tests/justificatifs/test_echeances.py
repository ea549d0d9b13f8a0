"""Reminders, the list « à risque », complete files and cancellations: the same rows, each act once."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message
from justificatifs.echeances import a_annuler, a_risque, deposees_non_transmises
from justificatifs.enums import Statut
from justificatifs.models import GroupePieces
from justificatifs.services.annulations import annuler_sans_confirmation
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from justificatifs.services.relances import relancer
from registrations.enums import Etat
from registrations.models import Candidature, Journal
from registrations.services.actes import retablir
from sessions_cfg.models import ServiceInscription
from tests.usines import personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db

LIMITE = dt.datetime.fromisoformat("2021-12-07T00:00+01:00")


def _regler(texte: str) -> None:
    clock.regler(dt.datetime.fromisoformat(texte) - clock.temps_reel())


@pytest.fixture
def service() -> ServiceInscription:
    _regler("2021-11-20T10:00+01:00")
    return dossiers.service_ouvert(pieces_fermeture=LIMITE)


@pytest.fixture
def candidature(service: ServiceInscription) -> Candidature:
    return dossiers.candidature(service=service)


def _regle(service: ServiceInscription, **champs: bool) -> None:
    ServiceInscription.objects.filter(pk=service.pk).update(**champs)


def _donner(candidature: Candidature, cle: str) -> None:
    deposer(piece=dossiers.piece(candidature, cle), fichier=envoi(pdf(f"{cle}{candidature.pk}"), f"{cle}.pdf"))


def _tout_envoyer(candidature: Candidature) -> None:
    for cle in ("confirmation", "identite"):
        _donner(candidature, cle)
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)


def _objets() -> list[str]:
    outbox.vider()
    return [str(m.subject) for m in mail.outbox]


def test_three_reminders_each_once(candidature: Candidature) -> None:
    envoyes = []
    for jour in range(25, 31):
        envoyes.append(_passer(f"2021-11-{jour}T10:00+01:00"))
    for jour in range(1, 8):
        envoyes.append(_passer(f"2021-12-0{jour}T10:00+01:00"))
    # Seven days before the 6th is the 29th of November; two days before, the 4th; the day itself.
    assert envoyes == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0]
    assert "Date limite : 06/12/2021 à 23:59 (aujourd'hui à 23:59)" in mail.outbox[-1].body


def _passer(texte: str) -> int:
    """Run the task twice in the hour; the number of mails that left."""
    _regler(texte)
    avant = len(mail.outbox)
    relancer()
    relancer()
    outbox.vider()
    return len(mail.outbox) - avant


def test_reminder_of_the_day_before_is_made_up_and_none_leaves_at_night(candidature: Candidature) -> None:
    assert _passer("2021-12-05T08:59+01:00") == 0
    assert _passer("2021-12-05T09:00+01:00") == 1


def test_switches_of_the_service_are_obeyed(candidature: Candidature, service: ServiceInscription) -> None:
    _regle(service, relance_j7=False, relance_j2=False, relance_jour=False)
    for texte in ("2021-11-29T10:00+01:00", "2021-12-04T10:00+01:00", "2021-12-06T10:00+01:00"):
        assert _passer(texte) == 0
    assert list(a_risque(Candidature.objects.all(), clock.maintenant())) == [candidature]


def test_who_has_sent_all_gets_no_reminder(candidature: Candidature) -> None:
    _tout_envoyer(candidature)
    assert _passer("2021-12-04T10:00+01:00") == 0
    assert not a_risque(Candidature.objects.all(), clock.maintenant()).exists()


def test_files_added_and_not_sent_are_reminded_of_the_click(candidature: Candidature) -> None:
    for cle in ("confirmation", "identite"):
        _donner(candidature, cle)
    assert _passer("2021-12-04T10:00+01:00") == 1
    assert "il ne reste qu'à cliquer" in mail.outbox[-1].body


def test_sent_between_the_reminder_and_its_mail_gets_none(candidature: Candidature) -> None:
    _regler("2021-12-04T10:00+01:00")
    assert relancer() == 1
    _tout_envoyer(candidature)
    assert _objets() == []


def test_refused_piece_is_reminded_by_its_own_deadline(candidature: Candidature) -> None:
    _tout_envoyer(candidature)
    piece = dossiers.piece(candidature, "identite")
    jour = dt.date(2021, 12, 20)
    decider(
        piece_id=piece.pk,
        revision=piece.revision,
        statut=Statut.NON_CONFORME,
        par=personnel("16"),
        information="Floue",
        dernier_jour=jour,
    )
    outbox.vider()
    assert _passer("2021-12-06T10:00+01:00") == 0
    assert _passer("2021-12-18T10:00+01:00") == 1
    assert "refusée : Floue" in mail.outbox[-1].body


def test_list_at_risk_is_who_would_be_reminded(candidature: Candidature, service: ServiceInscription) -> None:
    autre = dossiers.candidature(service=service)
    _tout_envoyer(dossiers.candidature(service=service))
    _regler("2021-12-04T10:00+01:00")
    listes = set(a_risque(Candidature.objects.all(), clock.maintenant()).values_list("pk", flat=True))
    relancer()
    relancees = {m.identifiants["candidature"] for m in Message.objects.filter(genre="pieces.relance")}
    assert listes == relancees == {candidature.pk, autre.pk}


def test_no_file_at_all_is_cancelled_after_the_deadline_only(
    candidature: Candidature, service: ServiceInscription
) -> None:
    _regle(service, sans_depot_annule=True)
    _regler("2021-12-06T23:59:59+01:00")
    assert a_annuler(Candidature.objects.all(), LIMITE).count() == 1
    assert annuler_sans_confirmation() == 0
    _regler("2021-12-07T00:00:01+01:00")
    assert annuler_sans_confirmation() == 1
    assert annuler_sans_confirmation() == 0
    candidature.refresh_from_db()
    assert candidature.etat == Etat.ANNULE
    ligne = Journal.objects.get(candidature=candidature, action="annuler")
    assert ligne.acteur == "systeme:annulation-20211207"
    assert any(objet.startswith("[CYCLADES] Candidature annulée") for objet in _objets())


def test_service_that_does_not_cancel_cancels_nobody(candidature: Candidature) -> None:
    _regler("2021-12-08T10:00+01:00")
    assert annuler_sans_confirmation() == 0


def test_file_added_and_not_sent_goes_to_staff_and_is_never_cancelled(
    candidature: Candidature, service: ServiceInscription
) -> None:
    _regle(service, sans_depot_annule=True)
    _donner(candidature, "confirmation")
    _regler("2021-12-08T10:00+01:00")
    assert annuler_sans_confirmation() == 0
    assert list(deposees_non_transmises(Candidature.objects.all(), clock.maintenant())) == [candidature]


def test_confirmation_received_by_post_is_not_cancelled(candidature: Candidature, service: ServiceInscription) -> None:
    _regle(service, sans_depot_annule=True)
    piece = dossiers.piece(candidature, "confirmation")
    decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.RECUE, par=personnel("16"))
    _regler("2021-12-08T10:00+01:00")
    assert annuler_sans_confirmation() == 0


def test_responsable_takes_a_cancellation_back(candidature: Candidature, service: ServiceInscription) -> None:
    _regle(service, sans_depot_annule=True)
    _regler("2021-12-08T10:00+01:00")
    annuler_sans_confirmation()
    chef = personnel("16", role=Role.RESPONSABLE)
    fraiche = retablir(candidature_id=candidature.pk, vu=Etat.ANNULE, par=chef, motif="Reçue au guichet.")
    assert fraiche.etat == Etat.INSCRIT


def _gestion(academie: str = "16") -> Client:
    client = Client()
    client.force_login(personnel(academie), backend="accounts.backends.IdentifiantBackend")
    return client


def _suivi(client: Client, liste: str) -> str:
    reponse = client.get(reverse("gestion:justificatifs_pieceattendue_suivi", args=[liste]))
    assert reponse.status_code == 200
    return reponse.content.decode()


def _tout_conforme(candidature: Candidature) -> None:
    _tout_envoyer(candidature)
    for cle in ("confirmation", "identite"):
        piece = dossiers.piece(candidature, cle)
        decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=personnel("16"))


def test_complete_file_is_proposed_then_confirmed_once(candidature: Candidature) -> None:
    gestion = _gestion()
    assert "Aucun dossier n&#x27;attend" in _suivi(gestion, "complets")
    _tout_conforme(candidature)
    assert candidature.numeros in _suivi(gestion, "complets")
    outbox.vider()
    adresse = reverse("gestion:justificatifs_pieceattendue_suivi", args=["complets"])
    for _ in range(2):
        gestion.post(adresse, {"dossier": [candidature.pk, "x", "99999999999"]})
    candidature.refresh_from_db()
    assert candidature.recevabilite == "conforme"
    assert Journal.objects.filter(candidature=candidature, action="conforme").count() == 1
    outbox.vider()
    assert [m.subject for m in mail.outbox if "Dossier complet" in m.subject] == [
        f"[CYCLADES] Dossier complet : {candidature.service.session.examen.libelle_cyclades}"
    ]
    complet = next(m for m in mail.outbox if "Dossier complet" in m.subject)
    assert [mot for mot in ("Motif", "une erreur ?") if mot in str(complet.body)] == []
    assert candidature.numeros not in _suivi(gestion, "complets")


def test_incomplete_or_foreign_file_is_not_confirmed(candidature: Candidature) -> None:
    adresse = reverse("gestion:justificatifs_pieceattendue_suivi", args=["complets"])
    _gestion().post(adresse, {"dossier": [candidature.pk]})
    _tout_conforme(candidature)
    _gestion("23").post(adresse, {"dossier": [candidature.pk]})
    candidature.refresh_from_db()
    assert candidature.recevabilite == ""


@pytest.mark.parametrize("liste", ["complets", "risque", "annulation", "ajoutees"])
def test_lists_are_scoped(liste: str, candidature: Candidature, service: ServiceInscription) -> None:
    _regle(service, sans_depot_annule=True)
    autre = dossiers.candidature(service=service)
    _donner(autre, "confirmation")
    _tout_conforme(dossiers.candidature(service=service))
    _regler("2021-12-05T10:00+01:00")
    assert "dossier" in _suivi(_gestion(), liste)
    page = _suivi(_gestion(), liste)
    assert "</table>" in page
    assert ("06/12/2021 à 23:59" in page) is (liste != "complets")
    assert "</table>" not in _suivi(_gestion("23"), liste)


def test_unknown_list_is_not_found(service: ServiceInscription) -> None:
    assert _gestion().get(reverse("gestion:justificatifs_pieceattendue_suivi", args=["autre"])).status_code == 404
