"""« Mes données »: all that is held, who opened it, and nothing of anybody else."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import Acces, User
from accounts.services.acces import noter_acces
from accounts.services.effacement import supprimer_compte
from documents.models import DocumentVersion
from justificatifs.models import PieceAttendue
from registrations.models import Candidature
from sessions_cfg.models import Examen
from tests.registrations import dossiers
from tests.registrations.conftest import candidat  # noqa: F401  a fixture
from tests.registrations.requetes import requetes
from tests.registrations.test_requetes import autre_service
from tests.usines import compte_candidat, personnel

MOTEUR = "accounts.backends.IdentifiantBackend"
PAGE = "/compte/mes-donnees/"


def exporter(client: Client) -> dict[str, Any]:
    reponse = client.get(f"{PAGE}export/")
    assert reponse.headers["Content-Disposition"].startswith("attachment; filename=")
    contenu: dict[str, Any] = json.loads(reponse.content)
    return contenu


def test_export_holds_everything_and_nothing_of_others(client: Client, candidat: User) -> None:  # noqa: F811
    candidature = dossiers.candidature(candidat)
    dossiers.candidature(compte_candidat(nom_naissance="CANARI"), identification={"mail": "canari@demo.example"})

    contenu = exporter(client)

    assert contenu["schema"] == 1
    assert contenu["compte"]["numero_candidat"] == candidat.numero_candidat
    assert contenu["etat_civil"]["nom_naissance"] == "ACCRALL"
    (une,) = contenu["candidatures"]
    assert une["versions"][0]["contenu"] == candidature.versions.get().contenu
    assert [ligne["action"] for ligne in une["journal"]] == ["enregistrement"]
    assert [d["document"] for d in contenu["documents"]] == ["Confirmation d'inscription"]
    assert len(contenu["pieces"]) == PieceAttendue.objects.filter(candidature=candidature).count()
    texte = json.dumps(contenu, ensure_ascii=False)
    assert "CANARI" not in texte
    assert candidat.password not in texte


def ouvertures(client: Client, candidature: Candidature) -> list[str]:
    """The staff pages that show something of the person, each opened once."""
    piece = PieceAttendue.objects.filter(candidature=candidature).order_by("ordre", "pk")[0]
    pages = [
        f"/gestion/registrations/candidature/{candidature.pk}/change/",
        f"/gestion/registrations/candidature/{candidature.pk}/acte/ecarter/",
        f"/gestion/justificatifs/pieceattendue/{piece.pk}/change/",
    ]
    for page in pages:
        assert "ACCRALL" in client.get(page).content.decode()
    return ["Dossier de candidature n° 001", "Dossier de candidature n° 001", f"Pièce justificative : {piece}"]


def test_every_opening_by_staff_is_told_to_the_person(client: Client, candidat: User) -> None:  # noqa: F811
    candidature = dossiers.candidature(candidat)
    agent = Client()
    agent.force_login(personnel("16", email="marie.durand@demo.example"), backend=MOTEUR)

    attendues = ouvertures(agent, candidature)

    assert [a["objet"] for a in exporter(client)["acces_du_personnel"]] == attendues[::-1]
    page = client.get(PAGE).content.decode()
    assert page.count("Gestionnaire, ACADÉMIE DE TOULOUSE") == 3
    assert "durand" not in page.casefold()


def test_another_academie_opens_nothing_and_leaves_nothing(candidat: User) -> None:  # noqa: F811
    candidature = dossiers.candidature(candidat)
    agent = Client()
    agent.force_login(personnel("23"), backend=MOTEUR)

    assert agent.get(f"/gestion/registrations/candidature/{candidature.pk}/change/").status_code == 404

    assert not Acces.objects.exists()


def test_openings_are_never_rewritten_but_go_with_an_erased_account(candidat: User) -> None:  # noqa: F811
    noter_acces(compte_id=candidat.pk, agent=personnel("16"), objet="Dossier")

    for sql in ("UPDATE accounts_acces SET objet = 'rien'", "DELETE FROM accounts_acces"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    supprimer_compte(compte_id=candidat.pk)
    assert not Acces.objects.exists()


def test_page_asks_the_same_with_one_and_three_rows(client: Client, candidat: User) -> None:  # noqa: F811
    Examen.objects.filter(pk="CAP").update(plusieurs_specialites=True)
    dossiers.candidature(candidat)
    noter_acces(compte_id=candidat.pk, agent=personnel("16"), objet="Dossier")
    une = requetes(lambda: client.get(PAGE))

    for _ in range(2):
        dossiers.candidature(candidat, service=autre_service())
        noter_acces(compte_id=candidat.pk, agent=personnel("16"), objet="Dossier")
    trois = requetes(lambda: client.get(PAGE))

    assert len(une) == len(trois) <= 15, trois
    assert DocumentVersion.objects.count() == 3


def test_export_is_limited(client: Client, candidat: User) -> None:  # noqa: F811
    for _ in range(20):
        assert client.get(f"{PAGE}export/").status_code == 200
    assert client.get(f"{PAGE}export/").status_code == 429
