"""What the other apps ask: the right rows, in a fixed number of queries."""

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from cyclades.common.normalisation import cle_recherche
from sessions_cfg import queries
from sessions_cfg.models import Pays, ServiceInscription, Specialite, VersionCatalogue
from sessions_cfg.queries import regles

pytestmark = pytest.mark.django_db
INSTANT = dt.datetime.fromisoformat("2021-11-10T13:00+01:00")


def _service(cle: str = "cap-2022-toulouse") -> ServiceInscription:
    service = queries.service_par_cle(cle)
    assert service is not None
    return service


def test_localites_of_a_postcode(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert [c.libelle for c in queries.localites("31000")] == ["TOULOUSE"]
    assert queries.localites("99999") == []
    assert len(queries.localites("14320")) > 1


def test_countries_leave_out_french_territories() -> None:
    codes = [code for code, _ in queries.pays_de_naissance()]
    assert codes[0] == "FR"
    assert not {"GP", "MQ", "RE", "NC", "PF"} & set(codes)


def test_nationalities_have_one_name_each() -> None:
    noms = list(queries.nationalites().values_list("nationalite", flat=True))
    assert len(noms) == len(set(noms)) > 190
    assert Pays.objects.get(pk="PF").nationalite == ""


def test_choices_narrow_each_other(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        examens = [e.pk for e in queries.examens()]
        sessions = list(queries.sessions_de("CAP"))
        annee_2024 = next(s for s in sessions if s.annee == 2024)
        academies = [a.libelle for a in queries.academies_de(annee_2024.pk)]
    assert {"CAP", "BAC PRO", "BP", "MC3", "MC4"} == set(examens)
    assert [s.annee for s in sessions] == [2027, 2025, 2024, 2022]
    assert academies == ["Martinique", "Nice", "SIEC"]


def test_choices_at_an_instant_leave_out_closed_services() -> None:
    instant = dt.datetime.fromisoformat("2023-11-11T12:00+01:00")
    (session,) = [s for s in queries.sessions_de("CAP", instant=instant) if s.annee == 2024]
    assert [a.libelle for a in queries.academies_de(session.pk, instant=instant)] == ["Martinique", "SIEC"]
    assert [e.pk for e in queries.examens(instant=instant)] == ["BAC PRO", "BP", "CAP"]


def test_archived_session_is_not_offered() -> None:
    service = _service()
    service.session.archivee_le = INSTANT
    service.session.save()
    assert [s.annee for s in queries.sessions_de("CAP")] == [2027, 2025, 2024]


@pytest.mark.parametrize(
    ("instant", "ouvert"),
    [
        ("2021-11-01T07:59:59+01:00", False),
        ("2021-11-01T08:00:00+01:00", True),
        ("2021-11-29T17:59:59+01:00", True),
        ("2021-11-29T18:00:00+01:00", False),
    ],
)
def test_opening_is_included_and_closing_excluded(instant: str, ouvert: bool) -> None:
    moment = dt.datetime.fromisoformat(instant)
    trouve = queries.services_ouverts(moment).filter(cle="cap-2022-toulouse").exists()
    assert (trouve, _service().etat(moment) == ServiceInscription.Etat.OUVERT) == (ouvert, ouvert)


def test_demo_services_are_open_at_any_clock_after_september_2026() -> None:
    for annee in (2026, 2027, 2040, 2099):
        moment = dt.datetime(annee, 9, 1, 0, 0, 1, tzinfo=dt.UTC)
        assert queries.services_ouverts(moment).filter(fictif=True).count() == 4


def test_snapshot_takes_two_queries_then_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    service = _service()
    regles._catalogues.clear()
    with django_assert_num_queries(2):
        premier = queries.snapshot("CAP-50024127", service)
    with django_assert_num_queries(1):
        second = queries.snapshot("CAP-50024127", service)
    assert premier == second
    assert premier.specialite is not None
    assert len(premier.specialite.epreuves) == 14


def test_snapshot_is_the_published_one_until_the_next_publication() -> None:
    service = _service()
    Specialite.objects.filter(pk="CAP-50024127").update(libelle="Changée, pas publiée")
    lue = queries.snapshot("CAP-50024127", service).specialite
    assert lue is not None
    assert lue.libelle == "Arts de la broderie"


@pytest.mark.parametrize("cle", ["INCONNUE", "BP-45022108", "CAP-50022146"])
def test_snapshot_without_a_speciality_that_the_session_does_not_offer(cle: str) -> None:
    """Unknown; of another exam; of a regulation that starts in 2026."""
    assert queries.snapshot(cle, _service()).specialite is None


def test_no_catalogue_says_what_to_run() -> None:
    service = _service()
    VersionCatalogue.objects.all().delete()
    with pytest.raises(queries.CatalogueAbsent, match="load_catalogue"):
        queries.snapshot(None, service)


def test_specialities_offered_hold_for_the_session() -> None:
    de_2022 = {cle for cle, _ in queries.snapshot(None, _service()).offertes}
    de_2027 = {cle for cle, _ in queries.snapshot(None, _service("cap-2027-nice")).offertes}

    assert {"CAP-50024127", "CAP-50022139", "CAP-50023217"} <= de_2022
    assert "CAP-50022146" in de_2027
    assert not {"CAP-50022139", "CAP-50023217"} & de_2027


def test_specialities_are_offered_by_name_as_a_person_sorts_them() -> None:
    noms = [nom for _, nom in queries.snapshot(None, _service()).offertes]

    assert noms == sorted(noms, key=cle_recherche)
    assert len(noms) > 1


@pytest.mark.parametrize(
    ("academie", "present", "absent"),
    [
        ("16", "INDIV TOULOUSE (03100003)", "LYC BELLEVUE-TOULOUSE (0310038Y)"),
        ("54", "INDIVIDUELS 075", "INDIVIDUELS 031"),
        ("23", "INDIV NICE", "INDIV TOULOUSE (03100003)"),
    ],
)
def test_etablissements_of_an_academie(academie: str, present: str, absent: str) -> None:
    offerts = [str(e) for e in queries.etablissements(academie)]
    assert {present, "CNED"} <= set(offerts)
    assert absent not in offerts


def test_service_of_an_unknown_key_is_none(horloge: Callable[[str], None]) -> None:
    assert queries.service_par_cle("nulle-part") is None
