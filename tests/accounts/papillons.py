"""A pupil and the code of her papillon."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.services import premier_acces
from accounts.services.scolaires import creer_compte_scolaire

from .conftest import etat_civil

ACCAME = {"nom_naissance": "ACCAME", "prenoms": "Acculi", "date_naissance": dt.date(2001, 9, 20)}
PREMIERE = "/compte/premiere-connexion/"
CHOIX = f"{PREMIERE}mot-de-passe/"
NOUVEAU = "Poulain.vert8"


def eleve(**civil: Any) -> User:
    """An account as the import makes it: a login, neither password nor mail address."""
    with transaction.atomic():
        return creer_compte_scolaire(etat_civil=etat_civil(**{**ACCAME, **civil}))


def tirer(compte: User) -> str:
    """A new code, as the papillon bears it."""
    with transaction.atomic():
        return premier_acces.tirer(comptes=[compte], par="systeme:test")[compte.pk][1]


def presenter(client: Client, code: str, identifiant: str = "acculi.accame", page: str = PREMIERE) -> Any:
    return client.post(page, {"identifiant": identifiant, "mot_de_passe": code})


def choisir(client: Client, mot_de_passe: str = NOUVEAU, adresse: str = "", **autres: str) -> Any:
    champs = {"nouveau": mot_de_passe, "confirmation": mot_de_passe}
    champs |= {"adresse_mail": adresse, "confirmation_adresse": adresse}
    return client.post(CHOIX, {**champs, **autres})
