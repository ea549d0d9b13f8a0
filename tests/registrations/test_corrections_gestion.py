"""Corrections in `/gestion/`, and what the database lets through: staff, while nothing is saved."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Acces, User
from cyclades.common.acteur import acteur
from cyclades.outbox.services import vider
from registrations.enums import Etat, EtatPreinscription
from registrations.models import Candidature, LotPreinscription

from . import eleves, gestes
from .corrections import acculi, eleve_connectee, par, reimporter
from .eleves_csv import ACCAME, fichier
from .test_gestion_imports import adresse, envoyer

__all__ = ["par"]  # the fixture
pytestmark = pytest.mark.django_db


def test_decision_page_shows_the_difference_records_who_saw_it_and_corrects(client: Client, par: User) -> None:
    ligne = reimporter(par, classe="DIV2")
    lot = LotPreinscription.objects.get(pk=ligne.lot_id)
    assert "1 à décider" in client.get(adresse("change", lot)).content.decode()

    page = client.get(adresse("decider", lot))

    contenu = page.content.decode()
    assert "classe DIV2 : déjà préinscrit(e)" in contenu
    assert "Ce qui changerait : classe : DIV1 → DIV2." in contenu
    assert "Rattacher à ce compte" not in contenu
    assert Acces.objects.get().compte_id == acculi().compte_id
    vu = {f"vu_{ligne.pk}": gestes.champ_cache(page, f"vu_{ligne.pk}")}
    assert client.post(adresse("decider", lot), {f"ligne_{ligne.pk}": "creer", **vu}).status_code == 422
    client.post(adresse("decider", lot), {"action": "rattacher", **vu})
    assert acculi().classe == "DIV1"
    client.post(adresse("decider", lot), {"action": "corriger", **vu})
    vider()

    assert acculi().classe == "DIV2"
    assert "Préinscriptions corrigées" in client.get(adresse("change", lot)).content.decode()


def test_nothing_chosen_is_said_beside_the_line(client: Client, par: User) -> None:
    ligne = reimporter(par, classe="DIV2")
    lot = LotPreinscription.objects.get(pk=ligne.lot_id)

    page = client.post(adresse("decider", lot), {f"vu_{ligne.pk}": ""})

    assert page.status_code == 422
    assert "Choisissez ce que devient cette ligne" in page.content.decode()
    ligne.refresh_from_db()
    assert ligne.etat == EtatPreinscription.A_DECIDER


def test_decision_without_what_was_seen_is_asked_again(client: Client, par: User) -> None:
    ligne = reimporter(par, classe="DIV2")
    lot = LotPreinscription.objects.get(pk=ligne.lot_id)

    client.post(adresse("decider", lot), {f"ligne_{ligne.pk}": "corriger", f"vu_{ligne.pk}": "faux"})
    vider()

    ligne.refresh_from_db()
    assert (ligne.etat, acculi().classe) == (EtatPreinscription.A_DECIDER, "DIV1")


def test_dry_run_page_shows_the_difference_and_records_who_saw_it(client: Client, par: User) -> None:
    page = envoyer(client, fichier([{"classe": "DIV2"}])).content.decode()

    assert "1 correction à décider" in page
    assert "Déjà préinscrit, vous déciderez : classe : DIV1 → DIV2." in page
    assert Acces.objects.get().compte_id == acculi().compte_id
    envoyer(client, fichier([{}]))
    assert Acces.objects.count() == 1


CHAMPS: list[dict[str, Any]] = [{"classe": "DIV2"}, {"preinscription": {}}]


@pytest.mark.parametrize("champs", CHAMPS, ids=str)
def test_database_lets_staff_alone_correct_a_pupil_who_has_saved_nothing(par: User, champs: dict[str, Any]) -> None:
    for nom in ("", "systeme:import", "candidat:1"):
        with pytest.raises(DatabaseError, match="preinscription reservee"), acteur(nom):
            Candidature.objects.update(**champs)
    with acteur("gestionnaire:1"):
        assert Candidature.objects.update(**champs) == 1


@pytest.mark.parametrize("champs", [*CHAMPS, {"ecole": None, "origine": "redoublant"}, {"cle_eleve": "x"}], ids=str)
def test_database_refuses_it_to_everybody_once_inscrit_or_out(par: User, champs: dict[str, Any]) -> None:
    client, candidature = eleve_connectee()
    eleves.parcourir(client, candidature)
    gestes.enregistrer(client, eleves.base(candidature))

    with pytest.raises(DatabaseError, match="preinscription reservee"), acteur("gestionnaire:1"):
        Candidature.objects.update(**champs)
    with acteur("gestionnaire:1"):
        Candidature.objects.update(etat=Etat.ECARTE)
    with pytest.raises(DatabaseError, match="preinscription reservee"), acteur("gestionnaire:1"):
        Candidature.objects.update(**champs)


@pytest.mark.parametrize("champs", [{"origine": "redoublant", "ecole": None}, {"cle_eleve": "x"}], ids=str)
def test_database_never_lets_the_pupil_of_an_entry_change(par: User, champs: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="preinscription reservee"), acteur("gestionnaire:1"):
        Candidature.objects.update(**champs)


def test_database_refuses_a_correction_that_also_moves_the_state(par: User) -> None:
    with pytest.raises(DatabaseError, match="preinscription reservee"), transaction.atomic(), acteur("gestionnaire:1"):
        Candidature.objects.update(classe="DIV2", etat=Etat.ECARTE)
    assert ACCAME["classe"] == acculi().classe
