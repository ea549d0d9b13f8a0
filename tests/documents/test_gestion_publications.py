"""The pages of publications: report, launch, follow-up, acts, lists; roles and académies."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cyclades.outbox.services import vider
from documents.enums import Kind
from documents.models import Document, EvenementLot, LigneLot, Lot
from registrations.models import Candidature
from tests.usines import personnel

from . import publications
from .publications import csv, ligne, publier

pytestmark = pytest.mark.django_db
PUBLIER = "/gestion/documents/lot/publier/"


@pytest.fixture
def par(client: Client) -> User:
    responsable = publications.responsable("16")
    client.force_login(responsable)
    return responsable


def envoyer(client: Client, octets: bytes, action: str = "publier", **champs: str) -> Any:
    fichier = SimpleUploadedFile("convocations.csv", octets, "text/csv")
    valeurs = {"kind": Kind.CONVOCATION, "cle": str(uuid.uuid4()), "jour": "", "heure": "", "action": action}
    return client.post(PUBLIER, {**valeurs, "fichier": fichier, **champs})


def test_the_dry_run_reports_and_writes_nothing(client: Client, par: User) -> None:
    candidatures = publications.inscrites(2)
    fautif = csv([ligne(candidatures[0]), ligne(candidatures[1], date="31/02/2099")])

    juste = envoyer(client, csv([ligne(c) for c in candidatures]), "controler")
    faux = envoyer(client, fautif, "controler")
    refuse = envoyer(client, fautif, "publier")

    assert juste.status_code == 200
    assert "2 lignes justes, 2 documents. Rien n'est publié ni écrit." in juste.content.decode()
    assert juste.content.decode().count("première version") == 2
    for page in (faux, refuse):
        assert page.status_code == 422
        assert "ligne 3 : « date » : la date du 31/02/2099 n&#x27;existe pas" in page.content.decode()
    assert not Lot.objects.exists()
    assert not Document.objects.filter(kind=Kind.CONVOCATION).exists()


def test_a_right_file_is_launched_and_followed_to_its_end(client: Client, par: User) -> None:
    candidatures = publications.inscrites(2)
    octets = csv([ligne(c) for c in candidatures])

    reponse = envoyer(client, octets)
    lot = Lot.objects.get()
    avant = client.get(reponse["Location"]).content.decode()
    vider()
    apres = client.get(reponse["Location"]).content.decode()
    encore = envoyer(client, octets, "controler").content.decode()

    assert "En cours : 0 %" in avant
    assert "Terminée" in apres
    assert (lot.auteur, lot.nom_fichier, lot.total) == (par, "convocations.csv", 2)
    assert encore.count("inchangé : la version 01 dit déjà la même chose") == 2


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"jour": "31/02/2099", "heure": "10:00"}, "existe pas"),
        ({"jour": "01/03/2099"}, "Donnez le jour et l&#x27;heure, ou aucun des deux."),
        ({"heure": "10:00"}, "Donnez le jour et l&#x27;heure, ou aucun des deux."),
        ({"jour": "01/03/2099", "heure": "26:00"}, "Saisissez une heure au format HH:MM"),
        ({"jour": "01/03/2019", "heure": "10:00"}, "Cet instant est déjà passé"),
        ({"kind": "confirmation"}, "Choisissez une valeur de la liste."),
        ({"cle": "x"}, "Rechargez la page"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_nothing_typed_is_lost(
    client: Client, par: User, champs: dict[str, str], phrase: str
) -> None:
    candidature = publications.inscrites(1)[0]

    page = envoyer(client, csv([ligne(candidature)]), **champs)

    assert page.status_code == 422
    assert phrase in page.content.decode()
    for nom in ("jour", "heure"):
        assert f'value="{champs.get(nom, "")}"' in page.content.decode()
    assert not Lot.objects.exists()


def test_a_file_of_more_than_five_megabytes_is_refused_with_what_to_do(client: Client, par: User) -> None:
    page = envoyer(client, b"x" * 5_100_000)

    assert page.status_code == 422
    assert "Ce fichier dépasse 5 Mo : coupez-le" in page.content.decode()


def test_no_file_at_all_is_told(client: Client, par: User) -> None:
    page = client.post(PUBLIER, {"action": "publier"})

    assert page.status_code == 422
    assert "Choisissez un fichier" in page.content.decode()


Arguments = dict[str, list[Any]]


def test_a_gestionnaire_follows_and_does_nothing(client: Client) -> None:
    candidature = publications.inscrites(1)[0]
    lot = publier(csv([ligne(candidature)]), publications.responsable("16"))
    client.force_login(personnel("16"))
    pages: Arguments = {
        "changelist": [],
        "publier": [],
        "change": [lot.pk],
        "acte": [lot.pk, "arreter"],
        "liste": [lot.pk, "non-lus"],
    }
    statuts = {
        nom: client.get(reverse(f"gestion:documents_lot_{nom}", args=args)).status_code for nom, args in pages.items()
    }
    envoi = envoyer(client, csv([ligne(candidature)])).status_code
    acte = client.post(reverse("gestion:documents_lot_acte", args=[lot.pk, "arreter"])).status_code

    assert statuts == {"changelist": 200, "publier": 403, "change": 200, "acte": 403, "liste": 200}
    assert (envoi, acte) == (403, 403)
    assert LigneLot.objects.get().etat == "a_faire"


def test_another_academie_sees_nothing_of_a_publication(client: Client) -> None:
    lot = publier(csv([ligne(publications.inscrites(1)[0])]), publications.responsable("16"))
    client.force_login(publications.responsable("23"))

    for nom, args in {"change": [], "acte": ["arreter"], "liste": ["non-lus"]}.items():
        assert client.get(reverse(f"gestion:documents_lot_{nom}", args=[lot.pk, *args])).status_code == 404
    assert f"N° {lot.pk}" not in client.get(reverse("gestion:documents_lot_changelist")).content.decode()


def test_each_act_asks_first_then_does_and_is_in_the_history(client: Client, par: User) -> None:
    candidatures = publications.inscrites(2)
    lot = publier(csv([ligne(c) for c in candidatures]), par)
    adresse = reverse("gestion:documents_lot_acte", args=[lot.pk, "arreter"])

    page = client.get(adresse).content.decode()
    client.post(adresse)
    encore = client.post(adresse, follow=True).content.decode()

    assert "Les documents qui attendent ne seront pas émis." in page
    assert set(LigneLot.objects.values_list("etat", flat=True)) == {"arretee"}
    assert "Rien n&#x27;attend plus dans cette publication" in encore
    assert [(e.acte, e.nombre) for e in EvenementLot.objects.order_by("pk")] == [("lancer", 2), ("arreter", 2)]


def test_the_list_of_the_unread_is_a_file_that_no_spreadsheet_runs(client: Client, par: User) -> None:
    candidatures = publications.inscrites(2)
    profil = candidatures[0].compte.profil
    type(profil).objects.filter(pk=profil.pk).update(nom_naissance='=HYPERLINK("http://x")')
    lot = publier(csv([ligne(c) for c in candidatures]), par)
    vider()

    fichier = client.get(reverse("gestion:documents_lot_liste", args=[lot.pk, "non-lus"]) + "?format=csv")
    texte = fichier.content.decode("utf-8-sig")

    assert fichier["Content-Disposition"] == f'attachment; filename="publication-{lot.pk}-non-lus.csv"'
    assert "no-store" in fichier["Cache-Control"]
    assert len(texte.splitlines()) == 3
    assert ";\"'=HYPERLINK" in texte
    assert ";=HYPERLINK" not in texte
    assert EvenementLot.objects.filter(acte="exporter", nombre=2).exists()


@pytest.mark.parametrize("nom", ["changelist", "change", "liste"])
def test_pages_ask_the_same_number_of_queries_for_one_and_three_rows(client: Client, nom: str) -> None:
    comptes = []
    for nombre in (1, 3):
        qui = publications.responsable("16")
        candidatures = publications.inscrites(nombre)
        lot = publier(csv([ligne(c) for c in candidatures]), qui)
        LigneLot.objects.filter(lot=lot).update(etat="echec", erreur="Panne")
        if nom == "changelist" and nombre == 3:
            for candidature in candidatures[:2]:
                publier(csv([ligne(candidature)]), qui)
        client.force_login(qui)
        pages: Arguments = {"changelist": [], "change": [lot.pk], "liste": [lot.pk, "echecs"]}
        adresse = reverse(f"gestion:documents_lot_{nom}", args=pages[nom])
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(adresse)
        assert page.status_code == 200
        comptes.append(len(requetes))

    assert comptes[0] == comptes[1]
    assert comptes[0] <= 14


def test_nothing_here_is_a_candidates(client: Client) -> None:
    candidature: Candidature = publications.inscrites(1)[0]
    client.force_login(candidature.compte)

    assert client.get(PUBLIER).status_code == 403
