"""The catalogue written in `/gestion/`: who may, what is refused, what waits, what publishing changes."""

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from accounts.enums import Role
from sessions_cfg import queries
from sessions_cfg.forms.mots import mot
from sessions_cfg.forms.redaction import FORMULAIRES
from sessions_cfg.models import (
    LotCharge,
    RegleAcquis,
    RegleEligibilite,
    ReglePiece,
    ServiceInscription,
    VersionCatalogue,
)
from sessions_cfg.services.ecarts import ecarts
from sessions_cfg.services.publication import contenu_des_tables
from tests.usines import personnel

pytestmark = pytest.mark.django_db
ADMIN = "/gestion/sessions_cfg/{}/"
CATALOGUE = ADMIN.format("versioncatalogue")


def entrer(client: Client, *academies: str, role: Role = Role.SUPERVISEUR) -> Client:
    client.force_login(personnel(*academies, role=role), backend="accounts.backends.IdentifiantBackend")
    return client


def champs(client: Client, adresse: str, **autres: Any) -> dict[str, Any]:
    """What the page of a record holds, with some fields changed."""
    page = client.get(adresse)
    assert page.status_code == 200, (adresse, page.status_code, page.headers.get("Location"))
    form = page.context["adminform"].form
    valeurs = {nom: form[nom].value() for nom in form.fields}
    valeurs = {nom: "on" if v is True else v for nom, v in valeurs.items() if v is not None and v is not False}
    return {**valeurs, **autres}


PIECE = ADMIN.format("reglepiece") + "{}/change/"
NOUVELLE = {
    "cle": "photo_toulouse",
    "libelle": "Photographie d'identité récente",
    "famille": "IDENTITE",
    "famille_libelle": "Identité",
    "quand": "Demandée par l'académie pour la carte de candidat",
    "obligatoire": "on",
    "sources": "Circulaire académique du 1er septembre 2026",
    "fiabilite": "sourced",
    "ordre": "90",
    "c_publics": ["INDIVIDUEL"],
}


def service(academie: str) -> ServiceInscription:
    return ServiceInscription.objects.filter(academie=academie, session__examen="CAP").order_by("-ouverture")[0]


def pieces_du_snapshot(academie: str) -> set[str]:
    return {p.cle for p in queries.snapshot(None, service(academie)).pieces}


def test_a_changed_piece_waits_then_holds_once_published(client: Client) -> None:
    entrer(client)
    adresse = PIECE.format("confirmation_individuel")

    reponse = client.post(adresse, champs(client, adresse, libelle="Confirmation datée et signée"))
    assert reponse.status_code == 302, reponse.context["adminform"].form.errors
    page = client.get(CATALOGUE).content.decode()
    assert "Confirmation d&#x27;inscription signée → Confirmation datée et signée" in page
    avant = queries.version_courante().numero
    client.post(f"{CATALOGUE}publier/")

    assert queries.version_courante().numero == avant + 1
    (piece,) = [p for p in queries.snapshot(None, service("16")).pieces if p.cle == "confirmation_individuel"]
    assert piece.libelle == "Confirmation datée et signée"
    assert ecarts() == []


def test_saving_a_page_as_it_is_changes_nothing(client: Client) -> None:
    entrer(client)
    for modele, partie in (("reglepiece", "pieces"), ("regleacquis", "regles"), ("regleeligibilite", "eligibilite")):
        for ligne in contenu_des_tables()[partie][::3]:
            adresse = f"{ADMIN.format(modele)}{quote(ligne['cle'])}/change/"
            reponse = client.post(adresse, champs(client, adresse))
            assert reponse.status_code == 302, (ligne["cle"], reponse.context["adminform"].form.errors)

    assert ecarts() == []


def test_a_rule_that_aims_at_nothing_is_refused_and_named(client: Client) -> None:
    entrer(client)
    adresse = f"{ADMIN.format('regleacquis')}CAP-CAP/change/"
    saisie = champs(client, adresse, codes="EP99", specialites=["CAP-50024127"])

    reponse = client.post(adresse, saisie)

    assert "CAP-CAP : aucune épreuve EP99 dans les spécialités visées" in reponse.content.decode()
    assert RegleAcquis.objects.get(pk="CAP-CAP").modifiee_le is None


def test_ages_that_nobody_has_are_refused(client: Client) -> None:
    entrer(client)
    adresse = PIECE.format("confirmation_individuel")

    reponse = client.post(adresse, champs(client, adresse, c_age_min="30", c_age_max_exclu="20"))

    assert "personne n&#x27;a au moins 30 ans et moins de 20 ans" in reponse.content.decode()


def test_a_responsable_asks_a_piece_in_his_academie_only_and_publishes_it(client: Client) -> None:
    entrer(client, "16", role=Role.RESPONSABLE)
    ajouter = ADMIN.format("reglepiece") + "add/"

    partout = client.post(ajouter, NOUVELLE)
    assert "c_academies" in partout.context["adminform"].form.errors
    assert client.post(ajouter, {**NOUVELLE, "c_academies": ["23"]}).status_code == 200
    assert client.post(ajouter, {**NOUVELLE, "c_academies": ["16"]}).status_code == 302
    assert client.post(f"{CATALOGUE}publier/").status_code == 302

    assert "photo_toulouse" in pieces_du_snapshot("16")
    condition = ReglePiece.objects.get(pk="photo_toulouse").condition
    assert condition == {"publics": ["INDIVIDUEL"], "academies": ["16"]}


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.RESPONSABLE])
def test_national_texts_are_read_by_all_and_written_by_a_superviseur(client: Client, role: Role) -> None:
    entrer(client, "16", role=role)
    for modele, cle in (("regleacquis", "CAP-CAP"), ("reglepiece", "confirmation_individuel")):
        adresse = f"{ADMIN.format(modele)}{cle}/change/"
        assert client.get(adresse).status_code == 200
        assert client.post(adresse, {"libelle": "x", "titre": "x"}).status_code == 403
    RegleAcquis.objects.filter(pk="CAP-CAP").update(titre="Autre titre")

    assert client.post(f"{CATALOGUE}publier/").status_code == 403
    assert client.post(f"{CATALOGUE}importer/").status_code == 403
    assert queries.version_courante().numero == VersionCatalogue.objects.order_by("-numero")[0].numero == 1


def test_publishing_when_nothing_waits_says_so_and_leaves_no_trace(client: Client) -> None:
    page = entrer(client).post(f"{CATALOGUE}publier/", follow=True).content.decode()

    assert "il n&#x27;y a rien à publier" in page
    assert not LogEntry.objects.exists()
    assert VersionCatalogue.objects.count() == 1


def test_withdrawn_is_no_longer_asked_once_published(client: Client) -> None:
    entrer(client)
    adresse = PIECE.format("confirmation_individuel")
    client.post(adresse, champs(client, adresse, retiree="on"))
    assert [(e.cle, e.nature) for e in ecarts()] == [("confirmation_individuel", "retirée")]

    client.post(f"{CATALOGUE}publier/")

    assert "confirmation_individuel" not in pieces_du_snapshot("16")


def test_loading_the_files_again_leaves_what_was_written_here(client: Client) -> None:
    entrer(client)
    adresse = PIECE.format("confirmation_individuel")
    client.post(adresse, champs(client, adresse, libelle="Confirmation datée et signée"))
    LotCharge.objects.filter(nom="catalogue").update(empreinte="autre")

    call_command("load_catalogue", verbosity=0)

    assert ReglePiece.objects.get(pk="confirmation_individuel").libelle == "Confirmation datée et signée"


def test_export_then_import_brings_the_records_back(client: Client) -> None:
    entrer(client)
    export = client.get(f"{CATALOGUE}exporter/").content
    adresse = PIECE.format("confirmation_individuel")
    client.post(adresse, champs(client, adresse, libelle="Autre"))
    client.post(ADMIN.format("reglepiece") + "add/", {**NOUVELLE, "c_academies": ["16"]})

    reponse = client.post(f"{CATALOGUE}importer/", {"fichier": SimpleUploadedFile("c.json", export)}, follow=True)

    assert "2 enregistrement(s) repris" in reponse.content.decode()
    assert ecarts() == []
    assert ReglePiece.objects.get(pk="photo_toulouse").retiree


@pytest.mark.parametrize(
    "fichier",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"regles": []}', b"[" * 100_000, b'{"regles":[1],"pieces":[],"eligibilite":[]}'],
)
def test_a_file_that_is_no_export_is_refused_in_words(client: Client, fichier: bytes) -> None:
    entrer(client)

    reponse = client.post(f"{CATALOGUE}importer/", {"fichier": SimpleUploadedFile("c.json", fichier)})

    assert reponse.status_code == 422
    assert ecarts() == []


def test_an_export_that_contradicts_itself_is_refused_and_named(client: Client) -> None:
    entrer(client)
    contenu = contenu_des_tables()
    contenu["regles"][0]["examens"] = ["CAP", "INCONNU"]

    reponse = client.post(
        f"{CATALOGUE}importer/", {"fichier": SimpleUploadedFile("c.json", json.dumps(contenu).encode())}
    )

    assert f"{contenu['regles'][0]['cle']} : examen inconnu INCONNU" in reponse.content.decode()


def test_who_may_only_read_a_record_reads_words(client: Client) -> None:
    entrer(client, "TOULOUSE", role=Role.RESPONSABLE)
    page = client.get(ADMIN.format("regleacquis") + "CAP-CAP/change/").content.decode()
    assert "Diplôme obtenu" in page
    assert "établie par ses sources" in page
    for code in ("[&quot;", "FR_HG_EMC", "sourced", "DIPLOME"):
        assert code not in page


def test_codes_of_rules_have_words_for_each_value_in_use(client: Client) -> None:
    for modele in (RegleAcquis, ReglePiece, RegleEligibilite):
        for nom in FORMULAIRES[modele].connus:
            for valeur in modele._default_manager.exclude(**{nom: ""}).values_list(nom, flat=True).distinct():
                assert mot(nom, valeur) != valeur or nom == "type_droit", (nom, valeur)
