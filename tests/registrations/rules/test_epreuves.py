"""Options, optional épreuves, forme progressive, modes."""

from decimal import Decimal

import pytest

from registrations.enums import Position as PositionEnregistree
from registrations.rules import reasons
from registrations.rules.types import ChoixEpreuve, Position, Public
from tests.registrations.rules.aides import decider, fautes, option, positions, titre
from tests.registrations.rules.conftest import Photo

BRODERIE = "CAP-50024127"
BACPRO = "BACPRO-40033003"


def test_positions_have_the_codes_and_words_of_the_candidature() -> None:
    assert {p.value: reasons.LIBELLES[p] for p in Position} == dict(PositionEnregistree.choices)


def test_missing_option_prevents_saving(photo: Photo) -> None:
    assert fautes(decider(photo(BRODERIE))) == [("epreuves", "EP2A"), ("epreuves", "EG4")]


def test_option_that_is_not_offered_is_refused(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), choix=option(EG4="Klingon", EP2A="Broderie machine guidée main"))
    assert fautes(decision) == [("epreuves", "EG4")]
    assert [e.option for e in decision.epreuves if e.code.startswith("EG4")] == ["", "", ""]


def test_option_to_be_confirmed_is_offered_and_marked(photo: Photo) -> None:
    (ep2a,) = [e for e in decider(photo(BRODERIE)).epreuves if e.code == "EP2A"]
    assert [(o.libelle, o.verifiee) for o in ep2a.options] == [
        ("Broderie machine guidée main", True),
        ("Broderie main (aiguille et crochet de Lunéville)", False),
    ]


def test_dispensed_language_asks_no_option(photo: Photo) -> None:
    decision = decider(
        photo(BRODERIE), acquis=(titre("CAP-BACPRO"),), choix=option(EP2A="Broderie machine guidée main")
    )
    assert decision.erreurs == ()
    assert [e.options for e in decision.epreuves if e.code.startswith("EG4")] == [(), (), ()]


def test_sports_activity_may_be_left_open(photo: Photo) -> None:
    (eg3,) = [e for e in decider(photo(BRODERIE)).epreuves if e.code == "EG3"]
    assert (eg3.option_obligatoire, len(eg3.options)) == (False, 3)


def test_individual_candidate_may_leave_sports_out_but_a_pupil_may_not(photo: Photo) -> None:
    choix = {"EG3": ChoixEpreuve(position="DISPENSE")}
    seul = decider(photo(BRODERIE), choix=choix)
    eleve = decider(photo(BRODERIE), choix=choix, public=Public.ETABLISSEMENT, categorie="SCOLAIRE")
    assert (positions(seul)["EG3"], positions(eleve)["EG3"]) == ("DISPENSE", "INSCRIT")


def test_imposed_language_is_chosen_for_the_candidate(photo: Photo) -> None:
    (lv,) = [
        e for e in decider(photo("CAP-50023324")).epreuves if e.discipline == "LV" and e.obligatoire and not e.parent
    ]
    assert (lv.option, lv.options) == ("Anglais", ())


def test_optional_epreuve_is_taken_only_when_chosen(photo: Photo) -> None:
    choix = option(EG4="Allemand", EP2A="Broderie machine guidée main")
    assert positions(decider(photo(BRODERIE), choix=choix))["EF1"] == "NON_INSCRIT"
    prise = decider(photo(BRODERIE), choix=choix | {"EF1": ChoixEpreuve(position="INSCRIT")})
    assert positions(prise)["EF1"] == "INSCRIT"
    assert prise.erreurs == ()


def test_optional_language_differs_from_the_obligatory_one(photo: Photo) -> None:
    snapshot = photo(BACPRO)
    meme = decider(snapshot, choix=option(E4="Anglais") | {"EF1": ChoixEpreuve("INSCRIT", "Anglais")})
    autre = decider(snapshot, choix=option(E4="Anglais") | {"EF1": ChoixEpreuve("INSCRIT", "Italien")})
    assert (fautes(meme), fautes(autre)) == ([("epreuves", "EF1")], [])


def test_forme_progressive_puts_units_off_with_their_parts(photo: Photo) -> None:
    choix = option(EG4="Allemand") | {c: ChoixEpreuve(position="NON_PRESENTEE") for c in ("EP1", "EP2", "EG1")}
    decision = decider(photo(BRODERIE), forme="Progressive", choix=choix)
    attendues = {"EP1", "EP2", "EP2A", "EG1", "EG1A", "EG1B", "EG1C"}
    assert {c for c, p in positions(decision).items() if p == "NON_PRESENTEE"} == attendues
    assert decision.erreurs == ()


def test_forme_globale_puts_nothing_off(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), choix={"EP1": ChoixEpreuve(position="NON_PRESENTEE")})
    assert positions(decision)["EP1"] == "INSCRIT"


def test_forme_progressive_presents_at_least_one_unit(photo: Photo) -> None:
    snapshot = photo("CAP-50033205-EP1EP3")
    choix = {c: ChoixEpreuve(position="NON_PRESENTEE") for c in ("EP1", "EP3")}
    decision = decider(snapshot, forme="Progressive", choix=choix, reponses={"situation_professionnelle": "Autre cas"})
    assert fautes(decision) == [("epreuves", "")]


def test_units_of_the_bac_pro_are_its_parts(photo: Photo) -> None:
    choix = {"E11": ChoixEpreuve(position="NON_PRESENTEE"), "E1": ChoixEpreuve(position="NON_PRESENTEE")}
    places = positions(decider(photo(BACPRO), forme="Progressive", choix=choix))
    assert (places["E11"], places["E12"], places["E1"]) == ("NON_PRESENTEE", "INSCRIT", "INSCRIT")


@pytest.mark.parametrize(
    ("categorie", "public", "mode"),
    [("INDIVIDUEL_SALARIE", Public.INDIVIDUEL, "Ponctuel"), ("SCOLAIRE", Public.ETABLISSEMENT, "CCF")],
)
def test_mode_follows_the_category(photo: Photo, categorie: str, public: Public, mode: str) -> None:
    decision = decider(photo(BRODERIE), categorie=categorie, public=public)
    assert decision.epreuves[0].mode == mode


def test_unknown_coefficient_stays_unknown(photo: Photo) -> None:
    coefficients = {e.code: e.coefficient for e in decider(photo(BRODERIE)).epreuves}
    assert (coefficients["EP1"], coefficients["EG1"]) == (None, Decimal(3))


def test_nothing_to_choose_is_said(photo: Photo) -> None:
    decision = decider(photo("MC4-46125002", annee=2024), reponses={})
    assert not decision.a_choisir
    assert decider(photo(BRODERIE)).a_choisir
