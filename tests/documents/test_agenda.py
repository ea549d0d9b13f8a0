"""Convocation published: its `.ics`, under embargo as the paper; what « Mes documents » says of each kind."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from cyclades.outbox.services import vider
from documents.agenda import icalendrier
from documents.kinds import convocation
from documents.models import DocumentVersion
from documents.services.emission import emettre
from registrations.models import Candidature
from tests.usines import compte_candidat

from . import contenus, dossiers, exemples
from .test_views import texte

pytestmark = pytest.mark.django_db
INSTANT = dt.datetime(2022, 4, 1, 8, tzinfo=dt.UTC)


@pytest.fixture
def candidature() -> Candidature:
    return dossiers.candidature(compte_candidat())


def publier(candidature: Candidature, nom: str = "convocation", **autres: Any) -> DocumentVersion:
    genre, donnees = exemples.EXEMPLES[nom]
    contenu = contenus.guide()
    emise = emettre(
        candidature=candidature,
        contenu=contenu,
        genre=genre,
        donnees=donnees(contenu),
        auteur="gestionnaire:1",
        **{"instant": INSTANT, **autres},
    )
    vider()
    return emise


def adresse(emise: DocumentVersion) -> str:
    return reverse("documents:agenda", args=[emise.document.candidature.numeros, emise.document_id])


def test_agenda_says_what_the_paper_says() -> None:
    _, contexte = exemples.contexte("convocation")

    evenements = Calendar.from_ical(icalendrier(contexte, cle="convocation-1", revision=1)).walk("VEVENT")

    imprimees = [e for centre in contexte["centres"] for e in centre["epreuves"]]
    assert [str(e["summary"]) for e in evenements] == [e["intitule"] for e in imprimees]
    assert [e.decoded("dtstart").isoformat() for e in evenements] == [
        e["debut_iso"].replace("Z", "+00:00") for e in imprimees
    ]
    assert len({str(e["uid"]) for e in evenements}) == len(evenements)
    assert str(evenements[0]["location"]).startswith("Lycée polyvalent Toulouse-Lautrec, 64 boulevard")
    assert "dtend" not in evenements[3]  # its length is not known


def test_agenda_of_the_next_convocation_moves_the_same_events() -> None:
    _, contexte = exemples.contexte("convocation")

    un, deux = (Calendar.from_ical(icalendrier(contexte, cle="c", revision=n)).walk("VEVENT") for n in (1, 2))

    assert [str(e["uid"]) for e in un] == [str(e["uid"]) for e in deux]
    assert (un[0]["sequence"], deux[0]["sequence"]) == (1, 2)


def test_agenda_is_under_the_embargo_of_the_paper(client: Client, candidature: Candidature, horloge: Any) -> None:
    emise = publier(candidature, publie_le=dt.datetime(2022, 5, 2, 8, tzinfo=dt.UTC))
    client.force_login(candidature.compte)

    codes = []
    for instant in ("2022-05-02T07:59:55Z", "2022-05-02T08:00:01Z"):
        horloge(instant)
        codes.append(client.get(adresse(emise)).status_code)

    assert codes == [404, 200]


def test_agenda_of_another_candidate_does_not_exist(client: Client, candidature: Candidature) -> None:
    emise = publier(candidature)
    client.force_login(compte_candidat())

    assert client.get(adresse(emise)).status_code == 404


def test_liste_shows_every_kind_with_version_date_and_what_is_new(client: Client, candidature: Candidature) -> None:
    for nom in exemples.EXEMPLES:
        publier(candidature, nom)
    client.force_login(candidature.compte)
    liste = reverse("documents:liste", args=[candidature.numeros])

    avant = texte(client.get(liste))
    client.get(reverse("documents:telecharger", args=[candidature.numeros, "releve-notes"]))
    apres = texte(client.get(liste))

    for genre, _ in exemples.EXEMPLES.values():
        assert f"{genre.kind.label} [PDF] : Version n°1 mis à jour le 01/04/2022 10:00 Nouveau" in avant
    assert "Relevé de notes [PDF] : Version n°1 mis à jour le 01/04/2022 10:00 Nouveau" not in apres
    assert apres.count("Nouveau") == avant.count("Nouveau") - 1
    assert avant.count("[ICS]") == 1


def test_a_convocation_by_series_has_its_own_title_and_agenda(client: Client, candidature: Candidature) -> None:
    emises = [publier(candidature, serie=serie) for serie in ("Épreuves écrites", "Épreuves orales")]
    client.force_login(candidature.compte)

    page = client.get(reverse("documents:liste", args=[candidature.numeros])).content.decode()

    assert [adresse(e) in page for e in emises] == [True, True]
    assert emises[0].contexte["serie"] == "Épreuves écrites"
    assert convocation.GENRE.kind == emises[0].document.kind
