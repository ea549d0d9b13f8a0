"""Make communes.csv.gz from @etalab/decoupage-administratif (data of INSEE's COG and La Poste).

Run by hand when a new vintage is wanted: `python -m sessions_cfg.catalogue.outils.communes`. Every type is kept
(current, déléguée, associée, arrondissement): people are born in communes that no longer stand alone.
"""

import csv
import gzip
import io
import json
from pathlib import Path

from .paquet import paquet_npm

PAQUET = "@etalab/decoupage-administratif@6.0.0"
SORTIE = Path(__file__).resolve().parent.parent / "communes.csv.gz"


def main() -> None:
    with paquet_npm(PAQUET) as dossier:
        communes = json.loads((dossier / "data" / "communes.json").read_text("utf-8"))
    texte = io.StringIO()
    lignes = csv.writer(texte, lineterminator="\n")
    lignes.writerow(["code", "genre", "nom", "departement", "codes_postaux"])
    for c in sorted(communes, key=lambda c: (c["code"], c["type"])):
        lignes.writerow([c["code"], c["type"], c["nom"], c["departement"], " ".join(c.get("codesPostaux", []))])
    SORTIE.write_bytes(gzip.compress(texte.getvalue().encode("utf-8"), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
