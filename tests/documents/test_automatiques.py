"""Documents that the portal issues by itself: list of pieces, reminder, notice of cancellation."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cyclades.common import clock, storage
from cyclades.common.acteur import acteur
from cyclades.outbox.services import vider
from documents import queries
from documents.models import DocumentVersion
from justificatifs.models import PieceAttendue
from justificatifs.services.relances import relancer
from registrations.contenu import Contenu
from registrations.enums import Etat
from registrations.models import Candidature
from registrations.services.office import annuler_d_office, prendre
from registrations.services.transitions import transition
from tests.usines import compte_candidat

from . import contenus, dossiers
from .test_rendering import lignes

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidature(horloge: Any) -> Candidature:
    horloge("2021-11-10T13:00+01:00")
    return dossiers.publiee(compte_candidat())


def versions(candidature: Candidature, kind: str) -> list[DocumentVersion]:
    siennes = DocumentVersion.objects.filter(document__candidature=candidature, document__kind=kind)
    return list(siennes.order_by("numero"))


def papier(version: DocumentVersion) -> str:
    return " ".join(lignes(storage.lire(version.fichier, version.sha256)))


def autre_liste(candidature: Candidature) -> Contenu:
    contenu = contenus.guide(identite={"numero_candidat": candidature.compte.numero_candidat})
    contenu["pieces"].append(contenus.piece("PSPERM01", "Permis de conduire", "Autres"))
    return contenu


def annuler(candidature: Candidature) -> None:
    with acteur("systeme:annulation-test"):
        annuler_d_office(candidature=prendre(candidature.pk), acteur="systeme:annulation-test", motif="Rien reçu.")
    vider()


def test_the_list_of_pieces_is_issued_at_the_first_save(candidature: Candidature) -> None:
    (demande,) = versions(candidature, "demande-pieces")

    assert (demande.numero, demande.etat, demande.nom_fichier[-31:]) == (
        1,
        "produit",
        "2022_demande_pieces_20211110.pdf"[-31:],
    )
    assert "CINSIG01 : Confirmation d'inscription signée" in papier(demande)


def test_the_list_is_issued_again_only_when_it_changes_and_keeps_what_was_accepted(candidature: Candidature) -> None:
    dossiers.enregistrer(candidature)
    vider()
    inchangee = [v.numero for v in versions(candidature, "demande-pieces")]
    with acteur("gestionnaire:1"):
        piece = PieceAttendue.objects.get(candidature=candidature, code="NATIDE01")
        piece.statut, piece.revision = "conforme", piece.revision + 1
        piece.save()
    dossiers.enregistrer(candidature, autre_liste(candidature))
    vider()

    numeros = [v.numero for v in versions(candidature, "demande-pieces")]
    a_fournir, acceptees = papier(versions(candidature, "demande-pieces")[-1]).split("Pièces déjà acceptées")
    assert (inchangee, numeros) == ([1], [1, 2])
    assert "PSPERM01" in a_fournir
    assert "NATIDE01" not in a_fournir
    assert "NATIDE01" in acceptees


def test_each_reminder_leaves_its_document_once(candidature: Candidature, horloge: Any) -> None:
    limite = candidature.service.pieces_fermeture
    for jours in (2, 2, 0):
        horloge((limite - dt.timedelta(days=jours, hours=10)).isoformat())
        relancer()
        vider()

    relances = versions(candidature, "relance-pieces")
    rappels = [m for m in mail.outbox if "pas encore envoyées" in m.subject]
    assert [r.numero for r in relances] == [1, 2]
    assert len(rappels) == 2
    assert "Document justifiant la nationalité française" in papier(relances[-1])


def test_a_cancellation_issues_its_notice_and_the_candidate_reads_it(candidature: Candidature, client: Client) -> None:
    annuler(candidature)
    client.force_login(candidature.compte)

    (avis,) = versions(candidature, "avis-annulation")
    page = client.get(reverse("documents:liste", args=[candidature.numeros])).content.decode()
    recu = client.get(reverse("documents:telecharger", args=[candidature.numeros, "avis-annulation"]))
    assert avis.auteur == "systeme:annulation-test"
    assert "Rien reçu." in papier(avis)
    assert "Avis d'annulation" in page.replace("&#x27;", "'")
    assert (recu.status_code, recu["Content-Type"]) == (200, "application/pdf")


def test_a_cancellation_taken_back_withdraws_its_notice_and_a_second_one_counts(candidature: Candidature) -> None:
    annuler(candidature)
    with acteur("gestionnaire:1"):
        transition(candidature=candidature, vers=Etat.INSCRIT, acteur="gestionnaire:1", motif="Reçue depuis.")
    vus = queries.dernieres_versions(candidature.pk, clock.maintenant())
    annuler(candidature)

    avis = versions(candidature, "avis-annulation")
    assert "avis-annulation" not in {v.document.kind for v in vus}
    assert [(a.numero, a.retiree_le is None) for a in avis] == [(1, False), (2, True)]
