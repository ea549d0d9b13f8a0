"""What a candidate does through Django's client, tab by tab, with the guide's example."""

import re
from typing import Any

from django.test import Client

SERVICE = "cap-2022-toulouse"
BASE = f"/inscriptions/nouvelle/{SERVICE}/"
TITRE = "DIPLOME/CAP-CAP"

ONGLETS: dict[str, dict[str, Any]] = {
    "identification": {
        "nationalite": "FRA",
        "pays": "FR",
        "voie": "15 voie verte",
        "code_postal": "31000",
        "localite": "TOULOUSE",
        "telephone_mobile": "0606060606",
        "mail": "accrall@ac-rennes.example",
    },
    "informations": {
        "categorie": "INDIVIDUEL_SALARIE",
        "amenagement_duree": "non",
        "etablissement": "indiv-toulouse",
        "handicap": "non",
        "diffusion_presse": "non",
        "diffusion_collectivites": "non",
    },
    "qualification": {"specialite": "CAP-50024127", "forme": "Globale", "derogation_forme": "non"},
    "acquis": {
        "questions": ["DIPLOME"],
        "titres": [TITRE],
        "annee_CAP-CAP": "2020",
        "academie_CAP-CAP": "16",
        "dispenses_montrees": ["EG1", "EG2", "EG3", "EG5"],
        "dispenses": ["EG1", "EG2", "EG3", "EG5"],
    },
    "epreuves": {
        "option_EP2A": "Broderie machine guidée main",
        "option_EG4": "Allemand",
        "position_EF1": "NON_INSCRIT",
    },
}


def champ_cache(reponse: Any, nom: str) -> str:
    """The value of a hidden input of the page."""
    trouve = re.search(rf'name="{nom}"\s+value="([^"]*)"', reponse.content.decode())
    assert trouve, f"pas de champ {nom}"
    return trouve[1]


def ouvrir(client: Client, service: str = SERVICE) -> None:
    reponse = client.post("/inscriptions/nouvelle/", {"service": service})
    assert reponse.status_code == 302, reponse.content.decode()[-2000:]


def remplir(client: Client, onglet: str, base: str = BASE, action: str = "suivant", **autres: Any) -> Any:
    """Open a tab, type, click; the response is not followed."""
    page = client.get(f"{base}{onglet}/")
    assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
    saisie = {**ONGLETS[onglet], **autres, "action": action, "revision": champ_cache(page, "revision")}
    return client.post(f"{base}{onglet}/", saisie)


def remplir_tout(client: Client, base: str = BASE, **autres: Any) -> None:
    for onglet in ONGLETS:
        reponse = remplir(client, onglet, base, **autres.get(onglet, {}))
        assert reponse.status_code == 302, erreurs(reponse)


def enregistrer(client: Client, base: str = BASE) -> Any:
    page = client.get(f"{base}recapitulatif/")
    assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
    return client.post(f"{base}recapitulatif/", caches(page))


def caches(page: Any) -> dict[str, str]:
    """The hidden fields of « Enregistrer »."""
    return {nom: champ_cache(page, nom) for nom in ("cle_formulaire", "revision")}


def inscrire(client: Client, service: str = SERVICE, **autres: dict[str, Any]) -> str:
    """The whole path; the address of the saved candidature, « /inscriptions/02146028333-001/ »."""
    base = f"/inscriptions/nouvelle/{service}/"
    ouvrir(client, service)
    remplir_tout(client, base, **autres)
    reponse = enregistrer(client, base)
    assert reponse.status_code == 302, erreurs(reponse)
    return str(reponse.headers["Location"]).removesuffix("numero/")


def erreurs(reponse: Any) -> list[str]:
    """The sentences of the error summary."""
    resume = reponse.content.decode().partition('id="resume-erreurs"')[2].partition("</ul>")[0]
    resume = reponse.content.decode().partition('id="resume-erreurs"')[2].partition("</ul>")[0]
    return re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", resume)
