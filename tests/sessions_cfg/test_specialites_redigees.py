"""Spécialités written in `/gestion/`: copied, refused, published, exchanged as a file."""

import json
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from accounts.enums import Role
from registrations.models import Candidature, Version
from sessions_cfg import queries
from sessions_cfg.models import Epreuve, Examen, ListeChoix, LotCharge, ServiceInscription, Specialite
from sessions_cfg.services.ecarts import ecarts
from sessions_cfg.services.publication import contenu_des_tables
from tests.registrations import dossiers
from tests.registrations.requetes import requetes
from tests.usines import compte_candidat

from .test_redaction import ADMIN, CATALOGUE, champs, entrer

pytestmark = pytest.mark.django_db
BRODERIE = "CAP-50024127"
FICHE = ADMIN.format("specialite") + "{}/change/"
AJOUTER = f"{ADMIN.format('epreuve')}add/?specialite={BRODERIE}"
EP3 = {
    "code": "EP3",
    "titre": "Dessin appliqué",
    "nature": "obligatoire",
    "parent_code": "",
    "apres": "EP2",
    "discipline": "PRO",
    "coefficient": "2,5",
    "duree_minutes": "1 h 30",
    "forme": "pratique",
    "mode_individuel": "Ponctuel",
    "mode_etablissement": "CCF",
    "c_genre": "option",
    "c_valeurs": "Crayon\nB2 | Gouache",
    "c_obligatoire": "on",
}


def epreuve(code: str, specialite: str = BRODERIE) -> Epreuve:
    return Epreuve.objects.get(specialite=specialite, code=code)


def page_de(code: str, specialite: str = BRODERIE) -> str:
    return f"{ADMIN.format('epreuve')}{epreuve(code, specialite).pk}/change/"


def codes(specialite: str = BRODERIE) -> list[str]:
    return list(Epreuve.objects.filter(specialite=specialite).order_by("ordre").values_list("code", flat=True))


def vue_par_les_regles(specialite: str = BRODERIE) -> Any:
    service = ServiceInscription.objects.get(cle="cap-2022-toulouse")
    return queries.snapshot(specialite, service).specialite


def test_saving_every_page_as_it_is_changes_nothing(client: Client) -> None:
    entrer(client)
    for specialite in Specialite.objects.filter(pk__in=("CAP-50022361", "BP-45033408")):
        adresse = FICHE.format(specialite.pk)
        assert client.post(adresse, champs(client, adresse)).status_code == 302, specialite
        for e in specialite.epreuves.all():
            reponse = client.post(page_de(e.code, specialite.pk), champs(client, page_de(e.code, specialite.pk)))
            assert reponse.status_code == 302, (e, reponse.context["adminform"].form.errors)
    for modele, objets in (("examen", Examen.objects.all()), ("listechoix", ListeChoix.objects.all())):
        for objet in objets:
            adresse = f"{ADMIN.format(modele)}{objet.pk}/change/"
            assert client.post(adresse, champs(client, adresse)).status_code == 302

    assert ecarts() == []


def test_a_saved_candidature_keeps_the_catalogue_that_judged_it(client: Client, horloge: Any) -> None:
    horloge("2021-11-10T13:00+01:00")
    dossiers.candidature(compte_candidat())
    entrer(client)
    client.post(page_de("EP1"), champs(client, page_de("EP1"), titre="Arts appliqués et broderie"))
    client.post(f"{CATALOGUE}publier/")
    dossiers.candidature(compte_candidat())

    avant, apres = Version.objects.order_by("pk").select_related("catalogue")
    assert [next(e["titre"] for e in v.contenu["epreuves"] if e["code"] == "EP1") for v in (avant, apres)] == [
        "Arts appliqués et histoire de la broderie",
        "Arts appliqués et broderie",
    ]
    assert (avant.catalogue.numero, apres.catalogue.numero) == (1, 2)
    assert Candidature.objects.count() == 2


def test_a_copy_waits_out_of_the_catalogue_then_is_offered(client: Client) -> None:
    entrer(client)
    copier = f"{ADMIN.format('specialite')}{BRODERIE}/copier/"
    saisie = {"libelle": "Arts de la broderie rénovés", "code_bcn": "50024127", "premiere_session": "2022"}

    reponse = client.post(copier, saisie)

    cle = f"{BRODERIE}-2022"
    assert reponse.headers["Location"] == FICHE.format(cle)
    assert codes(cle) == codes()
    assert ecarts() == []
    fiche = champs(client, FICHE.format(cle))
    assert fiche["retiree"] == "on"
    fiche.pop("retiree")
    assert client.post(FICHE.format(cle), fiche).status_code == 302
    client.post(f"{CATALOGUE}publier/")
    assert vue_par_les_regles(cle).libelle == "Arts de la broderie rénovés"
    assert client.post(copier, saisie).status_code == 422


def test_a_spécialité_that_rules_name_is_not_put_out_of_the_catalogue(client: Client) -> None:
    entrer(client)
    adresse = FICHE.format("CAP-50033205")

    reponse = client.post(adresse, champs(client, adresse, retiree="on"))

    assert "STAGE_AEPE : spécialité inconnue CAP-50033205" in reponse.content.decode()
    assert not Specialite.objects.get(pk="CAP-50033205").retiree


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"premiere_session": "2030", "derniere_session": "2024"}, "précède la première"),
        ({"liens": "https://a.example/x"}, "écrivez le libellé, une barre"),
        ({"liens": "Note | javascript:alert(1)"}, "écrivez le libellé, une barre"),
        ({"arrete_date": "31/02/2020"}, "date valide"),
    ],
)
def test_a_wrong_specialite_is_refused_in_words(client: Client, change: dict[str, str], phrase: str) -> None:
    entrer(client)
    adresse = FICHE.format(BRODERIE)

    reponse = client.post(adresse, champs(client, adresse, **change))

    assert phrase in str(reponse.context["adminform"].form.errors)
    assert ecarts() == []


def test_limit_on_optional_epreuves_is_changed_by_hand(client: Client) -> None:
    entrer(client)
    adresse = f"{ADMIN.format('examen')}BAC%20PRO/change/"
    client.post(adresse, champs(client, adresse, facultatives_max="1"))
    (ecart,) = ecarts()
    assert ecart.champs == (("épreuves facultatives au plus", "2", "1"),)

    client.post(f"{CATALOGUE}publier/")

    service = ServiceInscription.objects.filter(session__examen="BAC PRO", session__archivee_le=None)[0]
    assert queries.snapshot(None, service).examen.facultatives_max == 1


def test_situations_are_offered_once_written_and_published(client: Client) -> None:
    entrer(client)
    adresse = f"{ADMIN.format('listechoix')}situation_inscription/change/"
    client.post(adresse, champs(client, adresse, valeurs="Redoublant\nPremière présentation"))
    client.post(f"{CATALOGUE}publier/")

    service = ServiceInscription.objects.get(cle="cap-2022-toulouse")
    assert queries.snapshot(None, service).situations == ("Redoublant", "Première présentation")


def test_loading_the_files_again_leaves_what_was_written_here(client: Client) -> None:
    entrer(client)
    client.post(AJOUTER, EP3)
    client.post(page_de("EP1"), champs(client, page_de("EP1"), titre="Autre titre"))
    Epreuve.objects.filter(specialite="CAP-50022137", code="EP1").update(titre="Faux")
    LotCharge.objects.filter(nom="catalogue").update(empreinte="autre")

    call_command("load_catalogue", verbosity=0)

    assert (epreuve("EP1").titre, "EP3" in codes()) == ("Autre titre", True)
    assert epreuve("EP1", "CAP-50022137").titre != "Faux"


def test_export_then_import_brings_everything_back(client: Client) -> None:
    entrer(client)
    export = client.get(f"{CATALOGUE}exporter/").content
    client.post(AJOUTER, EP3)
    client.post(page_de("EP2"), champs(client, page_de("EP2"), apres="EG5"))
    copier = f"{ADMIN.format('specialite')}{BRODERIE}/copier/"
    client.post(copier, {"libelle": "Copie", "code_bcn": "50024199"})
    Specialite.objects.filter(pk="CAP-50024199").update(retiree=False)
    ListeChoix.objects.filter(pk="eps").update(valeurs=[])

    reponse = client.post(f"{CATALOGUE}importer/", {"fichier": SimpleUploadedFile("c.json", export)}, follow=True)

    assert "3 enregistrement(s) repris" in reponse.content.decode()
    assert ecarts() == []
    assert Specialite.objects.get(pk="CAP-50024199").retiree


@pytest.mark.parametrize(
    "faux",
    [
        {"choix": 3},
        {"choix": {"genre": "langue", "liste": ["eps"]}},
        {"choix": {"genre": "option", "valeurs": [{"code": "x"}]}},
        {"choix": {"genre": "option", "valeurs": [{"libelle": "x"}], "positions": [{}]}},
        {"coefficient": "beaucoup"},
        {"coefficient": "1e9"},
        {"a_confirmer": 1},
        {"duree_minutes": "x"},
        {"titre": "x" * 301},
        {"parent_code": "XX"},
        {"nature": "autre"},
        {"code": ""},
    ],
)
def test_a_file_that_pages_could_not_read_is_refused(client: Client, faux: dict[str, Any]) -> None:
    entrer(client)
    contenu = contenu_des_tables()
    contenu["specialites"][BRODERIE]["epreuves"][0] |= faux

    fichier = SimpleUploadedFile("c.json", json.dumps(contenu).encode())
    reponse = client.post(f"{CATALOGUE}importer/", {"fichier": fichier})

    assert reponse.status_code == 422
    assert ecarts() == []


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.RESPONSABLE])
def test_read_by_all_and_written_by_a_superviseur(client: Client, role: Role) -> None:
    entrer(client, "16", role=role)

    page = client.get(page_de("EG4"))
    assert "Langues de l&#x27;épreuve obligatoire" in page.content.decode()
    assert client.get(FICHE.format(BRODERIE)).status_code == 200
    for adresse in (page_de("EG4"), FICHE.format(BRODERIE), AJOUTER, f"{ADMIN.format('specialite')}{BRODERIE}/copier/"):
        assert client.post(adresse, EP3).status_code == 403, adresse
    assert ecarts() == []


def test_pages_ask_the_same_with_few_and_many_rows(client: Client) -> None:
    entrer(client)
    petite, grande = FICHE.format("CAP-50033205-EP1EP3"), FICHE.format(BRODERIE)
    client.get(grande)
    assert len(requetes(lambda: client.get(petite))) == len(requetes(lambda: client.get(grande))) <= 10
    for liste, question in (("specialite", "?q=petite"), ("epreuve", "?q=EP2A")):
        adresse = ADMIN.format(liste)
        peu, beaucoup = (requetes(partial(client.get, a)) for a in (adresse + question, adresse))
        assert len(peu) == len(beaucoup) <= 12, beaucoup
