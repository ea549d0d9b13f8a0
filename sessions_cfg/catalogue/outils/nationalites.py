"""Fill the nationalities of pays.json from the npm package i18n-nationality (MIT), corrected.

Run by hand: `python -m sessions_cfg.catalogue.outils.nationalites`. A territory that gives no nationality of its
own keeps none: it is not offered as one.
"""

import json
from pathlib import Path

from .paquet import paquet_npm

PAQUET = "i18n-nationality@1.4.0"
PAYS = Path(__file__).resolve().parent.parent / "pays.json"

# Not sovereign in the list of countries, yet a nationality that a candidate may hold.
RECONNUES = {"XK", "PS", "TW"}

CORRECTIONS = {
    "AG": "Antiguais-et-Barbudien",
    "CR": "Costaricien",
    "CV": "Cap-Verdien",
    "GQ": "Équato-Guinéen",
    "GW": "Bissau-Guinéen",
    "KI": "Kiribatien",
    "KN": "Kittitien-et-Névicien",
    "KP": "Nord-Coréen",
    "KR": "Sud-Coréen",
    "LR": "Libérien",
    "LS": "Lesothan",
    "PG": "Papouan-Néo-Guinéen",
    "PS": "Palestinien",
    "SL": "Sierra-Léonais",
    "TL": "Timorais",
    "TT": "Trinidadien",
    "VA": "Citoyen du Vatican",
    "ZA": "Sud-Africain",
}


def main() -> None:
    with paquet_npm(PAQUET) as dossier:
        noms = json.loads((dossier / "langs" / "fr.json").read_text("utf-8"))["nationalities"]
    pays = json.loads(PAYS.read_text("utf-8"))
    for p in pays:
        iso2 = p["iso2"]
        offerte = p["souverain"] or iso2 in RECONNUES
        p["nationalite"] = CORRECTIONS.get(iso2, noms.get(iso2, "")) if offerte else ""
    PAYS.write_text(json.dumps(pays, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
