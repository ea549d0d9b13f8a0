"""How periods are written."""

import datetime as dt

import pytest

from sessions_cfg import periodes

OUVERTURE = dt.datetime.fromisoformat("2021-11-01T08:00+01:00")
FERMETURE = dt.datetime.fromisoformat("2021-11-29T18:00+01:00")


def test_opening_sentence_is_the_guide_s() -> None:
    assert periodes.phrase_ouverture(OUVERTURE, FERMETURE) == (
        "Les inscriptions sont ouvertes du 01 novembre 2021 08:00 au 29 novembre 2021 18:00 (heure de Paris)."
    )


def test_pieces_sentence_is_the_guide_s() -> None:
    phrase = periodes.phrase_depot(
        dt.datetime.fromisoformat("2021-11-03T00:00+01:00"), dt.datetime.fromisoformat("2021-12-06T23:59+01:00")
    )
    assert phrase == "entre le mercredi 03 novembre 2021 et le lundi 06 décembre 2021 23:59 (heure/Paris)"


def test_midnight_closing_is_written_as_the_end_of_the_day_before() -> None:
    minuit = dt.datetime.fromisoformat("2023-11-19T00:00+01:00")
    assert periodes.date_heure(minuit, fin=True) == "18 novembre 2023 23:59"
    assert periodes.date_heure_courte(minuit, fin=True) == "18/11/2023 à 23:59"
    assert periodes.phrase_depot(None, minuit) == "jusqu'au samedi 18 novembre 2023 23:59 (heure/Paris)"


@pytest.mark.parametrize(
    ("fuseau", "attendu"),
    [
        ("Europe/Paris", ""),
        ("America/Martinique", "du 01 novembre 2021 08:00 au 29 novembre 2021 18:00 (heure de Paris)"),
    ],
)
def test_paris_time_is_said_only_where_it_differs(fuseau: str, attendu: str) -> None:
    assert periodes.periode_a_paris(OUVERTURE, FERMETURE, fuseau=fuseau) == attendu


def test_local_midnight_is_the_same_minute_in_paris() -> None:
    minuit_a_noumea = dt.datetime.fromisoformat("2023-11-19T00:00+11:00")
    phrase = periodes.periode_a_paris(OUVERTURE, minuit_a_noumea, fuseau="Pacific/Noumea")
    assert phrase.endswith("au 18 novembre 2023 13:59 (heure de Paris)")


def test_key_of_a_service_tells_sessions_apart() -> None:
    assert periodes.cle_de_service("BAC PRO", dt.date(2024, 6, 1), "La Réunion") == "bac-pro-2024-la-reunion"
    assert periodes.cle_de_service("CAP", dt.date(2024, 9, 1), "Nice") == "cap-2024-09-nice"


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        ("2021-08-30T12:00+02:00", ""),
        ("2021-11-26T00:00+01:00", "dans 3 jours"),
        ("2021-11-27T23:59+01:00", "dans 2 jours"),
        ("2021-11-28T00:00+01:00", "demain à 18:00"),
        ("2021-11-29T17:59+01:00", "aujourd'hui à 18:00"),
        ("2021-11-29T18:00+01:00", ""),
    ],
)
def test_days_left_are_days_of_the_calendar(instant: str, attendu: str) -> None:
    assert periodes.dans_combien(FERMETURE, dt.datetime.fromisoformat(instant)) == attendu


@pytest.mark.parametrize(
    ("fuseau", "attendu"), [("Pacific/Noumea", "aujourd'hui à 05:00"), ("America/Martinique", "demain à 14:00")]
)
def test_days_left_are_those_of_the_service_s_zone(fuseau: str, attendu: str) -> None:
    """The same closing is of today or of tomorrow, as the clock where one registers."""
    instant = dt.datetime.fromisoformat("2021-11-29T14:30+01:00" if "Noumea" in fuseau else "2021-11-29T04:30+01:00")
    fermeture = dt.datetime.fromisoformat("2021-11-29T19:00+01:00")

    assert periodes.dans_combien(fermeture, instant, fuseau=fuseau) == attendu


def test_midnight_closing_ends_today_not_tomorrow() -> None:
    minuit = dt.datetime.fromisoformat("2023-11-19T00:00+01:00")
    soir = dt.datetime.fromisoformat("2023-11-18T20:00+01:00")
    assert periodes.dans_combien(minuit, soir, fin=True) == "aujourd'hui à 23:59"


def test_days_left_cross_the_night_of_october_by_dates_not_hours() -> None:
    """That Sunday has 25 hours: 23:30 on Saturday is still the eve of Sunday 23:30."""
    fermeture = dt.datetime.fromisoformat("2024-10-27T23:30+01:00")
    assert periodes.dans_combien(fermeture, dt.datetime.fromisoformat("2024-10-26T23:30+02:00")) == "demain à 23:30"


def test_pieces_of_an_overseas_service_are_told_in_paris_too() -> None:
    minuit_en_martinique = dt.datetime.fromisoformat("2023-12-09T00:00-04:00")
    assert periodes.depot_a_paris(minuit_en_martinique, fuseau="America/Martinique") == (
        "jusqu'au samedi 09 décembre 2023 04:59 (heure/Paris)"
    )
    assert periodes.depot_a_paris(minuit_en_martinique, fuseau="Europe/Paris") == ""
