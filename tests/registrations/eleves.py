"""The guide's pupil (chapter 8): pre-registered by LYC BELLEVUE, class DIV1."""

import datetime as dt
from typing import Any

from django.test import Client

from accounts.models import User
from registrations.enums import Origine
from registrations.models import Candidature
from registrations.services.preinscription import preinscrire
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat

from .gestes import SERVICE, champ_cache, erreurs

ECOLE = "lyc-bellevue-toulouse"
SAISIE: dict[str, dict[str, list[str]]] = {
    "identification": {"nationalite": ["FRA"], "voie": ["15 voie verte"]},
    "informations": {"categorie": ["SCOLAIRE"], "etablissement": [ECOLE]},
    "qualification": {"specialite": ["CAP-50033205"], "forme": ["Globale"]},
}
# What the pupil types: everything that the school did not give.
ONGLETS: dict[str, dict[str, Any]] = {
    "identification": {
        "nationalite": "FRA",
        "pays": "FR",
        "voie": "16 voie verte",
        "code_postal": "31000",
        "localite": "TOULOUSE",
        "telephone_mobile": "0606060606",
        "mail": "acculi@demo.example",
    },
    "informations": {
        "amenagement_duree": "non",
        "handicap": "non",
        "diffusion_presse": "non",
        "diffusion_collectivites": "non",
    },
    "qualification": {"forme": "Globale", "derogation_forme": "non"},
    "acquis": {},
    "epreuves": {"position_EF1": "NON_INSCRIT"},
}


def eleve(**profil: Any) -> User:
    civil = {"nom_naissance": "ACCAME", "prenoms": "Acculi", "date_naissance": dt.date(2001, 9, 20)}
    return compte_candidat(**{**civil, **profil})


def preinscrite(compte: User, **autres: Any) -> Candidature:
    """Pre-registered by her school, unless told otherwise; `saisie` replaces what was entered."""
    champs: dict[str, Any] = {
        "service": ServiceInscription.objects.get(cle=SERVICE),
        "origine": Origine.ETABLISSEMENT,
        "saisie": SAISIE,
        "classe": "DIV1",
        "par": "systeme:import",
    }
    candidature = preinscrire(compte=compte, **{**champs, **autres})
    candidature.compte = compte
    return candidature


def base(candidature: Candidature) -> str:
    """« /inscriptions/02146028339-001/ »."""
    return f"/inscriptions/{candidature.numeros}/"


def aller(client: Client, candidature: Candidature, onglet: str, **autres: Any) -> Any:
    """Open a tab, type what the school did not give, « Suivant »; the response is not followed."""
    page = client.get(f"{base(candidature)}{onglet}/")
    saisie = {**ONGLETS[onglet], **autres, "action": "suivant", "revision": champ_cache(page, "revision")}
    return client.post(f"{base(candidature)}{onglet}/", saisie)


def parcourir(client: Client, candidature: Candidature, **autres: dict[str, Any]) -> None:
    """« Modifier », then every tab up to the Récapitulatif."""
    assert client.post(f"{base(candidature)}modifier/").status_code == 302
    for onglet in ONGLETS:
        reponse = aller(client, candidature, onglet, **autres.get(onglet, {}))
        assert reponse.status_code == 302, (onglet, erreurs(reponse))
