"""What the engine leaves unsaid in the structure of a PDF."""

from typing import Any


def dire_la_portee(document: object, pdf: Any) -> None:
    """Say of each header cell whether it heads its row or its column (PDF/UA-1 §7.5, Matterhorn 15-003).

    The engine links data cells to their headers, which says nothing of a column whose cells are headers themselves.
    """
    structure: list[Any] = [o for o in pdf.objects if isinstance(o, dict) and o.get("Type") == "/StructElem"]
    par_reference = {element.reference: element for element in structure}
    for element in par_reference.values():
        if element.get("S") == "/TH":
            rangee = par_reference[element["P"]]
            soeurs = [par_reference[enfant] for enfant in rangee["K"] if enfant in par_reference]
            en_tete = par_reference[rangee["P"]].get("S") == "/THead" or all(s["S"] == "/TH" for s in soeurs)
            element["A"]["Scope"] = "/Column" if en_tete and len(soeurs) > 1 else "/Row"
