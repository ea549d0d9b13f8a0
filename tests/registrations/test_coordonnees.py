"""Address and telephones change after the closing, at once; nothing else goes through that door (I-09, I-11)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, sqlstate
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from registrations.models import Candidature, Journal, Version
from registrations.models.gardes import COORDONNEES
from registrations.services.coordonnees import CHAMPS, changer_coordonnees
from registrations.services.erreurs import VersionPerimee

from . import dossiers, gestes

CLOS = "2021-12-15T10:00+01:00"
NOUVELLES = {
    "pays": "FR",
    "voie": "3 rue des Lilas",
    "code_postal": "33000",
    "localite": "BORDEAUX",
    "telephone_mobile": "0612345678",
}


@pytest.fixture
def close(candidat: User, horloge: Callable[[str], None]) -> Candidature:
    """A saved candidature whose service has closed since."""
    candidature = dossiers.candidature(candidat)
    horloge(CLOS)
    return candidature


def adresse(candidature: Candidature) -> str:
    return f"/inscriptions/{candidature.numeros}/coordonnees/"


def vu(page: Any) -> str:
    """The version that the page was drawn from."""
    trouve = re.search(r'name="vu"[^>]*value="([0-9]+)"', page.content.decode())
    assert trouve
    return trouve[1]


def version(candidature: Candidature) -> Version:
    return Version.objects.filter(candidature=candidature).order_by("-numero")[0]


def test_new_address_is_the_next_version_at_once(client: Client, close: Candidature, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    avant = version(close)
    mon_inscription = client.get(f"/inscriptions/{close.numeros}/recapitulatif/").content.decode()
    assert adresse(close) in mon_inscription

    page = client.get(adresse(close))
    assert 'value="15 voie verte"' in page.content.decode()
    reponse = client.post(adresse(close), {**NOUVELLES, "vu": vu(page)})
    vider()

    assert reponse.status_code == 302
    apres = version(close)
    assert (apres.numero, apres.auteur) == (2, COORDONNEES)
    assert [d["libelle"] for d in apres.differences] == [
        "Numéro, rue, voie", "Code postal", "Localité", "Téléphone mobile",
    ]  # fmt: skip
    assert {k: v for k, v in apres.contenu.items() if k != "coordonnees"} == {
        k: v for k, v in avant.contenu.items() if k != "coordonnees"
    }
    assert apres.contenu["coordonnees"]["telephone_mobile"] == "+33612345678"
    assert apres.saisie["identification"]["voie"] == ["3 rue des Lilas"]
    assert apres.saisie["identification"]["nationalite"] == ["FRA"]
    ligne = Journal.objects.filter(candidature=close).order_by("-pk")[0]
    assert (ligne.action, ligne.acteur, ligne.vers) == ("changement de coordonnées", COORDONNEES, "version 02")
    assert (
        DocumentVersion.objects.filter(document__candidature=close, document__kind="confirmation", numero=2).count()
        == 1
    )
    modifiees = [m for m in mail.outbox if "Modification d'inscription" in m.subject]
    assert len(modifiees) == 1
    assert "Localité : TOULOUSE → BORDEAUX" in str(modifiees[0].body)
    assert "signez-la et renvoyez-la" in str(modifiees[0].body), "the signed one is asked again"


def test_same_page_sent_twice_makes_one_version(client: Client, close: Candidature) -> None:
    saisie = {**NOUVELLES, "vu": "1"}

    client.post(adresse(close), saisie)
    suite = client.post(adresse(close), saisie, follow=True)

    assert Version.objects.filter(candidature=close).count() == 2
    assert "rien n&#x27;a changé" in suite.content.decode()


def test_wrong_values_are_told_beside_their_fields_and_kept(client: Client, close: Candidature) -> None:
    fautives = {**NOUVELLES, "code_postal": "ABC", "telephone_mobile": "12", "vu": "1"}

    reponse = client.post(adresse(close), fautives)

    assert reponse.status_code == 422
    assert len(gestes.erreurs(reponse)) == 1  # the telephone; the postcode is judged with its country, next
    assert 'value="3 rue des Lilas"' in reponse.content.decode()
    encore = client.post(adresse(close), {**fautives, "telephone_mobile": "0612345678"})
    assert gestes.erreurs(encore) == ["Saisissez un code postal de 5 chiffres."]
    assert Version.objects.filter(candidature=close).count() == 1


def test_changed_meanwhile_shows_it_and_loses_nothing(client: Client, close: Candidature) -> None:
    client.post(adresse(close), {**NOUVELLES, "vu": "1"})

    perimee = client.post(adresse(close), {**NOUVELLES, "localite": "MERIGNAC", "vu": "1"})

    assert perimee.status_code == 409
    assert 'value="MERIGNAC"' in perimee.content.decode()
    suite = {**NOUVELLES, "localite": "MERIGNAC", "vu": vu(perimee)}
    assert client.post(adresse(close), suite).status_code == 302
    assert version(close).contenu["coordonnees"]["localite"] == "MERIGNAC"


def test_forged_fields_change_nothing_else(client: Client, close: Candidature) -> None:
    avant = version(close).contenu
    forgee = {
        **NOUVELLES, "vu": "1", "mail": "autre@test.example", "nationalite": "BEL", "pere": "X", "specialite": "CAP-1",
        "categorie": "X", "etat": "desinscrit",
    }  # fmt: skip

    client.post(adresse(close), forgee)

    apres = version(close)
    assert {k: v for k, v in apres.contenu.items() if k != "coordonnees"} == {
        k: v for k, v in avant.items() if k != "coordonnees"
    }
    assert apres.contenu["coordonnees"]["mail"] == avant["coordonnees"]["mail"]
    assert set(apres.saisie["identification"]) == set(gestes.ONGLETS["identification"]) | set(CHAMPS) & set(
        apres.saisie["identification"]
    )
    assert apres.saisie["identification"]["mail"] == ["accrall@ac-rennes.example"]


def test_every_other_write_of_the_candidate_is_still_refused(client: Client, close: Candidature) -> None:
    assert client.post(f"/inscriptions/{close.numeros}/modifier/").status_code == 302
    assert client.post(f"/inscriptions/{close.numeros}/desinscrire/").status_code == 409
    with pytest.raises(DatabaseError) as erreur, transaction.atomic():
        _ecrire_version(close, version(close).contenu)
    assert sqlstate(erreur.value) == "CY011"
    assert Version.objects.filter(candidature=close).count() == 1


def _ecrire_version(candidature: Candidature, contenu: dict[str, Any], numero: int = 2) -> None:
    avant = version(candidature)
    Version.objects.create(
        candidature=candidature, numero=numero, contenu=contenu, catalogue_id=avant.catalogue_id, auteur="candidat",
        cle_formulaire="00000000-0000-4000-8000-000000000001", cree_le=avant.cree_le,
    )  # fmt: skip


def _forge(contenu: dict[str, Any], bloc: str, **champs: Any) -> dict[str, Any]:
    return {**contenu, bloc: {**contenu[bloc], **champs}}


@pytest.mark.parametrize(
    "bloc, champs",
    [
        ("identite", {"nom_naissance": "AUTRE"}),
        ("informations", {"handicap": True}),
        ("coordonnees", {"mail": "autre@test.example"}),
    ],
)
def test_database_holds_the_name_to_the_contact_fields(close: Candidature, bloc: str, champs: dict[str, Any]) -> None:
    """Even code that takes the name `systeme:coordonnees` writes nothing but address and telephones."""
    forge = _forge(version(close).contenu, bloc, **champs)

    with pytest.raises(DatabaseError) as erreur, transaction.atomic(), acteur(COORDONNEES):
        _ecrire_version(close, forge)

    assert sqlstate(erreur.value) == "CY011"


@pytest.mark.parametrize("champs", [{"etat": "annule"}, {"specialite": None}, {"recevabilite": "conforme"}])
def test_database_holds_the_candidature_too(close: Candidature, champs: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError) as erreur, transaction.atomic(), acteur(COORDONNEES):
        Candidature.objects.filter(pk=close.pk).update(**champs)
    assert sqlstate(erreur.value) == "CY011"


def test_while_the_service_is_open_modifier_serves(client: Client, candidat: User) -> None:
    candidature = dossiers.candidature(candidat)

    assert client.get(adresse(candidature)).status_code == 302
    with pytest.raises(Refus) as refus:
        changer_coordonnees(
            candidature_id=candidature.pk, vu=1, coordonnees=version(candidature).contenu["coordonnees"], tapees={}
        )

    assert refus.value.code == "ouvert"


def test_no_longer_active_is_refused(client: Client, close: Candidature) -> None:
    with acteur("gestionnaire:1"):
        Candidature.objects.filter(pk=close.pk).update(etat="ecarte")

    assert client.get(adresse(close)).status_code == 302
    with pytest.raises(Refus) as refus:
        changer_coordonnees(candidature_id=close.pk, vu=1, coordonnees=version(close).contenu["coordonnees"], tapees={})

    assert refus.value.code == "CY013"


def test_stale_version_is_refused_by_the_service(close: Candidature) -> None:
    nouvelles = {**version(close).contenu["coordonnees"], "voie": "9 rue Neuve"}

    with pytest.raises(VersionPerimee):
        changer_coordonnees(candidature_id=close.pk, vu=7, coordonnees=nouvelles, tapees={})  # type: ignore[arg-type]
