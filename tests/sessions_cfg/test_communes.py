"""Finding a birthplace, on the whole table: every vintage, every spelling, each place once."""

from collections import Counter, defaultdict
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions_cfg import queries
from sessions_cfg.catalogue.outils.communes import actuelles_par_code
from sessions_cfg.models import Commune
from sessions_cfg.queries.communes import _distinctes, cle_commune

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("departement", "texte", "attendus"),
    [
        ("14", "MAY-SUR-ORNE", ["MAY-SUR-ORNE"]),
        ("14", "may sur", ["MAY-SUR-ORNE"]),
        ("31", "toul", ["TOULOUSE", "GAILLAC-TOULZA", "VIEILLE-TOULOUSE", "MONTOULIEU-SAINT-BERNARD"]),
        ("35", "rénnes", ["RENNES"]),
        ("75", "paris 1er", ["PARIS 1ER ARRONDISSEMENT"]),
        ("13", "toulouse", []),
        ("75", "boulogne", ["BOULOGNE-BILLANCOURT"]),
        ("78", "argenteuil", ["ARGENTEUIL"]),
        ("20", "sari d or", ["SARI-D'ORCINO"]),
        ("60", "voisinlieu", ["VOISINLIEU"]),
        ("971", "saint-barth", ["SAINT-BARTHÉLEMY"]),
        ("76", "havre", ["LE HAVRE"]),
        ("94", "lhay", ["L'HAŸ-LES-ROSES"]),
        ("31", "St Béat", ["SAINT-BÉAT", "SAINT-BÉAT-LEZ"]),
        ("62", "oeuf en", ["ŒUF-EN-TERNOIS"]),
        ("80", "Y", ["Y"]),
        ("31", " - ", []),
        ("", "toulouse", []),
    ],
)
def test_beginning_of_a_name_finds_it_whatever_the_spelling(departement: str, texte: str, attendus: list[str]) -> None:
    assert [c.nom for c in queries.chercher_communes(departement, texte)] == attendus


@pytest.mark.parametrize(
    ("departement", "texte", "attendu"),
    [
        ("14", "may sur orne", "MAY-SUR-ORNE"),
        ("76", "havre", "LE HAVRE"),
        ("76", "HAVRE (LE)", "LE HAVRE"),
        ("94", "Haÿ-les-Roses (L')", "L'HAŸ-LES-ROSES"),
        ("94", "Lhay les Roses", "L'HAŸ-LES-ROSES"),
        ("75", "Paris 15ème", "PARIS 15E ARRONDISSEMENT"),
        ("13", "Marseille 01", "MARSEILLE 1ER ARRONDISSEMENT"),
        ("69", "LYON 3E ARRONDISSEMENT", "LYON 3E ARRONDISSEMENT"),
        ("75", "Paris", "PARIS"),
        ("47", "Villeneuve s/ Lot", "VILLENEUVE-SUR-LOT"),
        ("94", "ivry s/seine", "IVRY-SUR-SEINE"),
        ("59", "Ste-Marie-Cappel", "SAINTE-MARIE-CAPPEL"),
        ("62", "ŒUF-EN-TERNOIS", "ŒUF-EN-TERNOIS"),
        ("78", "l’étang la ville", "L'ÉTANG-LA-VILLE"),
        ("971", "saint martin", "SAINT-MARTIN"),
    ],
)
def test_whole_name_finds_one_commune_whatever_the_spelling(departement: str, texte: str, attendu: str) -> None:
    assert [c.libelle for c in queries.communes_exactes(departement, texte)] == [attendu]


def test_every_name_held_is_found_by_itself_in_its_departement() -> None:
    par_departement: dict[str, list[Commune]] = defaultdict(list)
    for commune in Commune.objects.all():
        par_departement[commune.departement_id].append(commune)
    assert {d: perdus for d, liste in par_departement.items() if (perdus := _perdus(liste))} == {}


def _perdus(communes: list[Commune]) -> set[str]:
    return {c.nom for c in communes if cle_commune(c.nom) != c.cle}


def test_labels_tell_every_commune_of_a_departement_apart() -> None:
    par_departement: dict[str, list[Commune]] = defaultdict(list)
    for commune in Commune.objects.all():
        par_departement[commune.departement_id].append(commune)

    trouvees = {d: _distinctes(liste) for d, liste in par_departement.items()}

    doubles = {d: [x for x, n in Counter(c.libelle for c in cs).items() if n > 1] for d, cs in trouvees.items()}
    assert {d: noms for d, noms in doubles.items() if noms} == {}
    assert 0 < sum(bool(c.precision) for cs in trouvees.values() for c in cs) < 100, "pas de bruit"


def test_communes_of_one_name_are_told_apart_and_each_is_found_by_its_label() -> None:
    lesquelles = queries.communes_exactes("65", "lahitte")

    assert [(c.code, c.libelle) for c in lesquelles] == [
        ("65247", "LAHITTE (aujourd'hui ARRAYOU-LAHITTE)"),
        ("65246", "LAHITTE (aujourd'hui AVEZAC-PRAT-LAHITTE)"),
    ]
    assert [queries.communes_exactes("65", c.libelle) for c in lesquelles] == [[c] for c in lesquelles]
    assert [c.libelle for c in queries.chercher_communes("65", "lahitte")][:2] == [c.libelle for c in lesquelles]


def test_one_place_under_several_codes_is_offered_once_with_the_code_of_today() -> None:
    assert queries.communes_exactes("68", "bernwiller") == [queries.CommuneTrouvee("68006", "BERNWILLER")]
    assert queries.communes_exactes("01", "hauteville lompnes") == [
        queries.CommuneTrouvee("01185", "HAUTEVILLE-LOMPNES")
    ]


def test_search_is_limited_and_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        trouvees = queries.chercher_communes("14", "saint", limite=20)
    assert len({c.nom for c in trouvees}) == len(trouvees) == 20
    assert all(c.nom.startswith("SAINT") for c in trouvees)
    with django_assert_num_queries(1):
        queries.communes_exactes("14", "saint martin")


def test_departements_that_have_the_name_are_told_when_they_are_few(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert queries.departements_de("toulouse") == ["031 - HAUTE-GARONNE"]
    assert queries.departements_de("Saint-Martin") == []
    assert queries.departements_de("Atlantis") == []


def test_every_departement_of_a_commune_is_one_that_is_offered() -> None:
    offerts = {code for code, _ in queries.departements()}
    assert set(Commune.objects.values_list("departement", flat=True)) <= offerts


def test_commune_of_today_is_found_by_present_and_former_codes() -> None:
    communes: list[dict[str, Any]] = [
        {"code": "14408", "nom": "Saint-Martin-de-May", "type": "commune-actuelle", "anciensCodes": ["14623"]},
        {"code": "14408", "nom": "May-sur-Orne", "type": "commune-deleguee", "chefLieu": "14408"},
    ]
    assert actuelles_par_code(communes) == {"14408": "Saint-Martin-de-May", "14623": "Saint-Martin-de-May"}
