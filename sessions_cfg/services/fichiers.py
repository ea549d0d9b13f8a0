"""The data files of the catalogue: where they are, what they hash to."""

import hashlib
import json
from pathlib import Path
from typing import Any

DOSSIER = Path(__file__).resolve().parents[1] / "catalogue"

# Grows when the way files become rows changes: everything is then loaded again once.
FORMAT = 2

LOTS: dict[str, tuple[str, ...]] = {
    "geographie": ("academies.json", "departements.json", "pays.json"),
    "communes": ("communes.csv.gz",),
    "catalogue": (
        "examens.json",
        "categories.json",
        "choix.json",
        "regles_acquis.json",
        "eligibilite.json",
        "pieces.json",
        "specialites/*.json",
    ),
    "calendriers": ("services_gestionnaires.json", "etablissements.json", "calendriers.json", "etapes.json"),
    "demonstration": ("demo.json",),
}


def chemins(lot: str) -> list[Path]:
    """The files of a lot, in a stable order."""
    return [chemin for motif in LOTS[lot] for chemin in sorted(DOSSIER.glob(motif))]


def empreinte(lot: str) -> str:
    """sha256 of the lot's files, names and bytes."""
    resume = hashlib.sha256(f"format {FORMAT}".encode())
    for chemin in chemins(lot):
        resume.update(chemin.relative_to(DOSSIER).as_posix().encode() + b"\0")
        resume.update(hashlib.sha256(chemin.read_bytes()).digest())
    return resume.hexdigest()


def lire(nom: str) -> Any:
    """A JSON file of the catalogue, by its name in the folder."""
    return json.loads((DOSSIER / nom).read_text("utf-8"))


def lire_specialites() -> list[dict[str, Any]]:
    """Every spécialité of every exam."""
    return [s for chemin in sorted((DOSSIER / "specialites").glob("*.json")) for s in json.loads(chemin.read_text())]
