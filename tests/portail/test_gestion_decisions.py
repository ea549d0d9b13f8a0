"""Deciding of pieces in `/gestion/`: received, accepted, refused, all of them, twice at once, many together."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cyclades.common import clock
from justificatifs.models import PieceAttendue, Revue
from justificatifs.services.depots import deposer
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import envoi, pdf
from tests.usines import personnel

from .test_gestion import LISTE, _decider, _demonstration, _entrer, _transmise

__all__ = ["_demonstration"]
pytestmark = pytest.mark.django_db


def test_recue_then_conforme(client: Client) -> None:
    candidature = _transmise()
    gestionnaire = personnel("16")
    _entrer(client, gestionnaire)
    piece = dossiers.piece(candidature, "confirmation")
    fiche = reverse("gestion:justificatifs_pieceattendue_change", args=[piece.pk])
    page = client.get(fiche).content.decode()
    assert "MAY-SUR-ORNE" in page
    assert "confirmation.pdf" in page
    assert "Titulaire d&#x27;un autre CAP" in page
    assert _decider(client, piece, "recue").status_code == 302
    piece.refresh_from_db()
    assert (piece.statut, piece.date_reception, piece.revision) == ("recue", clock.aujourd_hui(), 1)
    assert _decider(client, piece, "conforme").status_code == 302
    piece.refresh_from_db()
    assert piece.statut == "conforme"
    assert [(r.de, r.vers, r.auteur_id) for r in Revue.objects.order_by("pk")] == [
        ("", "recue", gestionnaire.pk),
        ("recue", "conforme", gestionnaire.pk),
    ]
    assert gestionnaire.personnel.nom in client.get(fiche).content.decode()


def test_non_conforme_wants_a_reason_reopens_and_mails(client: Client) -> None:
    candidature = _transmise()
    _entrer(client, personnel("16"))
    piece = dossiers.piece(candidature, "confirmation")
    refusee = _decider(client, piece, "non_conforme")
    assert refusee.status_code == 422
    assert "Indiquez au candidat ce qui ne va pas." in refusee.content.decode()
    dernier = clock.aujourd_hui() + dt.timedelta(days=3)
    bonne = _decider(client, piece, "non_conforme", information="Pièce illisible", dernier_jour=f"{dernier:%d/%m/%Y}")
    assert bonne.status_code == 302
    piece.refresh_from_db()
    assert (piece.statut, piece.information) == ("non_conforme", "Pièce illisible")
    assert piece.echeance_propre is not None
    assert piece.echeance_propre.astimezone(clock.PARIS).date() == dernier + dt.timedelta(days=1)
    dossiers.envoyer_les_decisions()
    courrier = next(m for m in mail.outbox if "à remplacer" in m.subject)
    assert courrier.to == ["accrall@candidat.example"]
    assert courrier.subject == "[CYCLADES] Une pièce justificative est à remplacer"
    assert "Pièce illisible" in courrier.body
    assert f"{dernier:%Y} 23:59 (heure/Paris)" in courrier.body
    assert reverse("justificatifs:liste", args=[candidature.numeros]) in courrier.body


def test_last_conforme_tells_the_candidate_once(client: Client) -> None:
    candidature = _transmise()
    _entrer(client, personnel("16"))
    for cle in ("confirmation", "identite"):
        assert _decider(client, dossiers.piece(candidature, cle), "conforme").status_code == 302
    dossiers.envoyer_les_decisions()
    sujets = [m.subject for m in mail.outbox if "conformes" in m.subject]
    assert sujets == ["[CYCLADES] Vos pièces justificatives sont conformes"]


@pytest.mark.parametrize(
    "champs",
    [
        {"statut": ""},
        {"statut": "autre"},
        {"date_reception": "31/02/2021"},
        {"date_reception": "01/01/2199"},
        {"date_reception": ""},
        {"statut": "non_conforme", "information": "x", "dernier_jour": "01/01/2020"},
        {"information": "a\x00b"},
        {"information": "x" * 501},
    ],
)
def test_wrong_decision_is_explained_and_writes_nothing(client: Client, champs: dict[str, str]) -> None:
    candidature = _transmise()
    _entrer(client, personnel("16"))
    piece = dossiers.piece(candidature, "confirmation")
    reponse = _decider(
        client, piece, champs.get("statut", "conforme"), **{c: v for c, v in champs.items() if c != "statut"}
    )
    assert reponse.status_code == 422
    assert "resume-erreurs" in reponse.content.decode()
    piece.refresh_from_db()
    assert (piece.statut, piece.revision) == ("", 0)


@pytest.mark.parametrize("revision", ["-1", "abc", "9" * 40, "1"])
def test_second_gestionnaire_sees_the_first_decision(client: Client, revision: str) -> None:
    candidature = _transmise()
    premier = personnel("16")
    piece = dossiers.piece(candidature, "confirmation")
    _decider(_entrer(client, premier), piece, "non_conforme", information="Tampon absent")
    reponse = _decider(
        _entrer(client, personnel("16")), piece, "conforme", revision=revision if revision != "1" else "0"
    )
    assert reponse.status_code == 409
    page = reponse.content.decode()
    assert premier.personnel.nom in page
    assert "Tampon absent" in page
    piece.refresh_from_db()
    assert piece.statut == "non_conforme"


def test_bulk_reception_leaves_what_is_decided_or_not_sent(client: Client) -> None:
    candidature = _transmise()
    autre = dossiers.candidature()
    deposer(piece=dossiers.piece(autre, "confirmation"), fichier=envoi(pdf("x"), "a.pdf"))
    _entrer(client, personnel("16"))
    _decider(client, dossiers.piece(candidature, "identite"), "conforme")
    choix = [str(pk) for pk in PieceAttendue.objects.order_by("pk").values_list("pk", flat=True)]
    reponse = client.post(
        reverse(LISTE) + "?situation=toutes", {"action": "marquer_recue", "_selected_action": choix}, follow=True
    )
    page = reponse.content.decode()
    assert "2 pièce(s) marquée(s)" in page
    assert "2 pièce(s) laissée(s) telles quelles" in page
    statuts = {(p.candidature_id, p.cle): p.statut for p in PieceAttendue.objects.order_by("pk")}
    assert statuts == {
        (candidature.pk, "confirmation"): "recue",
        (candidature.pk, "identite"): "conforme",
        (autre.pk, "confirmation"): "",
        (autre.pk, "identite"): "recue",
    }
