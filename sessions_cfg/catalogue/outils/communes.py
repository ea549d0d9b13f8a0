"""Make communes.csv.gz from @etalab/decoupage-administratif (data of INSEE's COG and La Poste).

Run by hand when a new vintage is wanted: `python -m sessions_cfg.catalogue.outils.communes`. Every place where somebody
alive may be born is kept: the communes of the newest version with their type (current, déléguée, associée,
arrondissement), then, as `ancienne`, every name and code that only an older version or its history since 1943 knows
(merged, renamed, moved to another département: Boulogne-Billancourt is in 75 as well as in 92). `actuelle` names the
commune that holds the place today, by `chefLieu`, `commune` and `anciensCodes` of the newest version; empty where the
row is that commune, or where the newest version does not tell.
"""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

from .paquet import paquet_npm

PAQUET = "@etalab/decoupage-administratif@{}"
ACTUELLE = "6.0.0"
# Those that add names, newest first; 0.8.0 is the last to hold the history, 0.3.0 the oldest published.
ANCIENNES = ("5.3.0", "4.1.0", "3.1.1", "2.3.1", "1.1.1", "0.8.0", "0.3.0")
SORTIE = Path(__file__).resolve().parent.parent / "communes.csv.gz"
ANCIENNE = "ancienne"
# Communes of Guadeloupe until the loi organique 2007-223 of 21/02/2007, older than the oldest version; their codes are
# those of INSEE, « Codification des collectivités d'outre-mer » (insee.fr/fr/information/2028040).
DE_GUADELOUPE = (("97123", "Saint-Barthélemy", "Saint-Barthélemy"), ("97127", "Saint-Martin", "Saint-Martin"))

Ligne = tuple[str, str, str, str, str, str]


def departement(code: str) -> str:
    """The département of a commune's code at the time of that code (« 20 » was Corsica until 1976)."""
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def lire(version: str) -> list[dict[str, Any]]:
    """Communes of a version, then those of its history where it has one."""
    with paquet_npm(PAQUET.format(version)) as dossier:
        noms = ("communes.json", "historique-communes.json")
        fichiers = [dossier / "data" / nom for nom in noms]
        return [c for f in fichiers if f.is_file() for c in json.loads(f.read_text("utf-8"))]


def actuelles_par_code(communes: list[dict[str, Any]]) -> dict[str, str]:
    """Code of today or of formerly → name of the commune that holds it today."""
    actuelles = [c for c in communes if c["type"] == "commune-actuelle"]
    anciens = {code: c["nom"] for c in actuelles for code in c.get("anciensCodes", [])}
    return anciens | {c["code"]: c["nom"] for c in actuelles}


def main() -> None:
    communes = lire(ACTUELLE)
    actuelles = actuelles_par_code(communes)

    lignes: list[Ligne] = []
    for c in communes:
        codes_postaux = " ".join(c.get("codesPostaux", []))
        actuelle = actuelles.get(c.get("chefLieu") or c.get("commune") or "", "")
        lignes.append((c["code"], c["type"], c["nom"], c["departement"], codes_postaux, actuelle))
    connues = {(c["code"], c["nom"]) for c in communes}
    for version in ANCIENNES:
        chefs_lieux = {(c["code"], c["nom"]): c.get("chefLieu", "") for c in lire(version)}
        nouvelles = chefs_lieux.keys() - connues
        connues |= nouvelles
        for code, nom in nouvelles:
            actuelle = actuelles.get(code) or actuelles.get(chefs_lieux[code, nom], "")
            lignes.append((code, ANCIENNE, nom, departement(code), "", actuelle))
        print(f"{version} : {len(nouvelles)} noms de plus")  # noqa: T201  a script for a person
    lignes += [(code, ANCIENNE, nom, "971", "", actuelle) for code, nom, actuelle in DE_GUADELOUPE]
    texte = io.StringIO()
    sortie = csv.writer(texte, lineterminator="\n")
    sortie.writerow(["code", "genre", "nom", "departement", "codes_postaux", "actuelle"])
    sortie.writerows(sorted(lignes))
    SORTIE.write_bytes(gzip.compress(texte.getvalue().encode("utf-8"), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
