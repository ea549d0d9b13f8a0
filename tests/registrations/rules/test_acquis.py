"""What earlier titles, marks and VAE decisions give."""

import datetime as dt
from decimal import Decimal

import pytest

from registrations.rules.types import AcquisDeclare, ChoixEpreuve
from tests.registrations.rules.aides import (
    decider,
    dispensees,
    fautes,
    notes,
    option,
    pieces,
    positions,
    titre,
)
from tests.registrations.rules.conftest import Photo

BRODERIE = "CAP-50024127"
BACPRO = "BACPRO-40033003"


def test_title_of_1998_is_admitted(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), date_naissance=dt.date(1980, 1, 1), acquis=(titre("CAP-CAP", 1998),))
    assert decision.acquis[0].admis
    assert "EG1" in dispensees(decision)


def test_unticking_a_dispense_sits_it_again_with_its_parts(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-CAP"),), decoches=frozenset({"EG1"}))
    assert dispensees(decision) == ["EG2", "EG3", "EG5"]
    assert {positions(decision)[c] for c in ("EG1", "EG1A", "EG1B", "EG1C")} == {"INSCRIT"}
    assert next((d.code, d.retenue) for d in decision.acquis[0].dispenses) == ("EG1", False)


def test_every_dispense_unticked_asks_no_proof(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-CAP"),), decoches=frozenset({"EG1", "EG2", "EG3", "EG5"}))
    assert "acquis_dispense" not in pieces(decision)


def test_position_sent_for_an_epreuve_never_undoes_a_dispense(photo: Photo) -> None:
    choix = option(EG4="Allemand") | {"EG1": ChoixEpreuve("INSCRIT")}
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-CAP"),), choix=choix)
    assert positions(decision)["EG1"] == "DISPENSE"


@pytest.mark.parametrize(
    ("annee", "admis"), [(2021, True), (2017, True), (2016, False)], ids=["un an", "cinq sessions", "six sessions"]
)
def test_marks_serve_five_sessions(photo: Photo, annee: int, admis: bool) -> None:
    decision = decider(photo(BRODERIE), acquis=(notes("CAP-MEME", annee, EP1=12),))
    assert decision.acquis[0].admis is admis
    assert positions(decision)["EP1"] == ("BENEFICE" if admis else "INSCRIT")
    assert ("acquis_notes" in pieces(decision)) is admis
    if not admis:
        assert "2017" in decision.acquis[0].raison.phrase


def test_cap_mark_of_9_5_is_kept(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(notes("CAP-MEME", 2021, EG1=9.5),))
    (eg1,) = [e for e in decision.epreuves if e.code == "EG1"]
    assert (eg1.position.value, eg1.note) == ("BENEFICE", Decimal("9.5"))
    assert "9,5" in eg1.raison.phrase
    assert "D337-17" in eg1.raison.source


@pytest.mark.parametrize(
    ("note", "forme", "attendu"),
    [
        (9.5, "Globale", "INSCRIT"),
        (10, "Globale", "BENEFICE"),
        (9.5, "Progressive", "REPORT"),
        (10, "Progressive", "BENEFICE"),
    ],
)
def test_bac_pro_keeps_ten_and_carries_less_in_forme_progressive(
    photo: Photo, note: float, forme: str, attendu: str
) -> None:
    decision = decider(photo(BACPRO), acquis=(notes("BCP-MEME", 2021, E2=note),), forme=forme)
    assert positions(decision)["E2"] == attendu
    if attendu == "INSCRIT":
        (acquis,) = decision.acquis
        assert not acquis.admis
        assert [r.code for r in acquis.refus] == ["E2"]
        assert "au moins 10" in acquis.raison.phrase


def test_marks_of_another_speciality_keep_general_epreuves_only(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(notes("CAP-AUTRE", 2021, EG1=14, EP1=15),))
    assert (positions(decision)["EG1"], positions(decision)["EP1"]) == ("BENEFICE", "INSCRIT")


@pytest.mark.parametrize("note", ["-1", "20.01", "NaN", "Infinity"])
def test_impossible_mark_is_an_error_and_keeps_nothing(photo: Photo, note: str) -> None:
    declare = AcquisDeclare("CAP-MEME", 2021, notes={"EP1": Decimal(note)})
    decision = decider(photo(BRODERIE), acquis=(declare,))
    assert ("acquis", "CAP-MEME:notes:EP1") in fautes(decision)
    assert positions(decision)["EP1"] == "INSCRIT"


def test_marks_without_any_mark_are_asked_for(photo: Photo) -> None:
    assert ("acquis", "CAP-MEME:notes") in fautes(decider(photo(BRODERIE), acquis=(titre("CAP-MEME", 2021),)))


def test_vae_dispenses_the_units_that_it_names(photo: Photo) -> None:
    declare = AcquisDeclare("CAP-VAE", 2019, codes=frozenset({"EP2", "EG1"}))
    decision = decider(photo(BRODERIE), acquis=(declare,))
    assert dispensees(decision) == ["EP2", "EP2A", "EG1", "EG1A", "EG1B", "EG1C"]
    assert "acquis_vae" in pieces(decision)


def test_vae_without_units_asks_which_and_gives_nothing(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-VAE", 2019),))
    assert ("acquis", "CAP-VAE:epreuves") in fautes(decision)
    assert dispensees(decision) == []


@pytest.mark.parametrize(("reponses", "langue"), [({}, False), ({"langue": False}, False), ({"langue": True}, True)])
def test_condition_counts_as_uncovered_without_a_yes(photo: Photo, reponses: dict[str, bool], langue: bool) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-NIV4", reponses=reponses),))
    assert ("EG4" in dispensees(decision)) is langue
    assert "EG1" in dispensees(decision)
    assert "EG5" not in dispensees(decision)


def test_condition_over_the_whole_rule_refuses_it(photo: Photo) -> None:
    refuse = decider(photo(BRODERIE), acquis=(titre("CAP-UE"),))
    assert not refuse.acquis[0].admis
    assert "en français" in refuse.acquis[0].raison.phrase
    assert dispensees(refuse) == []
    admis = decider(photo(BRODERIE), acquis=(titre("CAP-UE", reponses={"francais": True}),))
    assert "EG1" in dispensees(admis)
    assert "acquis_ue" in pieces(admis)


def test_unknown_effect_grants_nothing_and_is_verified_by_the_service(photo: Photo) -> None:
    decision = decider(photo("CAP-50033205"), acquis=(titre("AEPE-ADVF"),))
    (acquis,) = decision.acquis
    assert (acquis.admis, acquis.a_verifier) == (False, True)
    assert "à vérifier par le service" in acquis.raison.phrase
    assert dispensees(decision) == []
    assert "acquis_dispense" in pieces(decision)
    assert len(decision.a_verifier) == 1


@pytest.mark.parametrize("annee", [2022, 2004, 1900, 9999, -1])
def test_year_in_the_future_or_before_birth_is_an_error(photo: Photo, annee: int) -> None:
    assert ("acquis", "CAP-CAP:annee") in fautes(decider(photo(BRODERIE), acquis=(titre("CAP-CAP", annee),)))


def test_title_of_another_speciality_must_be_taken_away(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("AEPE-ADVF"),))
    assert ("acquis", "AEPE-ADVF") in fautes(decision)
    assert not decision.acquis[0].admis


def test_dispense_wins_over_a_kept_mark(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(notes("CAP-AUTRE", 2021, EG1=14), titre("CAP-CAP")))
    assert positions(decision)["EG1"] == "DISPENSE"


def test_optional_epreuve_of_the_same_discipline_is_not_dispensed(photo: Photo) -> None:
    """The bac pro's optional language is a language too, and no text dispenses of it."""
    decision = decider(photo("BP-45022108"), acquis=(titre("BP-BAC"),))
    assert "E6" in dispensees(decision)
    assert positions(decision)["EF"] == "NON_INSCRIT"


def test_proof_of_many_titles_fits_where_it_is_kept(photo: Photo) -> None:
    """Each title is named while the sentence fits the piece (500 characters); the others are counted."""
    snapshot = photo("CAP-50033205")
    tous = tuple(titre(r.cle, 2000 + n) for n, r in enumerate(snapshot.regles) if r.question == "DIPLOME")
    piece = next(p for p in decider(snapshot, acquis=tous).pieces if p.cle == "acquis_dispense")
    assert len(piece.raison) <= 400
    assert "Titulaire d'un autre CAP (2000)" in piece.raison
    assert piece.raison.endswith(" de plus.")


def test_proof_of_a_european_diploma_names_only_this_one(photo: Photo) -> None:
    acquis = (titre("CAP-CAP"), titre("CAP-UE", reponses={"francais": True}))
    piece = next(p for p in decider(photo(BRODERIE), acquis=acquis).pieces if p.cle == "acquis_ue")
    assert "Diplôme d'un Etat de l'UE" in piece.raison
    assert "autre CAP" not in piece.raison


def test_question_without_a_yes_says_which_epreuve_stays_to_sit(photo: Photo) -> None:
    (acquis,) = decider(photo(BRODERIE), acquis=(titre("CAP-NIV4", reponses={"langue": False}),)).acquis
    assert [(r.code, "langue vivante" in r.raison.phrase) for r in acquis.refus] == [("EG4", True)]


def test_only_questions_that_matter_are_asked(photo: Photo) -> None:
    def posees(cle: str, regle: str) -> list[str]:
        return [q.cle for t in decider(photo(cle)).titres if t.regle == regle for q in t.questions]

    assert posees(BACPRO, "BCP-BCP") == ["eco_gestion"]
    assert posees("BACPRO-40031212", "BCP-BCP") == ["eco_droit"]
    assert posees(BRODERIE, "CAP-NIV4") == ["langue"]
    assert posees("CAP-50033205", "CAP-NIV4") == []  # no obligatory language there


def test_title_without_effect_on_the_speciality_is_named_apart(photo: Photo) -> None:
    decision = decider(photo("CAP-50033205"))
    assert "CAP-LV" in {t.regle for t in decision.sans_effet}
    assert "CAP-LV" not in {t.regle for t in decision.titres}


def test_vae_too_old_may_still_be_proved_to_the_service(photo: Photo) -> None:
    declare = AcquisDeclare("CAP-VAE", 2010, codes=frozenset({"EP2"}))
    decision = decider(photo(BRODERIE), acquis=(declare,))
    assert dispensees(decision) == []
    assert "attestation de blocs de compétences" in decision.acquis[0].raison.phrase
    assert "acquis_vae" in pieces(decision)


def test_mark_kept_is_that_of_its_epreuve_not_of_the_parts(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(notes("CAP-MEME", 2021, EG1=12),))
    assert {e.code: e.note for e in decision.epreuves if e.code.startswith("EG1")} == {
        "EG1": Decimal(12),
        "EG1A": None,
        "EG1B": None,
        "EG1C": None,
    }
