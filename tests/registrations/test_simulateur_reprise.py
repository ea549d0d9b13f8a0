"""The answers of the simulator, into the tabs: shown first, to whoever signed in, and never over a draft unsaid."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.jetons import jeton_activation
from accounts.models import User
from registrations.models import Brouillon
from tests.accounts.conftest import SAISIE
from tests.usines import MOT_DE_PASSE, compte_candidat

from . import dossiers, gestes
from .simulations import BASE, BRODERIE, RESULTAT, en_html, en_texte, simuler

PROGRESSIVE = {f"position_{code}": "INSCRIT" for code in ("EP1", "EP2", "EG4")}


@pytest.fixture(autouse=True)
def _instant(db: None, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")


def _se_connecter(client: Client, compte: User, suite: str = "", mot_de_passe: str = MOT_DE_PASSE) -> Any:
    return client.post("/compte/connexion/", {"identifiant": compte.email, "mot_de_passe": mot_de_passe, "next": suite})


def test_answers_go_into_the_tabs_after_sign_in_each_to_be_confirmed(client: Client) -> None:
    simuler(client)
    connexion = client.get("/simulateur/reprendre/")
    assert connexion.headers["Location"] == "/compte/connexion/?next=/simulateur/reprendre/"
    compte = compte_candidat()
    assert _se_connecter(client, compte, "/simulateur/reprendre/").headers["Location"] == "/simulateur/reprendre/"
    page = en_texte(client.get("/simulateur/reprendre/"))
    assert "Vérifiez que ce sont bien les vôtres" in page
    assert "Titulaire d'un autre CAP (2020)" in page
    assert Brouillon.objects.count() == 0

    reponse = client.post("/simulateur/reprendre/", {"action": "reprendre", "revision": "0"})
    assert reponse.headers["Location"] == f"{gestes.BASE}identification/"
    brouillon = Brouillon.objects.get()
    assert brouillon.onglets_faits == []
    assert "simulation" not in client.session
    assert client.get(f"{gestes.BASE}acquis/").status_code == 302  # not before tabs 1 to 3

    gestes.remplir(client, "identification")
    assert re.search(r'value="INDIVIDUEL_SALARIE" selected', en_html(client.get(f"{gestes.BASE}informations/")))
    gestes.remplir(client, "informations")
    assert re.search(rf'value="{BRODERIE}" selected', en_html(client.get(f"{gestes.BASE}qualification/")))
    gestes.remplir(client, "qualification")
    acquis = en_html(client.get(f"{gestes.BASE}acquis/"))
    assert re.search(r'value="DIPLOME/CAP-CAP"[^>]*checked', acquis)
    assert re.search(r'name="annee_CAP-CAP"[^>]*value="2020"', acquis)
    gestes.remplir(client, "acquis")
    gestes.remplir(client, "epreuves")
    assert gestes.enregistrer(client).status_code == 302


def test_answers_wait_through_creation_and_activation_in_the_same_browser(client: Client) -> None:
    simuler(client)
    assert client.post("/compte/creer/", SAISIE).status_code == 302
    compte = User.objects.get(email=SAISIE["adresse_mail"])
    client.post(f"/compte/activer/{jeton_activation(compte)}/")
    connexion = _se_connecter(client, compte, mot_de_passe=SAISIE["mot_de_passe"])
    assert connexion.headers["Location"] == "/inscriptions/"
    for adresse in ("/inscriptions/", "/inscriptions/nouvelle/"):
        assert "/simulateur/reprendre/" in en_html(client.get(adresse))


def test_another_person_on_this_browser_is_asked_and_takes_nothing_unknowingly(client: Client) -> None:
    simuler(client, naissance="01/02/1990")
    _se_connecter(client, compte_candidat())
    page = en_texte(client.get("/simulateur/reprendre/"))
    assert "Ces réponses sont-elles les vôtres ?" in page
    assert "1990" not in page
    client.post("/simulateur/reprendre/", {"action": "oublier"})
    assert Brouillon.objects.count() == 0
    assert "/simulateur/reprendre/" not in en_html(client.get("/inscriptions/"))


def test_signing_out_forgets_and_the_next_person_sees_nothing(client: Client, candidat: User) -> None:
    simuler(client)
    client.post("/compte/deconnexion/")
    assert client.get(RESULTAT).headers["Location"] == BASE
    simuler(client)
    _se_connecter(client, candidat)
    _se_connecter(client, compte_candidat())  # without signing out
    assert "simulation" not in client.session


def _avec_brouillon(client: Client) -> Brouillon:
    gestes.ouvrir(client)
    gestes.remplir_tout(client, qualification={"derogation_forme": "oui"}, epreuves=PROGRESSIVE)
    return Brouillon.objects.get()


def test_existing_draft_is_never_replaced_without_saying_so(client: Client, candidat: User) -> None:
    avant = _avec_brouillon(client)
    simuler(client)
    page = en_texte(client.get("/simulateur/reprendre/"))
    assert "Vous avez déjà un brouillon" in page
    assert "Globale" in page
    refus = client.post("/simulateur/reprendre/", {"action": "reprendre", "revision": "0"})
    assert refus.status_code == 409
    assert Brouillon.objects.get().donnees == avant.donnees

    garde = client.post("/simulateur/reprendre/", {"action": "oublier", "revision": str(avant.revision)})
    assert garde.headers["Location"] == f"{gestes.BASE}recapitulatif/"
    assert Brouillon.objects.get().donnees == avant.donnees


def test_draft_replaced_keeps_the_address_and_asks_the_changed_tabs_again(client: Client, candidat: User) -> None:
    avant = _avec_brouillon(client)
    simuler(client)
    reponse = client.post("/simulateur/reprendre/", {"action": "reprendre", "revision": str(avant.revision)})
    apres = Brouillon.objects.get()
    assert reponse.headers["Location"] == f"{gestes.BASE}qualification/"
    assert apres.onglets_faits == ["identification", "informations"]
    assert apres.donnees["identification"] == avant.donnees["identification"]
    assert apres.donnees["informations"] == avant.donnees["informations"]
    assert apres.donnees["qualification"] == {"specialite": [BRODERIE], "forme": ["Globale"]}
    assert "epreuves" not in apres.donnees


def test_taking_over_twice_changes_the_draft_once(client: Client, candidat: User) -> None:
    simuler(client)
    client.post("/simulateur/reprendre/", {"action": "reprendre", "revision": "0"})
    encore = client.post("/simulateur/reprendre/", {"action": "reprendre", "revision": "0"})
    assert encore.headers["Location"] == "/inscriptions/nouvelle/"
    assert Brouillon.objects.get().revision == 1


def test_closed_service_and_active_candidature_take_nothing_over(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    simuler(client)
    dossiers.candidature(candidat)
    deja = client.post("/simulateur/reprendre/", {"action": "reprendre", "revision": "0"})
    assert "une candidature active" in en_texte(deja)
    horloge("2021-11-29T18:00+01:00")
    compte = compte_candidat()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    simuler(client)
    assert "ne sont pas ouvertes" in en_texte(client.get("/simulateur/reprendre/"))
    refus = client.post("/simulateur/reprendre/", {"action": "reprendre", "revision": "0"})
    assert refus.status_code == 409
    assert not Brouillon.objects.filter(compte=compte).exists()
