"""« M'inscrire »: each choice narrows the next, and no state of a service is a dead end."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from sessions_cfg.models import ServiceInscription, Session
from tests.registrations.requetes import requetes

pytestmark = pytest.mark.django_db
URL = "/inscriptions/nouvelle/"
AUTOMNE_2021, AUTOMNE_2023 = "2021-11-10T13:00+01:00", "2023-11-09T12:00+01:00"


def session(annee: int) -> Session:
    return Session.objects.get(examen="CAP", mois=f"{annee}-06-01")


def lire(client: Client, **choix: str | int) -> str:
    return client.get(URL, choix).content.decode().replace("&#x27;", "'")


def liens(page: str) -> list[str]:
    return re.findall(r'academie=(\w+)"', page)


def test_open_service_says_the_guide_s_sentences(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    horloge(AUTOMNE_2021)

    page = lire(client, examen="CAP", session=session(2022).pk, academie="16")

    assert (
        "Les inscriptions sont ouvertes du 01 novembre 2021 08:00 au 29 novembre 2021 18:00 (heure de Paris)." in page
    )
    assert "Vous devez sélectionner l'académie correspondant à votre lieu de résidence." in page
    assert "Ferme dans 19 jours." in page
    assert ">Valider</button>" in page


def test_service_to_come_says_when_and_whom_to_ask(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    horloge("2021-10-31T12:00+01:00")

    page = lire(client, examen="CAP", session=session(2022).pk, academie="16")

    assert "Les inscriptions seront ouvertes du 01 novembre 2021 08:00" in page
    assert "Ouvre demain à 08:00." in page
    assert "Rectorat de Toulouse" in page
    assert ">Valider</button>" not in page


def test_closed_service_says_since_when_and_whom_to_ask(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    horloge("2021-11-29T18:00+01:00")

    page = lire(client, examen="CAP", session=session(2022).pk, academie="16")

    assert "Les inscriptions sont fermées. Elles étaient ouvertes du 01 novembre 2021 08:00" in page
    assert "Rectorat de Toulouse" in page
    assert 'href="/ouverture-des-services/"' in page
    assert ">Valider</button>" not in page


@pytest.mark.parametrize("academie", ["01", "24", "25", "54"])
def test_paris_creteil_and_versailles_lead_to_the_siec(
    client: Client, candidat: User, horloge: Callable[[str], None], academie: str
) -> None:
    horloge(AUTOMNE_2023)
    cap = session(2024).pk
    assert academie in liens(lire(client, examen="CAP", session=cap))

    page = lire(client, examen="CAP", session=cap, academie=academie)

    assert '<input type="hidden" name="service" value="cap-2024-siec">' in page
    assert "Les inscriptions sont ouvertes du 18 octobre 2023 14:00 au 18 novembre 2023 23:59" in page


def test_overseas_service_says_both_hours(client: Client, candidat: User, horloge: Callable[[str], None]) -> None:
    horloge(AUTOMNE_2023)

    page = lire(client, examen="CAP", session=session(2024).pk, academie="31")

    assert "du 18 octobre 2023 08:00 au 17 novembre 2023 17:00 (heure locale)." in page
    assert "Soit du 18 octobre 2023 14:00 au 17 novembre 2023 22:00 (heure de Paris)." in page


def test_open_period_wins_over_a_closed_one_of_the_same_place(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    horloge(AUTOMNE_2021)
    modele = ServiceInscription.objects.get(cle="cap-2022-toulouse")
    modele.pk, modele.cle = None, "cap-2022-toulouse-avant"
    modele.ouverture, modele.fermeture = modele.ouverture.replace(month=9), modele.ouverture.replace(month=10)
    modele.save(force_insert=True)

    page = lire(client, examen="CAP", session=session(2022).pk, academie="16")

    assert '<input type="hidden" name="service" value="cap-2022-toulouse">' in page


def test_nothing_open_nor_announced_leads_to_all_periods(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    horloge(AUTOMNE_2021)
    Session.objects.update(archivee_le="2021-01-01T00:00Z")

    page = lire(client)

    assert "Aucun service d'inscription n'est ouvert ni annoncé pour le moment." in page
    assert 'href="/ouverture-des-services/"' in page


def test_each_step_asks_the_same_however_many_services(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    horloge(AUTOMNE_2021)
    for annee, services in ((2022, 1), (2024, 3)):
        cap = session(annee)
        assert cap.services.count() == services
        etapes = [
            {},
            {"examen": "CAP"},
            {"examen": "CAP", "session": cap.pk},
            {"examen": "CAP", "session": cap.pk, "academie": cap.services.order_by("pk")[0].academie_id},
        ]
        nombres = [len(requetes(lambda e=e: client.get(URL, e))) for e in etapes]  # type: ignore[misc]
        assert nombres == [1, 1, 2, 3]
