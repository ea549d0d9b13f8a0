"""A pupil imported in DIV1, whose school imports her line again otherwise; used by the tests of corrections."""

import pytest
from django.test import Client

from accounts.models import User
from cyclades.outbox.services import vider
from registrations.enums import Choix, EtatPreinscription
from registrations.imports.ecarts import empreinte
from registrations.models import Candidature, LignePreinscription
from registrations.services import lots

from .eleves_csv import importer

AUTRE_SPECIALITE = "50024127"  # Arts de la broderie
SANS_ADRESSE = {"adresse": "", "code_postal": "", "localite": ""}


@pytest.fixture
def par(par: User) -> User:
    """The responsable of Toulouse has imported ACCAME in DIV1."""
    importer([{}], par)
    vider()
    return par


def acculi() -> Candidature:
    return Candidature.objects.select_related("compte__profil", "ecole", "service").get()


def reimporter(par: User, **cellules: str) -> LignePreinscription:
    """The same line with other cells; what it waits for."""
    lot = importer([cellules], par)
    vider()
    return LignePreinscription.objects.get(lot=lot)


def decider(ligne: LignePreinscription, par: User, choix: Choix = Choix.CORRIGER, vu: str = "") -> LignePreinscription:
    lots.decider(lot_id=ligne.lot_id, par=par, choix={ligne.pk: choix}, vus={ligne.pk: vu or empreinte(acculi())})
    vider()
    ligne.refresh_from_db()
    return ligne


def corriger(par: User, **cellules: str) -> Candidature:
    ligne = decider(reimporter(par, **cellules), par)
    assert ligne.etat == EtatPreinscription.CORRIGEE, ligne.erreur
    return acculi()


def eleve_connectee() -> tuple[Client, Candidature]:
    candidature = acculi()
    client = Client()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    return client, candidature
