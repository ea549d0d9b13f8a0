"""Papillons in `/gestion/`: classes and pupils of one's académies, what is asked for, taken and recorded."""

import re
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Acces, User
from cyclades.common import clock
from cyclades.outbox.services import vider
from documents.models import EditionPapillons
from registrations.models import Candidature
from tests.accounts.papillons import presenter
from tests.registrations.gestes import champ_cache
from tests.usines import personnel

from .papillons import classe, codes, editer, responsable, texte

pytestmark = pytest.mark.django_db
LISTE = "/gestion/documents/editionpapillons/"


def client_de(par: User) -> Client:
    client = Client()
    client.force_login(par, backend="accounts.backends.IdentifiantBackend")
    return client


def adresse(candidature: Candidature, page: str = "classe", **suite: object) -> str:
    situe = [candidature.ecole_id, candidature.session_id]
    return (
        f"{reverse(f'gestion:documents_editionpapillons_{page}', args=situe)}?{urlencode({'classe': 'DIV1', **suite})}"
    )


def contenu(reponse: Any) -> str:
    return " ".join(reponse.content.decode().replace("&#x27;", "'").split())


def test_class_is_found_its_papillons_asked_for_and_taken() -> None:
    eleves, par = classe(), responsable()
    client = client_de(par)

    page = contenu(client.get(LISTE))
    assert "1 classe" in page
    assert "LYC BELLEVUE-TOULOUSE (0310038Y)" in page
    page = contenu(client.get(adresse(eleves[0])))
    assert page.count("Jamais connecté</strong>") == 3
    assert page.index("ACCAME Acculi") < page.index("DUPONT Noé") < page.index("ÉCUYER Zoé")
    confirmer = client.get(adresse(eleves[0], "editer", quoi="manquants"))
    assert "3 papillons" in contenu(confirmer)
    cle = champ_cache(confirmer, "cle")
    envoi = {"cle": cle, "classe": "DIV1", "quoi": "manquants"}
    premiere = client.post(adresse(eleves[0], "editer"), envoi)
    seconde = client.post(adresse(eleves[0], "editer"), envoi)

    edition = EditionPapillons.objects.get()
    fiche = reverse("gestion:documents_editionpapillons_change", args=[edition.pk])
    assert premiere["Location"] == seconde["Location"] == fiche
    assert "En préparation" in contenu(client.get(fiche))
    vider()
    page = contenu(client.get(fiche))
    assert "Télécharger les papillons (PDF)" in page
    assert Acces.objects.count() == 0
    fichier = client.get(reverse("gestion:documents_editionpapillons_fichier", args=[edition.pk]))
    assert fichier["Content-Type"] == "application/pdf"
    assert "no-store" in fichier["Cache-Control"]
    papier = texte(b"".join(fichier.streaming_content))  # type: ignore[attr-defined]
    assert re.findall(r"Papillon de connexion : (\S+)", papier) == ["ACCAME", "DUPONT", "ÉCUYER"]
    assert Acces.objects.filter(agent=par, objet__contains=f"édition n° {edition.pk}").count() == 3
    page = contenu(client.get(adresse(eleves[0])))
    assert "Éditer les papillons manquants" not in page
    assert page.count("Pas encore employé.") == 3


def test_one_papillon_again_says_that_the_former_is_worth_nothing() -> None:
    eleves, par = classe(), responsable()
    premiere = editer(eleves, par)
    client = client_de(par)

    confirmer = client.get(adresse(eleves[0], "editer", quoi="eleve", eleve=eleves[0].pk))

    page = contenu(confirmer)
    assert "ACCAME Acculi" in page
    assert "1 papillon déjà édité et pas encore employé ne vaudra plus rien" in page
    assert Acces.objects.filter(compte=eleves[0].compte).count() == 1
    cle = champ_cache(confirmer, "cle")
    client.post(adresse(eleves[0], "editer", quoi="eleve", eleve=eleves[0].pk), {"cle": cle})
    vider()
    seconde = EditionPapillons.objects.order_by("pk")[1]
    assert len(codes(seconde)) == 1
    assert "1 de ses papillons est remplacé" in contenu(
        client.get(reverse("gestion:documents_editionpapillons_change", args=[premiere.pk]))
    )
    refus = client.get(reverse("gestion:documents_editionpapillons_fichier", args=[premiere.pk]), follow=True)
    assert "Ce fichier n'est plus gardé" in contenu(refus)


def test_list_of_those_who_never_signed_in_as_csv() -> None:
    eleves, par = classe("=ACCAME Acculi", "DUPONT Noé", "ZOLA Ève"), responsable()
    editer(eleves[1:2], par)
    User.objects.filter(pk=eleves[2].compte_id).update(last_login=clock.maintenant())

    reponse = client_de(par).get(adresse(eleves[0], format="csv"))

    lignes = reponse.content.decode("utf-8-sig").splitlines()
    assert lignes[0] == "etablissement;classe;nom;prenoms;candidat;inscription;identifiant;papillon"
    assert [ligne.split(";")[2] for ligne in lignes[1:]] == ["'=ACCAME", "DUPONT"]
    assert [ligne.split(";")[-1] for ligne in lignes[1:]] == ["à éditer", "édité"]
    assert Acces.objects.filter(objet="Liste des élèves jamais connectés").count() == 2
    page = contenu(client_de(par).get(adresse(eleves[0])))
    assert "Connecté le" in page


def test_pupil_signed_in_is_left_out_of_the_class_and_may_have_a_new_one() -> None:
    eleves, par = classe("ACCAME Acculi", "DUPONT Noé"), responsable()
    User.objects.filter(pk=eleves[0].compte_id).update(last_login=clock.maintenant())
    client = client_de(par)

    assert "1 papillon<" in contenu(client.get(adresse(eleves[0], "editer", quoi="classe")))
    page = contenu(client.get(adresse(eleves[0], "editer", quoi="eleve", eleve=eleves[0].pk)))
    assert "Cet élève s'est déjà connecté" in page


def test_pupil_with_a_mail_address_has_no_papillon() -> None:
    eleves, par = classe("ACCAME Acculi"), responsable()
    User.objects.filter(pk=eleves[0].compte_id).update(email="acculi@demo.example")
    client = client_de(par)

    assert "Inutile : cet élève a une adresse mail" in contenu(client.get(adresse(eleves[0])))
    assert client.get(adresse(eleves[0], "editer", quoi="eleve", eleve=eleves[0].pk)).status_code == 404
    vide = client.post(adresse(eleves[0], "editer", quoi="classe"), {"cle": uuid.uuid4()})
    assert vide.status_code == 409
    assert "Aucun papillon n'est à éditer" in contenu(vide)


def test_another_academie_sees_neither_class_nor_file() -> None:
    eleves = classe("ACCAME Acculi")
    edition = editer(eleves, responsable())
    nice = client_de(responsable("23"))

    assert "Aucun élève n'est inscrit" in contenu(nice.get(LISTE))
    for page in (
        adresse(eleves[0]),
        adresse(eleves[0], "editer", quoi="classe"),
        adresse(eleves[0], format="csv"),
        reverse("gestion:documents_editionpapillons_change", args=[edition.pk]),
        reverse("gestion:documents_editionpapillons_fichier", args=[edition.pk]),
    ):
        assert nice.get(page).status_code == 404, page
    assert nice.post(adresse(eleves[0], "editer", quoi="classe"), {"cle": uuid.uuid4()}).status_code == 404
    gestionnaire = client_de(personnel("16"))
    assert gestionnaire.get(LISTE).status_code == 403
    assert Acces.objects.count() == 0
    assert presenter(Client(), codes(edition)[0]).status_code == 302


@pytest.mark.parametrize("cle", ["", "x", "\x00", "é" * 40])
def test_page_whose_key_was_tampered_with_is_refused_in_words(cle: str) -> None:
    eleves = classe("ACCAME Acculi")

    reponse = client_de(responsable()).post(adresse(eleves[0], "editer", quoi="classe"), {"cle": cle})

    assert reponse.status_code == 409
    assert "rechargez-la" in contenu(reponse)


@pytest.mark.parametrize(
    "suite", [{"classe": "\x00"}, {"quoi": "autre"}, {"quoi": "eleve", "eleve": "x"}, {"classe": "x" * 9000}, {}]
)
def test_odd_questions_are_not_found(suite: dict[str, str]) -> None:
    eleves = classe("ACCAME Acculi")

    assert client_de(responsable()).get(adresse(eleves[0], "editer", **suite)).status_code == 404


def test_search_finds_a_school_and_a_class() -> None:
    classe("ACCAME Acculi")
    client = client_de(responsable())

    for texte_cherche, trouvee in (("bellevue", True), ("0310038y", True), ("div1 bellevue", True), ("%", False)):
        page = contenu(client.get(LISTE, {"q": texte_cherche}))
        assert ("<caption>1 classe</caption>" in page) is trouvee, texte_cherche
