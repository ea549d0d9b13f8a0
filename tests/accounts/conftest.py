"""People of the account tests: the guide's candidate."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import CandidateProfile, User
from accounts.services import activation
from accounts.services.creation import EtatCivil, creer_compte
from cyclades.common import clock
from cyclades.outbox import services as outbox
from sessions_cfg.models import Departement, Pays

MOT_DE_PASSE = "Jument.grise7"


def etat_civil(**autres: Any) -> EtatCivil:
    return EtatCivil(
        **{
            "civilite": "MONSIEUR",
            "nom_naissance": "ACCRALL",
            "nom_usage": "",
            "prenoms": "Dack",
            "date_naissance": dt.date(2004, 11, 28),
            "pays_naissance": Pays(pk="FR"),
            "departement_naissance": Departement(pk="14"),
            "commune_naissance": "MAY-SUR-ORNE",
            "commune_code": "14408",
            **autres,
        }
    )


def creer(adresse: str = "dack.accrall@demo.example", **autres: Any) -> User:
    return creer_compte(adresse=adresse, mot_de_passe=MOT_DE_PASSE, etat_civil=etat_civil(**autres))


def creer_actif(adresse: str = "dack.accrall@demo.example") -> User:
    compte = creer(adresse)
    assert activation.activer(compte_id=compte.pk, cree_le=compte.cree_le) is activation.Issue.ACTIVE
    compte.refresh_from_db()
    return compte


SAISIE = {
    "civilite": "MONSIEUR",
    "nom_naissance": "ACCRALL",
    "confirmation_nom": "ACCRALL",
    "nom_usage": "",
    "prenoms": "Dack",
    "date_naissance": "28/11/2004",
    "confirmation_date": "28/11/2004",
    "pays_naissance": "FR",
    "departement_naissance": "14",
    "commune_naissance": "may sur orne",
    "ville_naissance": "",
    "adresse_mail": "Dack.Accrall@demo.example",
    "confirmation_adresse": "dack.accrall@demo.example",
    "mot_de_passe": MOT_DE_PASSE,
    "confirmation_mot_de_passe": MOT_DE_PASSE,
}


@pytest.fixture
def saisie() -> Callable[..., dict[str, str]]:
    """What the guide's candidate types, with some fields changed: `saisie(prenoms="")`."""
    return lambda **autres: {**SAISIE, **autres}


@pytest.fixture
def compte(client: Client) -> User:
    """Signed in, with no candidature."""
    compte = creer_actif()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    outbox.vider()
    mail.outbox.clear()
    return compte


def verrouiller(compte: User) -> None:
    """As the first candidature does."""
    CandidateProfile.objects.filter(user=compte).update(identite_verrouillee_le=clock.maintenant())
