"""Sundays and holidays: computed where the law gives a rule, told where they matter, moving nothing."""

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from cyclades.common.acteur import acteur
from sessions_cfg import calendrier, feries, queries
from sessions_cfg.models import Academie, EtapeCalendrier, ServiceInscription

AVANT = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def jours(annee: int, academie: str) -> set[str]:
    return {f"{j:%d/%m}" for j in feries.feries(annee, academie)}


@pytest.mark.parametrize(
    ("annee", "mobiles"),
    [(2022, {"18/04", "26/05", "06/06"}), (2024, {"01/04", "09/05", "20/05"}), (2025, {"21/04", "29/05", "09/06"})],
)
def test_eleven_legal_holidays_with_those_of_easter(annee: int, mobiles: set[str]) -> None:
    fixes = {"01/01", "01/05", "08/05", "14/07", "15/08", "01/11", "11/11", "25/12"}

    assert jours(annee, "16") == fixes | mobiles


@pytest.mark.parametrize(
    ("academie", "propre"),
    [("43", "27/04"), ("31", "22/05"), ("32", "27/05"), ("33", "10/06"), ("28", "20/12"), ("15", "26/12")],
)
def test_overseas_and_alsace_have_their_own(academie: str, propre: str) -> None:
    assert jours(2027, academie) - jours(2027, "16") == {propre}


@pytest.mark.parametrize("academie", ["40", "41", "42"])
def test_what_no_source_says_is_not_told(academie: str) -> None:
    assert jours(2027, academie) == set()


@pytest.mark.parametrize(
    ("jour", "academie", "genre", "attendu"),
    [
        ("2021-11-01", "16", "academie", "Le lundi 01 novembre 2021 est un jour férié (Toussaint)."),
        ("2021-12-05", "16", "academie", "Le dimanche 05 décembre 2021 est un dimanche."),
        (
            "2026-11-01",
            "16",
            "academie",
            "Le dimanche 01 novembre 2026 est un dimanche et un jour férié (Toussaint).",
        ),
        ("2021-11-02", "16", "academie", ""),
        ("2023-05-22", "31", "drom", "est un jour férié (commémoration de l'abolition de l'esclavage)."),
        ("2023-05-22", "16", "academie", ""),
        ("2021-11-01", "E99", "centre_etranger", ""),
    ],
)
def test_sentence_of_a_day(jour: str, academie: str, genre: str, attendu: str) -> None:
    dite = feries.phrase([dt.date.fromisoformat(jour)], academie=academie, genre=genre)

    assert dite.endswith(attendu) if attendu else not dite


def etapes(cle: str) -> dict[str, calendrier.EtapeAffichee]:
    service = queries.service_par_cle(cle)
    assert service is not None
    return {e.cle: e for e in calendrier.etapes(service, queries.etapes_de(service), AVANT)}


@pytest.mark.django_db
def test_toulouse_opened_on_toussaint(client: Client) -> None:
    page = client.get("/ouverture-des-services/cap-2022-toulouse/").content.decode()
    agenda = client.get("/ouverture-des-services/cap-2022-toulouse/calendrier.ics")

    assert "Le lundi 01 novembre 2021 est un jour férié (Toussaint)." in page
    assert agenda.status_code == 200
    inscription = Calendar.from_ical(agenda.content).walk("VEVENT")[0]
    assert "jour férié (Toussaint)" in str(inscription["description"])


@pytest.mark.django_db
def test_post_on_a_sunday_is_told_and_moves_nothing() -> None:
    """SIEC: the postmark of Saturday 25 November 2023; a day later would be a Sunday."""
    assert etapes("cap-2024-siec")["pieces"].rappel == ""
    siec = ServiceInscription.objects.get(cle="cap-2024-siec")
    limite = siec.pieces_fermeture + dt.timedelta(days=1)
    with acteur("systeme:test"):
        ServiceInscription.objects.filter(pk=siec.pk).update(pieces_fermeture=limite)

    pieces = etapes("cap-2024-siec")["pieces"]

    assert pieces.rappel == (
        "Le dimanche 26 novembre 2023 est un dimanche. "
        "Par courrier, postez votre envoi avant : la date limite ne change pas."
    )
    assert pieces.fin == limite


@pytest.mark.django_db
def test_day_of_an_exam_in_its_own_academie() -> None:
    service = ServiceInscription.objects.get(cle="cap-2024-martinique")
    jour = dt.date(2024, 5, 22)
    for qui in EtapeCalendrier.Qui:
        EtapeCalendrier.objects.create(
            service=service, cle=f"oral-{qui}", qui=qui, debut=jour, fin=jour, quoi="Oral", lieu="Au centre d'examen"
        )

    assert "abolition de l'esclavage" in etapes("cap-2024-martinique")["oral-candidat"].rappel
    assert etapes("cap-2024-martinique")["oral-service"].rappel == ""


@pytest.mark.django_db
def test_every_academie_named_exists() -> None:
    donnees = feries._catalogue()
    nommees = {a for j in donnees["jours"] for a in j.get("academies", [])} | set(donnees["sans"])

    assert nommees <= set(Academie.objects.values_list("code", flat=True))
    assert all(j["source"] for j in donnees["jours"])
