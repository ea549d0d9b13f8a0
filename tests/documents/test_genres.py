"""Every kind but the confirmation: what it says, how it is built, that it never varies."""

import datetime as dt
import io
from dataclasses import FrozenInstanceError, replace
from typing import Any, cast

import pikepdf
import pytest

from documents import rendering
from documents.kinds import GABARITS, amenagements, convocation, relance, releve
from documents.kinds.commun import DonneesInvalides

from . import contenus, exemples
from .test_rendering import CAS, lignes, mots, texte


def rendre(nom: str, contenu: Any = None, **autres: Any) -> bytes:
    gabarit, contexte = exemples.contexte(nom, contenu, **autres)
    return rendering.rendre(gabarit=gabarit, contexte=contexte)


def construire(nom: str, donnees: Any) -> Any:
    return exemples.EXEMPLES[nom][0].construire(contenus.guide(), contenus.emission(), donnees)


def test_every_template_has_its_example() -> None:
    assert {genre.gabarit for genre, _ in exemples.EXEMPLES.values()} == set(GABARITS) - {"confirmation-1"}


@pytest.mark.parametrize("nom", exemples.EXEMPLES)
def test_the_same_context_gives_the_same_bytes(nom: str) -> None:
    assert rendre(nom) == rendre(nom)


@pytest.mark.parametrize("nom", exemples.EXEMPLES)
def test_a_context_is_frozen(nom: str) -> None:
    genre, donnees = exemples.EXEMPLES[nom]
    contexte = genre.construire(contenus.guide(), contenus.emission(), donnees(contenus.guide()))

    with pytest.raises(FrozenInstanceError):
        contexte.titre = "autre"  # type: ignore[misc]


@pytest.mark.parametrize("cas", CAS)
@pytest.mark.parametrize("nom", exemples.EXEMPLES)
def test_a_kind_is_of_the_family(nom: str, cas: str) -> None:
    """Numbers top right, the service in the window, page x/y and code on each page, text clear of the foot."""
    octets = rendre(nom, CAS[cas]())
    places = {mot: (x, y) for mot, x, y, _, _ in reversed(mots(octets))}
    with pikepdf.open(io.BytesIO(octets)) as document:
        pages = len(document.pages)

    x, y = places["02146028333"]
    rue = next((x, y) for mot, x, y, _, _ in mots(octets) if mot == "voie")
    pieds = [y for mot, _, y, _, _ in mots(octets) if mot == "Page"]
    corps = max(bas for _, _, _, _, bas in mots(octets) if bas < min(pieds))
    assert (x > 595 * 0.6, y < 842 * 0.12) == (True, True)
    assert (57 <= rue[0] <= 298, 76 <= rue[1] <= 204) == (True, True)
    assert all(f"Page {n}/{pages}" in texte(octets) for n in range(1, pages + 1))
    assert texte(octets).count("code 7K3M-9QXT-2B4D-HN5P") == pages
    assert min(pieds) - corps > 8
    assert max(droite for _, _, _, droite, _ in mots(octets)) < 595 - 28


@pytest.mark.parametrize("cas", CAS)
@pytest.mark.parametrize("nom", exemples.EXEMPLES)
def test_a_kind_is_tagged_titled_and_declares_pdf_ua(nom: str, cas: str) -> None:
    genre, _ = exemples.EXEMPLES[nom]
    with pikepdf.open(io.BytesIO(rendre(nom, CAS[cas]()))) as document:
        racine: Any = document.Root
        assert (str(racine.Lang), bool(racine.MarkInfo.Marked)) == ("fr", True)
        assert bool(racine.ViewerPreferences.DisplayDocTitle) is True
        assert str(document.docinfo.Title) == f"{genre.kind.label} - N° 02146028333-001 - version 01"
        with document.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
        balises = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"]
        figures = [b for b in balises if b.S == "/Figure"]
        entetes = {str(b.ID) for b in balises if b.S == "/TH"}
        portees = {str(cast(Any, b.A).get("/Scope")) for b in balises if b.S == "/TH"}
        cellules = [[str(i) for i in cast(Any, b.A).get("/Headers", [])] for b in balises if b.S == "/TD"]
        incluses = [f for f in document.objects if isinstance(f, pikepdf.Dictionary) and "/FontFile2" in f]
        decrites = [f for f in document.objects if isinstance(f, pikepdf.Dictionary) and "/FontBBox" in f]
    assert ["/verification/" in str(f.Alt) for f in figures] == [True]
    assert cellules
    assert {"/Row"} <= portees <= {"/Row", "/Column"}
    assert all(les_siens and entetes.issuperset(les_siens) for les_siens in cellules)
    assert decrites
    assert len(incluses) == len(decrites)


def test_convocation_tells_date_hour_centre_room_and_what_to_bring() -> None:
    obtenues = lignes(rendre("convocation"))

    for attendue in (
        "Centre d'examen : Lycée polyvalent Toulouse-Lautrec",
        "64 boulevard Pierre et Marie Curie",
        "Centre d'examen : GRETA Midi-Pyrénées Centre",
        "Date Heure Epreuve Durée Salle",
        "Une pièce d'identité en cours de validité, avec photographie.",
    ):
        assert any(attendue in ligne for ligne in obtenues), attendue
    assert "08:30 EP1 - Arts appliqués et histoire de la broderie 45 min B100" in texte(rendre("convocation"))


def test_convocation_bears_its_hours_for_a_calendar_on_the_clocks_of_the_service() -> None:
    debut = dt.datetime(2022, 6, 7, 12, 30, tzinfo=dt.UTC)
    contenu = contenus.guide(service={"fuseau": "America/Martinique", "libelle_heure": "heure locale"})
    passage = convocation.Passage("EP1", debut, "Centre", duree_minutes=90)

    contexte = convocation.construire(contenu, contenus.emission(), convocation.Convoquees([passage]))

    (epreuve,) = contexte.centres[0].epreuves
    assert (epreuve.jour, epreuve.heure, epreuve.duree) == ("mardi 07 juin 2022", "08:30", "1 h 30")
    assert (epreuve.debut_iso, epreuve.fin_iso) == ("2022-06-07T12:30:00Z", "2022-06-07T14:00:00Z")
    assert contexte.heure == "heure locale"


def test_releve_tells_marks_dispenses_benefices_and_decision() -> None:
    contenu = contenus.guide()
    contenu["epreuves"][8] |= {"position": "BENEFICE", "position_libelle": "Bénéfice", "note": "14,25"}
    page = texte(rendre("releve", contenu))

    for attendue in (
        "EP1 - Arts appliqués et histoire de la broderie Inscrit - 8,50",
        "EG1 - Français, histoire-géographie, enseignement moral et civique Dispense - -",
        "EG3 - Education physique et sportive Bénéfice - 14,25",
        "Décision du jury ADMIS",
        "Moyenne générale 12,75 / 20",
        "Jury du 05/07/2022",
    ):
        assert attendue in page


def test_releve_names_the_epreuves_without_a_mark() -> None:
    notes = {"EP1": "12,00", "EP2A": "10,00", "EG4": "AB"}

    assert releve.sans_note(contenus.guide(), notes) == []
    assert releve.sans_note(contenus.guide(), {**notes, "EP1": ""}) == ["EP1"]


def test_amenagements_tells_what_is_granted_what_is_not_and_how_to_contest() -> None:
    page = texte(rendre("amenagements"))

    for attendue in (
        "Toutes les épreuves Temps majoré : un tiers du temps de chaque épreuve écrite",
        "EP1 - Arts appliqués et histoire de la broderie Sujets agrandis en Arial 16",
        "Mesures non accordées",
        "Aucun texte ne prévoit cette dispense.",
        "dans les deux mois",
    ):
        assert attendue in page


def test_demande_tells_what_is_asked_by_when_and_what_stays_accepted() -> None:
    page = texte(rendre("demande"))
    a_fournir, acceptees = page.split("Pièces déjà acceptées")

    assert "avant le lundi 06 décembre 2021 23:59 (heure de Paris)" in a_fournir
    assert "CINSIG01 : Confirmation d'inscription signée À fournir avant le lundi 20 décembre 2021 23:59" in a_fournir
    assert "NATIDE01" not in a_fournir
    assert "NATIDE01 : Document justifiant la nationalité française" in acceptees


def test_relance_tells_what_is_missing_and_the_cancellation_that_follows() -> None:
    page = texte(rendre("relance"))

    assert "Confirmation d'inscription signée" in page
    assert "votre candidature sera annulée" in page
    assert page.count("n'est pas transmis") == 1


def test_annulation_tells_why() -> None:
    assert "n'a pas été déposée avant la date limite" in texte(rendre("annulation"))


JURY = releve.Resultats({}, "ADMIS", dt.date(2022, 7, 5))
PASSAGE = convocation.Passage("EP1", exemples.JOUR, "Centre")
REFUS: list[tuple[str, Any, str]] = [
    ("convocation", convocation.Convoquees([]), "au moins une épreuve"),
    ("convocation", convocation.Convoquees([replace(PASSAGE, epreuve="ZZ9")]), "« ZZ9 »"),
    ("convocation", convocation.Convoquees([replace(PASSAGE, centre=" ")]), "centre"),
    ("convocation", convocation.Convoquees([replace(PASSAGE, debut=dt.datetime(2022, 6, 7, 8))]), "fuseau"),  # noqa: DTZ001
    ("releve", replace(JURY, notes={"ZZ9": "12"}), "« ZZ9 »"),
    ("releve", replace(JURY, decision=" "), "décision"),
    ("relance", relance.Manquantes([]), "au moins une pièce"),
    ("amenagements", amenagements.Decision([], dt.date(2022, 2, 15)), "au moins une mesure"),
]


@pytest.mark.parametrize(("nom", "donnees", "phrase"), REFUS)
def test_what_does_not_make_a_document_is_refused_in_a_sentence(nom: str, donnees: Any, phrase: str) -> None:
    with pytest.raises(DonneesInvalides, match=phrase):
        construire(nom, donnees)
