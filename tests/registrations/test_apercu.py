"""« Voir comme un candidat »: the decision of the tabs, at a date, before or after publication; nothing written."""

import pytest
from django.test import Client

from accounts.enums import Role
from registrations.models import Brouillon, Candidature
from sessions_cfg.models import ReglePiece, ServiceInscription
from tests.usines import personnel

from .apercus import choix

pytestmark = pytest.mark.django_db
PAGE = "/gestion/registrations/candidature/apercu/"


@pytest.fixture
def agent(client: Client) -> Client:
    client.force_login(personnel("16", role=Role.RESPONSABLE), backend="accounts.backends.IdentifiantBackend")
    return client


def test_preview_tells_state_formes_epreuves_and_pieces_at_that_date(agent: Client) -> None:
    page = agent.get(PAGE, choix())

    decision = page.context["decision"]
    assert (page.status_code, page.context["etat"]) == (200, "Ouvert")
    assert "EP2A - Mise en oeuvre" in page.content.decode()
    assert "confirmation_individuel" in {p.cle for p in decision.pieces}
    assert agent.get(PAGE, choix(jour="10/11/2022")).context["etat"] == "Fermé"
    assert agent.get(PAGE, choix(jour="10/10/2021")).context["etat"] == "À venir"
    assert not Brouillon.objects.exists()
    assert not Candidature.objects.exists()


def test_preview_shows_what_is_written_before_it_is_published(agent: Client) -> None:
    ReglePiece.objects.filter(pk="confirmation_individuel").update(libelle="Confirmation datée")

    assert "Confirmation datée" not in agent.get(PAGE, choix()).content.decode()
    assert "Confirmation datée" in agent.get(PAGE, choix(catalogue="ecrit")).content.decode()


def test_preview_of_another_academie_or_with_odd_values_is_refused_in_words(agent: Client) -> None:
    nice = ServiceInscription.objects.filter(academie="23")[0]
    for faux in ({"service": nice.pk}, {"service": "a\x00"}, {"jour": "31/02/2021"}, {"naissance": ""}, {"forme": "x"}):
        reponse = agent.get(PAGE, choix(**faux))
        assert reponse.status_code == 422, faux
        assert "decision" not in reponse.context
