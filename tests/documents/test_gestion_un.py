"""One document published by hand from a candidature: the checks of a file, and its path."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Acces, User
from cyclades.outbox.services import vider
from documents.enums import Kind
from documents.models import Document, DocumentVersion, LigneLot, Lot
from registrations.models import Candidature
from tests.usines import personnel

from . import publications
from .publications import csv, ligne, publier

pytestmark = pytest.mark.django_db
CONVOCATION = {
    "centre": "Lycée Bellevue",
    "l0-epreuve": "EP1",
    "l0-date": "04/06/2099",
    "l0-heure": "09:00",
    "l0-salle": "B 12",
    "l1-epreuve": "EP2",
}
RELEVE = {"decision": "ADMIS", "jury": "02/07/2099", "l0-epreuve": "EP1", "l0-note": "12,5"}
AMENAGEMENTS = {"date": "02/02/2099", "l0-epreuve": "", "l0-mesure": "Tiers temps", "l0-reponse": "accordée"}
SAISIES = {Kind.CONVOCATION: CONVOCATION, Kind.RELEVE: RELEVE, Kind.AMENAGEMENTS: AMENAGEMENTS}


@pytest.fixture
def par(client: Client) -> User:
    responsable = publications.responsable("16")
    client.force_login(responsable)
    return responsable


@pytest.fixture
def candidature() -> Candidature:
    return publications.inscrites(1)[0]


def adresse(candidature: Candidature, kind: str = Kind.CONVOCATION) -> str:
    return reverse("gestion:documents_lot_un", args=[candidature.pk, kind])


def envoyer(client: Client, candidature: Candidature, action: str = "publier", **champs: str) -> Any:
    kind = champs.pop("kind", Kind.CONVOCATION)
    valeurs = {"cle": str(uuid.uuid4()), "action": action, **SAISIES[Kind(kind)]}
    autres = {nom.replace("_", "-") if nom.startswith("l") else nom: v for nom, v in champs.items()}
    return client.post(adresse(candidature, kind), valeurs | autres)


@pytest.mark.parametrize("kind", list(SAISIES))
def test_each_kind_is_looked_at_then_published_alone_and_announced(
    client: Client, par: User, candidature: Candidature, kind: str
) -> None:
    vider()
    mail.outbox.clear()
    vue = client.get(adresse(candidature, kind))
    controle = envoyer(client, candidature, "controler", kind=kind)
    assert not Document.objects.filter(kind=kind).exists()
    publie = envoyer(client, candidature, kind=kind)
    vider()

    assert (vue.status_code, controle.status_code, publie.status_code) == (200, 200, 302)
    assert "première version" in controle.content.decode()
    version = DocumentVersion.objects.get(document__kind=kind)
    assert (version.document.candidature, version.etat, version.auteur) == (
        candidature,
        "produit",
        f"gestionnaire:{par.pk}",
    )
    assert len([m for m in mail.outbox if "disponible" in m.subject]) == 1
    assert Acces.objects.filter(compte=candidature.compte, objet__contains="à publier").exists()


def test_by_hand_or_from_a_file_the_same_data_are_the_same_document(
    client: Client, par: User, candidature: Candidature
) -> None:
    publier(csv([ligne(candidature)]), par)
    vider()

    controle = envoyer(client, candidature, "controler").content.decode()
    envoyer(client, candidature)
    vider()

    assert "inchangé : la version 01 dit déjà la même chose" in controle
    assert LigneLot.objects.order_by("pk").last().etat == "inchangee"  # type: ignore[union-attr]
    assert DocumentVersion.objects.filter(document__kind=Kind.CONVOCATION).count() == 1


@pytest.mark.parametrize("kind", list(SAISIES))
def test_the_form_proposes_what_was_published_last(
    client: Client, par: User, candidature: Candidature, kind: str
) -> None:
    publier(csv([ligne(candidature, kind)], kind), par, kind)
    vider()
    page = client.get(adresse(candidature, kind))
    saisie = page.context["saisie"]

    repris = {"cle": str(uuid.uuid4()), "action": "publier"}
    for form in saisie.formulaires:
        repris |= {form[nom].html_name: form[nom].value() or "" for nom in form.fields if nom != "cle"}
    client.post(adresse(candidature, kind), repris)
    vider()

    assert "version 01" in page.content.decode()
    assert [ligne.etat for ligne in LigneLot.objects.order_by("pk")] == ["faite", "inchangee"]


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"l0_date": "31/02/2099"}, "La date du 31/02/2099 n&#x27;existe pas."),
        ({"l0_date": "04/06/2019"}, "La date du 04/06/2019 est passée."),
        ({"l0_date": ""}, "La cellule « date » est vide."),
        ({"centre": ""}, "La cellule « centre » est vide."),
        ({"l0_salle": "=1+1"}, "commence par un signe de formule"),
        ({"l0_epreuve": "XX9"}, "Cette inscription ne comporte pas d&#x27;épreuve « XX9 »."),
        ({"l0_date": "", "l0_heure": "", "l0_salle": ""}, "Remplissez au moins une épreuve."),
        ({"jour": "01/03/2099"}, "Donnez le jour et l&#x27;heure, ou aucun des deux."),
        ({"cle": "x"}, "Rechargez la page"),
    ],
)
def test_a_wrong_cell_is_told_in_the_summary_and_nothing_typed_is_lost(
    client: Client, par: User, candidature: Candidature, champs: dict[str, str], phrase: str
) -> None:
    page = envoyer(client, candidature, **{"adresse": "1 rue de l'Étoile", **champs})

    assert page.status_code == 422
    texte = page.content.decode()
    assert phrase in texte
    assert 'id="resume-erreurs"' in texte
    assert 'value="1 rue de l&#x27;Étoile"' in texte
    assert f'value="{champs.get("l0_date", "04/06/2099")}"' in texte
    assert not Lot.objects.exists()


def test_the_same_form_sent_twice_is_one_publication(client: Client, par: User, candidature: Candidature) -> None:
    cle = str(uuid.uuid4())
    adresses = {envoyer(client, candidature, cle=cle)["Location"] for _ in range(2)}

    assert len(adresses) == 1
    assert Lot.objects.count() == 1


def test_the_dossier_offers_it_to_who_may_publish_only(client: Client, par: User, candidature: Candidature) -> None:
    dossier = reverse("gestion:registrations_candidature_change", args=[candidature.pk])
    pages = {}
    for nom, qui in {"responsable": par, "gestionnaire": personnel("16")}.items():
        client.force_login(qui)
        pages[nom] = (adresse(candidature) in client.get(dossier).content.decode(), envoyer(client, candidature))

    assert {nom: (offert, r.status_code) for nom, (offert, r) in pages.items()} == {
        "responsable": (True, 302),
        "gestionnaire": (False, 403),
    }


def test_a_candidature_of_another_academie_an_unknown_kind_or_one_not_saved_are_told_apart(
    client: Client, par: User, candidature: Candidature
) -> None:
    nice = publications.inscrites(1, academie="23")[0]
    Candidature.objects.filter(pk=candidature.pk).update(version_courante=0)

    assert client.get(adresse(nice)).status_code == 404
    assert client.get(adresse(candidature, "confirmation")).status_code == 404
    assert "encore rien d&#x27;enregistré" in client.get(adresse(candidature), follow=True).content.decode()
