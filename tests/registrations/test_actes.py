"""Staff decide about a candidature: the table of states, roles, concurrency, journal and mail."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from cyclades.common.errors import Refus
from cyclades.outbox.services import vider
from registrations.enums import Etat
from registrations.models import Candidature, Journal
from registrations.services import actes
from tests.usines import personnel

from . import dossiers

DOSSIER = "/gestion/registrations/candidature/{}/"
MOTIF = "Vous avez une autre candidature."


def faire(acte: str, candidature: Candidature, par: User, *, vu: str = "", motif: str = MOTIF) -> Candidature:
    return actes.VERBES[acte](
        candidature_id=candidature.pk, vu=vu or Candidature.objects.get(pk=candidature.pk).etat, par=par, motif=motif
    )


def noms(candidature: Candidature, par: User) -> list[str]:
    return [a.nom for a in actes.actes_possibles(candidature=Candidature.objects.get(pk=candidature.pk), par=par)]


def test_set_aside_then_taken_back_is_journaled_and_told(candidat: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    candidature, agent = dossiers.candidature(candidat), personnel("16")

    faire("ecarter", candidature, agent)
    assert noms(candidature, agent) == ["retablir"]
    fraiche = faire("retablir", candidature, agent, motif="Écartée par erreur.")
    vider()

    assert (fraiche.etat, fraiche.motif) == (Etat.INSCRIT, "Écartée par erreur.")
    lignes = Journal.objects.filter(candidature=candidature).order_by("pk").values_list("action", "acteur", "motif")
    assert list(lignes)[1:] == [
        ("ecarter", f"gestionnaire:{agent.pk}", MOTIF),
        ("retablir", f"gestionnaire:{agent.pk}", "Écartée par erreur."),
    ]
    examen = "CERTIFICAT D'APTITUDE PROFESSIONNELLE"
    decisions = [m for m in mail.outbox if "Candidature" in m.subject]
    assert [m.subject for m in decisions] == [
        f"[CYCLADES] Candidature écartée : {examen}",
        f"[CYCLADES] Candidature rétablie : {examen}",
    ]
    assert f"Motif : {MOTIF}" in str(decisions[0].body)
    assert all(m.to == ["accrall@ac-rennes.example"] for m in decisions)


@pytest.mark.parametrize("role, permis", [(Role.GESTIONNAIRE, []), (Role.RESPONSABLE, ["retablir"])])
def test_cancelled_is_taken_back_by_a_responsable_only(candidat: User, role: Role, permis: list[str]) -> None:
    candidature = dossiers.candidature(candidat)
    faire("annuler", candidature, personnel("16"))
    agent = personnel("16", role=role)

    assert noms(candidature, agent) == permis
    if not permis:
        with pytest.raises(Refus):
            faire("retablir", candidature, agent)
        assert Candidature.objects.get(pk=candidature.pk).etat == Etat.ANNULE


def test_state_moved_meanwhile_refuses_and_writes_nothing(candidat: User) -> None:
    candidature, agent = dossiers.candidature(candidat), personnel("16")
    faire("ecarter", candidature, agent)

    with pytest.raises(Refus) as refus:
        faire("annuler", candidature, agent, vu=Etat.INSCRIT)

    assert refus.value.code == "CY009"
    assert "Écarté par le gestionnaire" in refus.value.phrase
    assert Journal.objects.filter(candidature=candidature).count() == 2


def test_taken_back_while_another_is_active_is_refused_in_words(candidat: User) -> None:
    candidature, agent = dossiers.candidature(candidat), personnel("16")
    faire("ecarter", candidature, agent)
    dossiers.candidature(candidat)

    with pytest.raises(Refus, match="n° 002"):
        faire("retablir", candidature, agent)


def test_without_a_reason_is_refused(candidat: User) -> None:
    with pytest.raises(Refus) as refus:
        faire("ecarter", dossiers.candidature(candidat), personnel("16"), motif="  ")
    assert refus.value.champ == "motif"


def test_pages_from_the_dossier_to_the_decision(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    dossier = DOSSIER.format(candidature.pk)
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")

    assert f"{dossier}acte/ecarter/" in client.get(f"{dossier}change/").content.decode()
    page = client.get(f"{dossier}acte/ecarter/").content.decode()
    assert "Le candidat le lira" in page
    vide = client.post(f"{dossier}acte/ecarter/", {"vu": "inscrit", "motif": ""})
    assert (vide.status_code, Candidature.objects.get().etat) == (422, Etat.INSCRIT)
    ancien = client.post(f"{dossier}acte/ecarter/", {"vu": "a_completer", "motif": MOTIF})
    assert ancien.status_code == 409
    assert MOTIF in ancien.content.decode()

    client.post(f"{dossier}acte/ecarter/", {"vu": "inscrit", "motif": MOTIF})

    assert Candidature.objects.get().etat == Etat.ECARTE
    assert client.get(f"{dossier}acte/ecarter/").status_code == 302
    assert client.get(f"{dossier}acte/inconnu/").status_code == 404


def test_pages_of_another_academie_do_not_exist(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    client.force_login(personnel("23"), backend="accounts.backends.IdentifiantBackend")

    url = f"{DOSSIER.format(candidature.pk)}acte/ecarter/"

    assert client.get(url).status_code == client.post(url, {"vu": "inscrit", "motif": MOTIF}).status_code == 404
    assert Candidature.objects.get().etat == Etat.INSCRIT


def test_candidate_sees_the_reason(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    faire("ecarter", candidature, personnel("16"))

    page = client.get("/inscriptions/").content.decode()

    assert "Écarté par le gestionnaire" in page
    assert MOTIF in page
