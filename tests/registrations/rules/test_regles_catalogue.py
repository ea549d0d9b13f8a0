"""One row at least per rule of the catalogue, with its source; a rule without a row fails.

Rows are written from the texts, by hand: what is covered is never computed from the catalogue. A rule with
questions has rows with and without each « Oui »; a rule with a threshold, rows on both sides of it; a rule with a
validity, rows on both sides of five sessions.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from registrations.rules.types import AcquisDeclare, Decision
from sessions_cfg.services.fichiers import DOSSIER
from sessions_cfg.snapshot import Epreuve, Specialite
from tests.registrations.rules.aides import decider
from tests.registrations.rules.conftest import Photo

BRODERIE, AEPE, MACON = "CAP-50024127", "CAP-50033205", "CAP-50023217"
ASSP, ACCUEIL, GESTION = "BACPRO-40033003", "BACPRO-40031212", "BACPRO-40030001"
BOULANGER, COIFFURE, ASCENSEURS = "BP-45022108", "MC3-01033605", "MC4-46125002"
BMA = "BMA"  # the catalogue has no spécialité of this exam: one is made of the units that its arrêté names

ARRETE_CAP = (
    "arrêté du 23 juin 2014 (dispenses CAP/BEP), art. LV : https://legal.tricoteuses.fr/articles/JORFARTI000029186456"
)
ARRETE_BAC = (
    "https://juriblio.fr/arretes/arrete-du-8-novembre-2012/160880922 (arrêté du 8 novembre 2012, dispenses bac pro)"
)
ARRETE_EUROPE = (
    "https://www.education.gouv.fr/bo/20/Hebdo4/MENE1932027A.htm (arrêté du 6 novembre 2019, NOR MENE1932027A)"
)
ARRETE_NOTES = (
    "https://www.legifrance.gouv.fr/affichTexte.do?cidTexte=JORFTEXT000034676102 "
    "(arrêté du 10 mai 2017, NOR MENE1710643A)"
)
NOTES_BAC = "https://www.aprotect.fr/?p=1687 (arrêté du 10 mai 2017, bac pro)"
GUIDE = "guide « S'inscrire au CAP dans le portail candidat Cyclades », version 1.0 du 15/11/2021"
LILLE = (
    "https://www1.ac-lille.fr/faire-valoir-ses-acquis-anterieurs-dispense-benefice-report-etou-demander-"
    "des-amenagements-123273"
)
CODE = "code de l'éducation, art. "
GENERALES = ("E4", "E5-A", "E5-B", "E6", "E7")  # the guide of Grenoble
NOTES_BRODERIE = {"EP1": 9.5, "EG1": 0, "EG2": 8, "EG3": 12, "EG4": 5, "EG5": 20}
LANGUE, EN_FRANCAIS = frozenset({"langue"}), frozenset({"francais"})


@dataclass(frozen=True)
class Ligne:
    """A declared acquis, and exactly what it covers: `dispense`, `benefice`, `report` (codes of épreuves)."""

    regle: str
    specialite: str
    source: str
    dispense: tuple[str, ...] = ()
    benefice: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    a_verifier: bool = False
    annee: int = 2020
    notes: Mapping[str, float] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    oui: frozenset[str] = frozenset()
    forme: str = "Globale"

    @property
    def couvre(self) -> bool:
        return bool(self.dispense or self.benefice or self.report)

    def __str__(self) -> str:
        suite = [*sorted(self.oui), str(self.annee), self.forme if self.notes else "", *map(str, self.notes.values())]
        return f"{self.regle} {self.specialite} {' '.join(s for s in suite if s)}"


def _inconnu(regle: str, specialite: str) -> Ligne:
    """The guide shows the title and says nothing of its effect."""
    return Ligne(regle, specialite, GUIDE, a_verifier=True)


TABLE = [
    # CAP, titles
    Ligne("CAP-CAP", BRODERIE, ARRETE_CAP, dispense=("EG1", "EG2", "EG3", "EG5")),
    Ligne("CAP-CAP", AEPE, ARRETE_CAP, dispense=("EG1", "EG2", "EG3", "EG4"), annee=1998),
    Ligne("CAP-BEP", BRODERIE, ARRETE_CAP, dispense=("EG1", "EG2", "EG3", "EG5")),
    Ligne("CAP-CAPA-CAPM", BRODERIE, GUIDE, dispense=("EG1", "EG2", "EG3", "EG5")),
    Ligne("CAP-BEPA-BEPM", BRODERIE, GUIDE, dispense=("EG1", "EG2", "EG3", "EG5")),
    Ligne("CAP-BACPRO", BRODERIE, ARRETE_CAP, dispense=("EG1", "EG2", "EG3", "EG4", "EG5")),
    Ligne("CAP-NIV4", BRODERIE, GUIDE, dispense=("EG1", "EG2", "EG3", "EG4"), oui=LANGUE),
    Ligne("CAP-NIV4", BRODERIE, GUIDE, dispense=("EG1", "EG2", "EG3")),
    Ligne("CAP-LV", BRODERIE, ARRETE_CAP, dispense=("EG4",)),
    Ligne("CAP-UE", BRODERIE, ARRETE_EUROPE, dispense=("EG1", "EG2", "EG3"), oui=EN_FRANCAIS),
    Ligne("CAP-UE", BRODERIE, ARRETE_EUROPE),
    Ligne("CAP-UP", MACON, "https://legal.tricoteuses.fr/articles/JORFARTI000001632619", dispense=("EP1",)),
    Ligne("AEPE-CPJEPS", AEPE, GUIDE, dispense=("EP2",)),
    _inconnu("CAP-VAPVAE", BRODERIE),
    _inconnu("AEPE-ADVF", AEPE),
    _inconnu("AEPE-MCAD", AEPE),
    _inconnu("AEPE-CAPA-SAPVER", AEPE),
    _inconnu("AEPE-BEPA-SAP", AEPE),
    _inconnu("AEPE-BEP-ASSP", AEPE),
    # CAP, marks (no threshold) and VAE
    Ligne("CAP-MEME", BRODERIE, CODE + "D337-17", benefice=tuple(NOTES_BRODERIE), notes=NOTES_BRODERIE, annee=2017),
    Ligne("CAP-MEME", BRODERIE, CODE + "D337-17", notes=NOTES_BRODERIE, annee=2016),
    Ligne(
        "CAP-AUTRE",
        BRODERIE,
        ARRETE_NOTES,
        benefice=("EG1", "EG2", "EG3", "EG4", "EG5"),
        notes=NOTES_BRODERIE,
        annee=2017,
    ),
    Ligne("CAP-AUTRE", BRODERIE, ARRETE_NOTES, notes=NOTES_BRODERIE, annee=2016),
    Ligne("CAP-AUTRE-BEP", BRODERIE, ARRETE_NOTES, benefice=("EG1", "EG2", "EG3"), notes=NOTES_BRODERIE, annee=2017),
    Ligne("CAP-AUTRE-BEP", BRODERIE, ARRETE_NOTES, notes=NOTES_BRODERIE, annee=2016),
    Ligne("CAP-VAE", BRODERIE, CODE + "D337-17, D337-18", dispense=("EP2", "EG4"), codes=("EP2", "EG4"), annee=2017),
    Ligne("CAP-VAE", BRODERIE, CODE + "D337-17, D337-18", codes=("EP2", "EG4"), annee=2016, a_verifier=True),
    # Bac pro, titles
    Ligne("BCP-SUP", ASSP, ARRETE_BAC, dispense=GENERALES, annee=2017),
    Ligne("BCP-DMA", ASSP, ARRETE_BAC, dispense=GENERALES, annee=2017),
    Ligne("BCP-BMA", ASSP, ARRETE_BAC, dispense=GENERALES),
    Ligne("BCP-BT", ASSP, ARRETE_BAC, dispense=GENERALES, annee=1998),
    Ligne("BCP-BAC", ASSP, ARRETE_BAC, dispense=GENERALES),
    Ligne("BCP-DTMS", ASSP, LILLE, dispense=GENERALES),
    Ligne("BCP-BCP", ASSP, ARRETE_BAC, dispense=("E11", "E35", *GENERALES)),
    Ligne("BCP-BCP", ASSP, ARRETE_BAC, dispense=("E11", "E34", "E35", *GENERALES), oui=frozenset({"eco_gestion"})),
    Ligne(
        "BCP-BCP",
        ACCUEIL,
        ARRETE_BAC,
        dispense=("E11", "E12", "E33", "E41", "E5-A", "E5-B", "E6", "E7"),
        oui=frozenset({"eco_droit"}),
    ),
    Ligne("BCP-LVB", ACCUEIL, ARRETE_BAC, dispense=("E42",)),
    Ligne("BCP-UE", ASSP, ARRETE_EUROPE, dispense=GENERALES, oui=EN_FRANCAIS),
    Ligne("BCP-UE", ASSP, ARRETE_EUROPE),
    # Bac pro, marks (10) and VAE
    Ligne("BCP-MEME", ASSP, CODE + "D337-69, D337-79", benefice=("E2",), notes={"E2": 10, "E4": 9.5}, annee=2017),
    Ligne("BCP-MEME", ASSP, CODE + "D337-69, D337-79", notes={"E2": 10, "E4": 9.5}, annee=2016),
    Ligne(
        "BCP-MEME",
        ASSP,
        CODE + "D337-69, D337-79",
        benefice=("E2",),
        report=("E4",),
        notes={"E2": 10, "E4": 9.5},
        forme="Progressive",
    ),
    Ligne(
        "BCP-AUTRE",
        GESTION,
        NOTES_BAC,
        benefice=("E11", "E12", "E34", "E5-A"),
        notes={"E11": 10, "E12": 11, "E2": 18, "E34": 12, "E41": 15, "E42": 16, "E5-A": 10, "E6": 9.5},
        annee=2017,
    ),
    Ligne(
        "BCP-AUTRE",
        GESTION,
        NOTES_BAC,
        benefice=("E41",),
        notes={"E41": 15, "E42": 16, "E6": 9.5},
        oui=frozenset({"langue_a"}),
        forme="Progressive",  # no report of a low mark from another spécialité
    ),
    Ligne(
        "BCP-AUTRE",
        GESTION,
        NOTES_BAC,
        benefice=("E42",),
        notes={"E41": 15, "E42": 16},
        oui=frozenset({"langue_b"}),
    ),
    Ligne(
        "BCP-AUTRE",
        GESTION,
        NOTES_BAC,
        notes={"E11": 10},
        annee=2016,
    ),
    Ligne("BCP-VAE", ASSP, CODE + "D337-69, D337-71, D337-73", dispense=("E2", "E31"), codes=("E2", "E31"), annee=2017),
    Ligne("BCP-VAE", ASSP, CODE + "D337-69, D337-71, D337-73", codes=("E2",), annee=2016, a_verifier=True),
    # BP
    Ligne("BP-BAC", BOULANGER, ARRETE_EUROPE, dispense=("E5", "E6")),
    Ligne("BP-UE", BOULANGER, ARRETE_EUROPE, dispense=("E5", "E6"), oui=EN_FRANCAIS),
    Ligne("BP-UE", BOULANGER, ARRETE_EUROPE),
    Ligne("BP-MEME", BOULANGER, CODE + "D337-107", benefice=("E1",), notes={"E1": 10, "E2": 9.99}, annee=2017),
    Ligne("BP-MEME", BOULANGER, CODE + "D337-107", notes={"E1": 10}, annee=2016),
    Ligne("BP-MEME", BOULANGER, CODE + "D337-107", notes={"E2": 9.5}, forme="Progressive"),
    Ligne("BP-VAE", BOULANGER, CODE + "D337-108", dispense=("E1", "E41"), codes=("E1", "E41"), annee=2017),
    Ligne("BP-VAE", BOULANGER, CODE + "D337-108", codes=("E1",), annee=2016),
    # BMA, MC and CS
    Ligne(
        "BMA-NIV4",
        BMA,
        "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000031824566/",
        dispense=("U5", "U6", "U7", "U8"),
    ),
    *(
        ligne
        for specialite in (COIFFURE, ASCENSEURS)
        for ligne in (
            Ligne(
                "MC-MEME",
                specialite,
                "http://www.education.gouv.fr/bo/2001/hs7/mention.htm",
                benefice=("E2",),
                notes={"E1": 9.5, "E2": 10},
                annee=2017,
            ),
            Ligne(
                "MC-MEME",
                specialite,
                "http://www.education.gouv.fr/bo/2001/hs7/mention.htm",
                notes={"E2": 10},
                annee=2016,
            ),
        )
    ),
]
FICHIER = json.loads((DOSSIER / "regles_acquis.json").read_text())["regles"]
REGLES = {r["cle"]: r for r in FICHIER}
BMA_SUPPOSE = Specialite(
    cle="BMA-ESSAI",
    code_bcn="",
    libelle="Essai",
    epreuves=(
        Epreuve("U1", "Professionnelle", "PRO", unite="U1"),
        Epreuve("U5", "Scientifique", "MATH_PC", unite="U5"),
        Epreuve("U6", "Langue vivante", "LV", unite="U6"),
        Epreuve("U7", "Français, histoire-géographie, enseignement moral et civique", "FR_HG_EMC", unite="U7"),
        Epreuve("U8", "Education physique et sportive", "EPS", unite="U8"),
    ),
)


def _decider(photo: Photo, ligne: Ligne) -> Decision:
    if ligne.specialite == BMA:
        snapshot = dataclasses.replace(photo("", examen="BMA"), specialite=BMA_SUPPOSE)
    else:
        snapshot = photo(ligne.specialite)
    assert snapshot.specialite
    acquis = AcquisDeclare(
        ligne.regle,
        ligne.annee,
        "16",
        notes={code: Decimal(str(note)) for code, note in ligne.notes.items()},
        codes=frozenset(ligne.codes),
        reponses=dict.fromkeys(ligne.oui, True),
    )
    return decider(snapshot, acquis=(acquis,), forme=ligne.forme)


@pytest.mark.parametrize("ligne", TABLE, ids=str)
def test_rule_covers_exactly_this(photo: Photo, ligne: Ligne) -> None:
    decision = _decider(photo, ligne)

    (acquis,) = decision.acquis
    assert acquis.raison.source == ligne.source
    assert acquis.raison.regle == ligne.regle
    assert acquis.admis is ligne.couvre
    assert acquis.a_verifier is ligne.a_verifier
    couvertes = {
        genre: tuple(d.code for d in acquis.dispenses if d.position.value == genre)
        for genre in ("DISPENSE", "BENEFICE", "REPORT")
    }
    assert couvertes == {"DISPENSE": ligne.dispense, "BENEFICE": ligne.benefice, "REPORT": ligne.report}
    for dispense in acquis.dispenses:
        assert (dispense.raison.source, dispense.raison.regle) == (ligne.source, ligne.regle)
        parent = {e.code: e for e in decision.epreuves}
        assert {parent[c].position for c in (dispense.code, *dispense.sous_epreuves)} == {dispense.position}
    if ligne.a_verifier:
        assert "à vérifier par le service" in acquis.raison.phrase
        assert decision.a_verifier


def test_every_rule_has_a_row_and_every_row_a_rule() -> None:
    assert {ligne.regle for ligne in TABLE} == set(REGLES)


@pytest.mark.parametrize("cle", REGLES)
def test_every_case_of_the_rule_has_a_row(cle: str) -> None:
    """With and without each « Oui »; both sides of a threshold and of the validity; sources word for word."""
    regle, lignes = REGLES[cle], [ligne for ligne in TABLE if ligne.regle == cle]
    for question in regle.get("questions", []):
        assert {question["cle"] in ligne.oui for ligne in lignes} == {True, False}
    if regle.get("validite_sessions"):
        assert {2017, 2016} <= {ligne.annee for ligne in lignes}
        assert not any(ligne.couvre for ligne in lignes if ligne.annee == 2016)
    if regle.get("seuil"):
        notes = [note for ligne in lignes for note in ligne.notes.values()]
        assert 10 in notes and any(note < 10 for note in notes)
    assert {ligne.source for ligne in lignes} <= set(regle["sources"])
    known = bool(regle["disciplines"] or regle["codes"])
    assert any(ligne.couvre for ligne in lignes) is known
