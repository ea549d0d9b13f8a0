"""Épreuves written by a superviseur: added in their place, judged, moved and taken out with their parts."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sessions_cfg.models import Epreuve
from sessions_cfg.services.ecarts import ecarts
from sessions_cfg.services.publication import contenu_des_tables
from sessions_cfg.services.specialites import place

from .test_redaction import ADMIN, CATALOGUE, champs, entrer
from .test_specialites_redigees import AJOUTER, BRODERIE, EP3, FICHE, codes, page_de, vue_par_les_regles

pytestmark = pytest.mark.django_db


def test_an_epreuve_with_its_options_is_added_in_its_place_and_published(client: Client) -> None:
    entrer(client)

    reponse = client.post(AJOUTER, EP3)

    assert reponse.status_code == 302, reponse.context["adminform"].form.errors
    assert reponse.headers["Location"] == FICHE.format(BRODERIE)
    assert codes()[:4] == ["EP1", "EP2", "EP2A", "EP3"]
    (ecart,) = ecarts()
    assert (ecart.genre, ecart.nature, ecart.champs) == (
        "Spécialité",
        "modifiée",
        (("épreuve EP3", "—", "Dessin appliqué"),),
    )
    assert "EP3" not in {e.code for e in vue_par_les_regles().epreuves}
    client.post(f"{CATALOGUE}publier/")
    lue = next(e for e in vue_par_les_regles().epreuves if e.code == "EP3")
    assert (str(lue.coefficient), lue.duree_minutes, lue.mode_etablissement) == ("2.50", 90, "CCF")
    assert [(o.libelle, o.code) for o in lue.choix.options] == [("Crayon", ""), ("Gouache", "B2")]
    historique = client.get(f"{ADMIN.format('specialite')}{BRODERIE}/history/").content.decode()
    assert "épreuve EP3 - Dessin appliqué ajoutée" in historique


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"code": "EP1"}, "une épreuve EP1 existe déjà"),
        ({"code": "ép 3"}, "majuscules et de chiffres"),
        ({"coefficient": "0"}, "plus grand que zéro"),
        ({"duree_minutes": "longtemps"}, "Écrivez la durée ainsi"),
        ({"parent_code": "EP2A"}, "Sélectionnez un choix valide"),
        ({"parent_code": "EF1"}, "est obligatoire sous EF1"),
        ({"c_valeurs": ""}, "propose un choix sans aucune option"),
        ({"c_liste": "eps"}, "une seule des trois"),
        ({"c_valeurs": "Crayon\nCrayon"}, "deux options du même nom"),
        ({"titre": ""}, "obligatoire"),
    ],
)
def test_a_wrong_epreuve_is_refused_in_words(client: Client, change: dict[str, str], phrase: str) -> None:
    entrer(client)

    reponse = client.post(AJOUTER, {**EP3, **change})

    assert reponse.status_code == 200
    assert phrase in str(reponse.context["adminform"].form.errors).replace("&#x27;", "'")
    assert "Dessin appliqué" in reponse.content.decode() or "titre" in change
    assert ecarts() == []


def test_moving_an_epreuve_takes_its_parts_along(client: Client) -> None:
    entrer(client)

    client.post(page_de("EP2"), champs(client, page_de("EP2"), apres="EG1"))

    assert codes()[:7] == ["EP1", "EG1", "EG1A", "EG1B", "EG1C", "EP2", "EP2A"]
    (ecart,) = ecarts()
    assert [nom for nom, _, _ in ecart.champs] == ["ordre des épreuves"]


@pytest.mark.parametrize(
    ("code", "parent", "apres", "attendu"),
    [
        ("A", "", "B", ["B", "B1", "B2", "A", "A1", "C"]),
        ("A", "", "B1", ["B", "B1", "B2", "A", "A1", "C"]),
        ("C", "", "", ["C", "A", "A1", "B", "B1", "B2"]),
        ("B2", "B", "B", ["A", "A1", "B", "B2", "B1", "C"]),
        ("B1", "B", "C", ["A", "A1", "B", "B2", "B1", "C"]),
        ("C", "A", "B1", ["A", "A1", "C", "B", "B1", "B2"]),
        ("N", "", "C", ["A", "A1", "B", "B1", "B2", "C", "N"]),
    ],
)
def test_place_keeps_each_part_with_its_epreuve(code: str, parent: str, apres: str, attendu: list[str]) -> None:
    arbre = [("A", ""), ("A1", "A"), ("B", ""), ("B1", "B"), ("B2", "B"), ("C", "")]

    assert place(arbre, code, parent, apres) == attendu


def test_an_epreuve_that_a_rule_aims_at_is_not_taken_out(client: Client) -> None:
    entrer(client)
    regle = next(r for r in contenu_des_tables()["regles"] if r["codes"] and len(r["specialites"]) == 1)
    visee = page_de(regle["codes"][0], regle["specialites"][0])

    reponse = client.post(visee, champs(client, visee, retirer="on"))

    assert f"{regle['cle']} : aucune épreuve {regle['codes'][0]}" in reponse.content.decode()
    assert ecarts() == []


def test_an_epreuve_is_taken_out_with_its_parts(client: Client) -> None:
    entrer(client)

    assert client.post(page_de("EP2"), champs(client, page_de("EP2"), retirer="on")).status_code == 302

    assert {"EP2", "EP2A"}.isdisjoint(codes())


def test_a_double_click_adds_one_epreuve(client: Client) -> None:
    entrer(client)
    assert [client.post(AJOUTER, EP3).status_code for _ in range(2)] == [302, 200]

    with pytest.raises(IntegrityError), transaction.atomic():
        Epreuve.objects.create(specialite_id=BRODERIE, code="EP3", ordre=99, nature="obligatoire")
    assert client.get(f"{ADMIN.format('epreuve')}add/").status_code == 302
    assert client.get(f"{ADMIN.format('epreuve')}add/?specialite=%00").status_code == 302
