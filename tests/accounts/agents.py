"""Members of staff for the tests, and how they enter."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from accounts.services import personnel
from cyclades.outbox import services as outbox
from tests.usines import personnel as membre_de

MOTEUR = "accounts.backends.IdentifiantBackend"
LISTE = "/gestion/accounts/staffprofile/"
NOUVEAU = "Jument.grise7"


def superviseur(**autres: Any) -> User:
    return membre_de(role=Role.SUPERVISEUR, **autres)


def responsable(*academies: str) -> User:
    return membre_de(*academies, role=Role.RESPONSABLE)


def entrer(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=MOTEUR)
    return client


def ouvrir(par: User | None, adresse: str = "nouveau@rectorat.example", **autres: Any) -> User:
    return personnel.creer_membre(
        par=par, adresse=adresse, **{"nom": "Nouveau", "role": Role.GESTIONNAIRE, "academies": ["16"], **autres}
    )


def lien_recu() -> str:
    outbox.vider()
    trouve = re.search(r"http://[^/]+(/compte/invitation/\S+)", str(mail.outbox[-1].body))
    assert trouve is not None
    return trouve[1]


def texte(reponse: Any) -> str:
    return str(reponse.content.decode().replace("&#x27;", "'"))
