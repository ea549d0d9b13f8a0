"""The calendar of a session: the whole of SIEC's, dates of the service itself, on screen and as an agenda."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from icalendar import Calendar

from cyclades.common.acteur import acteur
from sessions_cfg import calendrier, queries
from sessions_cfg.models import EtapeCalendrier, LotCharge, ServiceInscription
from tests.registrations.requetes import requetes

pytestmark = pytest.mark.django_db
SIEC = "cap-2024-siec"
MI_AVRIL = dt.datetime.fromisoformat("2024-04-15T12:00+02:00")


def service(cle: str = SIEC) -> ServiceInscription:
    trouve = queries.service_par_cle(cle)
    assert trouve is not None
    return trouve


def lire(octets: bytes) -> dict[str, Any]:
    """Events of an agenda by their UID."""
    return {str(e["uid"]): e for e in Calendar.from_ical(octets).walk("VEVENT")}


def etapes(cle: str = SIEC, instant: dt.datetime = MI_AVRIL) -> list[calendrier.EtapeAffichee]:
    return calendrier.etapes(service(cle), queries.etapes_de(service(cle)), instant)


def test_siec_calendar_is_the_document_s_when_what_and_where() -> None:
    lues = [(e.qui, e.quand, e.lieu) for e in etapes()]

    assert lues == [
        (
            "candidat",
            "du 18 octobre 2023 14:00 au 18 novembre 2023 23:59 (heure de Paris)",
            "Sur ce portail, « M'inscrire »",
        ),
        (
            "candidat",
            "Au plus tard le samedi 25 novembre 2023, cachet de la poste faisant foi",
            "À l'adresse indiquée en haut à gauche du récapitulatif, de préférence en recommandé avec accusé de "
            "réception ou en lettre suivie",
        ),
        ("service", "décembre 2023 - janvier 2024", "Dans votre espace, « Mes justificatifs »"),
        ("service", "mars 2024", "Dans votre espace, « Mes documents »"),
        ("service", "fin avril, début mai 2024", "Dans votre espace, « Mes documents »"),
        ("candidat", "du 02 avril 2024 au 04 avril 2024", "Au lieu indiqué sur votre convocation"),
        ("candidat", "du 22 avril 2024 au 26 avril 2024", "Au lieu indiqué sur votre convocation"),
        ("candidat", "mai 2024 - juin 2024", "Au lieu indiqué sur vos convocations"),
        ("candidat", "lundi 03 juin 2024", "Au lieu indiqué sur votre convocation"),
        ("candidat", "mardi 04 juin 2024", "Au lieu indiqué sur votre convocation"),
        ("service", "juillet 2024", "Dans votre espace, « Mes documents »"),
        ("service", "octobre 2024", "À l'adresse mail donnée lors de votre inscription"),
    ]


def test_steps_are_past_now_or_to_come() -> None:
    moments = {e.cle: e.moment for e in etapes()}

    assert moments["oral-francais"] == "Passé"
    assert moments["convocations-ecrits"] == "En ce moment"
    assert moments["oral-langues"] == "Prochaine étape"
    assert moments["ecrits"] == moments["releves"] == "À venir"


def test_a_moved_closing_moves_its_step() -> None:
    with acteur("systeme:essai"):
        ServiceInscription.objects.filter(cle=SIEC).update(fermeture="2023-11-20T17:00Z")

    assert etapes()[0].quand.endswith("au 20 novembre 2023 18:00 (heure de Paris)")


def test_agenda_reads_back_with_days_instants_and_alarms(client: Client) -> None:
    reponse = client.get(f"/ouverture-des-services/{SIEC}/calendrier.ics")

    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    evenements = lire(reponse.content)
    assert len(evenements) == 12
    inscription = evenements[f"{SIEC}-inscription@cyclades"]
    assert inscription["dtstart"].dt == dt.datetime(2023, 10, 18, 12, 0, tzinfo=dt.UTC)
    assert inscription["dtend"].dt == dt.datetime(2023, 11, 18, 23, 0, tzinfo=dt.UTC)
    assert inscription["dtstart"].params["TZID"] == "Europe/Paris"
    rappels = [a["trigger"].dt for a in inscription.walk("VALARM")]
    assert rappels == [dt.timedelta(days=-7), dt.timedelta(days=-2), dt.timedelta(hours=-8)]
    assert (
        inscription["url"] == "https://siec.education.fr/candidats/docutheque/examens/CAP/guide-dinscription-cyclades"
    )
    ecrits = evenements[f"{SIEC}-ecrits@cyclades"]
    assert (ecrits["dtstart"].dt, ecrits["dtend"].dt) == (dt.date(2024, 6, 3), dt.date(2024, 6, 4))
    mars = evenements[f"{SIEC}-convocations-oraux@cyclades"]
    assert (mars["dtstart"].dt, mars["dtend"].dt) == (dt.date(2024, 3, 1), dt.date(2024, 4, 1))


def test_agenda_counts_each_change_of_the_service_and_of_its_steps(client: Client) -> None:
    """An agenda that follows the calendar takes a change only when SEQUENCE grows."""

    def sequence() -> int:
        octets = client.get(f"/ouverture-des-services/{SIEC}/calendrier.ics").content
        return int(lire(octets)[f"{SIEC}-ecrits@cyclades"]["sequence"])

    lues = [sequence()]
    with acteur("systeme:essai"):
        ServiceInscription.objects.filter(cle=SIEC).update(fermeture="2023-11-20T17:00Z")
        lues.append(sequence())
        EtapeCalendrier.objects.filter(service__cle=SIEC, cle="ecrits").update(debut="2024-06-02")
        lues.append(sequence())
        EtapeCalendrier.objects.filter(service__cle=SIEC, cle="releves").delete()
        lues.append(sequence())

    assert lues == [lues[0] + n for n in range(4)]
    evenement = lire(client.get(f"/ouverture-des-services/{SIEC}/calendrier.ics").content)[f"{SIEC}-ecrits@cyclades"]
    assert evenement["last-modified"].dt == service().modifie_le.replace(microsecond=0)  # type: ignore[union-attr]


def test_registration_comes_before_the_pieces_of_the_same_day() -> None:
    assert [e.cle for e in etapes("cap-2027-nouvelle-caledonie")] == ["inscription", "pieces"]


def test_nice_and_poitiers_word_their_return_of_pieces() -> None:
    nice, poitiers = (etapes(cle)[1] for cle in ("cap-2024-nice", "cap-2025-poitiers"))

    assert nice.quand == "jusqu'au vendredi 17 novembre 2023 23:59 (heure locale)"
    assert "sans ce dépôt, la candidature est annulée" in nice.lieu
    assert "par voie postale au rectorat en cas de difficulté technique" in poitiers.lieu


def test_overseas_days_are_the_service_s_own() -> None:
    noumea = service("cap-2027-nouvelle-caledonie")
    jour = dt.date(2027, 6, 1)
    EtapeCalendrier.objects.create(service=noumea, cle="ecrit", qui="candidat", debut=jour, fin=jour, quoi="Écrit")

    (ecrit,) = [e for e in etapes(noumea.cle) if e.cle == "ecrit"]

    assert ecrit.debut == dt.datetime(2027, 6, 1, tzinfo=ZoneInfo("Pacific/Noumea"))
    octets = calendrier.icalendrier(noumea, [ecrit], adresse="https://x.example/", instant=MI_AVRIL)
    (evenement,) = lire(octets).values()
    assert evenement["dtstart"].dt == jour


@pytest.mark.parametrize(
    ("cle", "tzid", "ouverture", "fermeture"),
    [
        ("cap-2024-nice", "Europe/Paris", "2023-10-10T15:00+02:00", "2023-11-10T17:00+01:00"),
        ("cap-2024-martinique", "America/Martinique", "2023-10-18T08:00-04:00", "2023-11-17T17:00-04:00"),
        ("cap-2027-nouvelle-caledonie", "Pacific/Noumea", "2026-09-01T07:00+11:00", "2099-12-31T16:00+11:00"),
    ],
)
def test_agenda_has_the_instants_in_the_zone_of_the_service(
    client: Client, cle: str, tzid: str, ouverture: str, fermeture: str
) -> None:
    """Nice opens in summer time and closes in winter time."""
    octets = client.get(f"/ouverture-des-services/{cle}/calendrier.ics").content

    inscription = lire(octets)[f"{cle}-inscription@cyclades"]
    lus = [inscription["dtstart"].dt, inscription["dtend"].dt]
    assert lus == [dt.datetime.fromisoformat(t) for t in (ouverture, fermeture)]
    assert inscription["dtstart"].params["TZID"] == tzid
    zones = [str(z["tzid"]) for z in Calendar.from_ical(octets).walk("VTIMEZONE")]
    assert zones == [tzid]


def test_page_tells_both_hours_where_they_differ(client: Client) -> None:
    page = client.get("/ouverture-des-services/cap-2027-nouvelle-caledonie/").content.decode()

    assert "du 01 septembre 2026 07:00 au 31 décembre 2099 16:00 (heure locale)" in page
    assert "Soit du 31 août 2026 22:00 au 31 décembre 2099 06:00 (heure de Paris)" in page


@pytest.mark.parametrize("academie", ["01", "24", "25"])
def test_paris_creteil_and_versailles_find_the_siec(client: Client, academie: str) -> None:
    page = client.get("/ouverture-des-services/", {"academie": academie}).content.decode().replace("&#x27;", "'")

    assert "sont organisés par : Service interacadémique des examens et concours d'Île-de-France." in page
    assert "SIEC - PARIS-CRETEIL-VERSAILLES" in page.partition("<h2>Périodes")[2]


def test_page_asks_the_same_with_or_without_steps(client: Client) -> None:
    pages = [f"/ouverture-des-services/{cle}/" for cle in (SIEC, "cap-2022-toulouse")]

    nombres = {len(requetes(lambda p=page: client.get(p))) for page in pages}  # type: ignore[misc]

    assert nombres == {2}


@pytest.mark.parametrize("cle", ["inconnu", "a" * 200, "%00"])
def test_unknown_service_is_404(client: Client, cle: str) -> None:
    for suite in ("", "calendrier.ics"):
        assert client.get(f"/ouverture-des-services/{cle}/{suite}").status_code == 404


def test_loading_again_leaves_the_steps_of_a_responsable() -> None:
    EtapeCalendrier.objects.filter(service__cle=SIEC, cle="releves").update(quoi="Relevés")
    LotCharge.objects.filter(nom="calendriers").update(empreinte="autre")

    call_command("load_catalogue", verbosity=0)

    assert EtapeCalendrier.objects.get(service__cle=SIEC, cle="releves").quoi == "Relevés"
    assert EtapeCalendrier.objects.filter(service__cle=SIEC).count() == 12
