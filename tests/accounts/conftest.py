"""People of the account tests: a little geography, the guide's candidate."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.services import activation
from accounts.services.creation import EtatCivil, creer_compte
from cyclades.common.normalisation import cle_recherche
from sessions_cfg.models import Commune, Departement, Pays

MOT_DE_PASSE = "Jument.grise7"


def installer_geographie() -> None:
    """Countries, départements and communes that the tests name; harmless when the catalogue is loaded."""
    for iso2, iso3, libelle in (("FR", "FRA", "FRANCE (DONT OUTRE-MER)"), ("BE", "BEL", "BELGIQUE")):
        Pays.objects.get_or_create(iso2=iso2, defaults={"iso3": iso3, "nom": libelle, "libelle_cyclades": libelle})
    for code, bcn, nom in (("14", "014", "CALVADOS"), ("31", "031", "HAUTE-GARONNE")):
        Departement.objects.get_or_create(
            code=code,
            defaults={"code_bcn": bcn, "nom": nom, "libelle_cyclades": f"{bcn} - {nom}", "zone": "metro"},
        )
    for code, nom, genre in (
        ("14408", "May-sur-Orne", "commune-deleguee"),
        ("14118", "Caen", "commune-actuelle"),
        ("14390", "Maizières", "commune-actuelle"),
        ("31555", "Toulouse", "commune-actuelle"),
        ("31557", "Tournefeuille", "commune-actuelle"),
    ):
        if not Commune.objects.filter(code=code, nom=nom).exists():
            Commune.objects.create(code=code, nom=nom, cle=cle_recherche(nom), genre=genre, departement_id=code[:2])


@pytest.fixture
def geographie(db: None) -> None:
    installer_geographie()


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
def saisie(geographie: None) -> Callable[..., dict[str, str]]:
    """What the guide's candidate types, with some fields changed: `saisie(prenoms="")`."""
    return lambda **autres: {**SAISIE, **autres}
