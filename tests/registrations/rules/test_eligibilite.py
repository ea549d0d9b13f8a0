"""Catégories, formes de passage, ages, pieces that depend on the person."""

import datetime as dt
from typing import Any

import pytest

from registrations.rules.conditions import age
from registrations.rules.types import ChoixEpreuve, Public
from tests.registrations.rules.aides import decider, fautes, option, pieces
from tests.registrations.rules.conftest import Photo

BRODERIE = "CAP-50024127"
CHOIX = option(EG4="Allemand", EP2A="Broderie machine guidée main")


@pytest.mark.parametrize(
    ("naissance", "au", "attendu"),
    [
        (dt.date(2004, 11, 28), dt.date(2022, 11, 27), 17),
        (dt.date(2004, 11, 28), dt.date(2022, 11, 28), 18),
        (dt.date(2004, 2, 29), dt.date(2022, 2, 28), 17),
        (dt.date(2004, 2, 29), dt.date(2022, 3, 1), 18),
    ],
)
def test_age_in_completed_years(naissance: dt.date, au: dt.date, attendu: int) -> None:
    assert age(naissance, au) == attendu


@pytest.mark.parametrize(
    ("naissance", "admis"), [(dt.date(2004, 12, 31), True), (dt.date(2005, 1, 1), False)], ids=["majeur", "mineur"]
)
def test_cap_wants_18_years_on_31_december_of_the_session(photo: Photo, naissance: dt.date, admis: bool) -> None:
    decision = decider(photo(BRODERIE), date_naissance=naissance, choix=CHOIX)
    assert fautes(decision) == ([] if admis else [("informations", "categorie")])
    salarie = next(c for c in decision.categories if c.code == "INDIVIDUEL_SALARIE")
    assert salarie.admise is admis
    assert [e.regle for e in decision.erreurs] == ([] if admis else ["CAP_MAJEUR"])


def test_minor_registers_in_distance_learning_with_a_proof(photo: Photo) -> None:
    mineur: dict[str, Any] = {
        "date_naissance": dt.date(2006, 1, 1),
        "categorie": "ENSEIGNEMENT_DISTANCE",
        "choix": CHOIX,
    }
    decision = decider(photo(BRODERIE), **mineur)
    assert decision.erreurs == ()
    assert "formation_mineur" in pieces(decision)
    assert decider(photo(BRODERIE), forme="Progressive", **mineur).erreurs == ()


def test_category_that_is_not_offered_is_refused(photo: Photo) -> None:
    for categorie in ("SCOLAIRE", "INCONNUE"):
        assert fautes(decider(photo(BRODERIE), categorie=categorie, choix=CHOIX)) == [("informations", "categorie")]


def test_pupil_has_forme_globale_unless_a_derogation(photo: Photo) -> None:
    eleve: dict[str, Any] = {"public": Public.ETABLISSEMENT, "categorie": "SCOLAIRE", "choix": CHOIX}
    decision = decider(photo(BRODERIE), **eleve)
    assert (decision.formes, decision.forme_finale, decision.erreurs) == (("Globale",), "Globale", ())
    assert fautes(decider(photo(BRODERIE), **(eleve | {"forme": "Progressive"}))) == [("qualification", "forme")]
    derogation = decider(photo(BRODERIE), derogation=True, **eleve)
    assert (derogation.forme_finale, derogation.erreurs) == ("Progressive", ())
    assert "derogation_forme" in pieces(derogation)


@pytest.mark.parametrize("derogation", [True, False])
def test_final_forme_is_none_until_one_is_asked_for(photo: Photo, derogation: bool) -> None:
    assert decider(photo(BRODERIE), forme="", derogation=derogation).forme_finale == ""


@pytest.mark.parametrize(
    ("naissance", "nationalite", "attendues"),
    [
        (dt.date(2003, 11, 11), "FRA", {"recensement"}),
        (dt.date(2003, 11, 10), "FRA", {"jdc"}),
        (dt.date(1996, 11, 11), "FRA", {"jdc"}),
        (dt.date(1996, 11, 10), "FRA", set()),
        (dt.date(2003, 11, 10), "BEL", set()),
    ],
    ids=["17 ans", "18 ans ce jour", "24 ans", "25 ans ce jour", "belge"],
)
def test_national_service_by_age_and_nationality(
    photo: Photo, naissance: dt.date, nationalite: str, attendues: set[str]
) -> None:
    decision = decider(photo(BRODERIE), date_naissance=naissance, nationalite=nationalite)
    assert {"recensement", "jdc"} & set(pieces(decision)) == attendues


def test_pupil_gives_the_pieces_of_pupils(photo: Photo) -> None:
    decision = decider(
        photo("CAP-50033205"), public=Public.ETABLISSEMENT, categorie="SCOLAIRE", date_naissance=dt.date(2001, 9, 20)
    )
    assert [p.code for p in decision.pieces if p.code] == ["CINSIG02", "NATIDE04", "PSNATT05"]


@pytest.mark.parametrize(
    ("handicap", "accorde", "piece"),
    [
        (False, False, None),
        (False, True, None),
        (True, True, "amenagement_existant"),
        (True, False, "amenagement_nouveau"),
    ],
)
def test_handicap_pieces(photo: Photo, handicap: bool, accorde: bool, piece: str | None) -> None:
    demandees = pieces(decider(photo(BRODERIE), handicap=handicap, amenagement_deja_accorde=accorde))
    assert {p for p in demandees if p.startswith("amenagement")} == ({piece} if piece else set())


def test_piece_whose_list_is_unknown_is_never_asked(photo: Photo) -> None:
    assert "travail_hauteur" not in pieces(decider(photo("CAP-50023217")))


def test_bp_proofs_wait_for_the_last_unit(photo: Photo) -> None:
    snapshot = photo("BP-45022108")
    tout = decider(snapshot, forme="Progressive")
    reste = decider(snapshot, forme="Progressive", choix={"E2": ChoixEpreuve("NON_PRESENTEE")})
    assert "activite_bp" in pieces(tout)
    assert "activite_bp" not in pieces(reste)


def test_without_a_speciality_only_categories_and_formes_are_decided(photo: Photo) -> None:
    decision = decider(photo("CAP-INCONNUE", examen="CAP"))
    assert (decision.epreuves, decision.titres, decision.erreurs) == ((), (), ())
    assert decision.categories and decision.formes


def test_shut_forme_and_category_say_why_and_where_it_is_written(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), date_naissance=dt.date(2006, 1, 1), forme="Progressive")
    salarie = next(c for c in decision.categories if c.code == "INDIVIDUEL_SALARIE")
    assert "D337-7" in salarie.source
    (fermee,) = decision.formes_fermees
    assert (fermee.forme, fermee.raison.regle) == ("Progressive", "MINEUR_PROGRESSIVE")
    assert "D337-10" in fermee.raison.source
    assert all(e.source for e in decision.erreurs if e.regle)


def test_pupil_is_told_why_forme_progressive_is_shut(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), public=Public.ETABLISSEMENT, categorie="SCOLAIRE")
    (fermee,) = decision.formes_fermees
    assert (fermee.forme, "D337-9" in fermee.raison.source) == ("Progressive", True)


def test_epreuve_to_sit_names_its_regulation(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), choix=CHOIX)
    assert decision.epreuves[0].raison.source == "arrêté du 19 juillet 1991"
