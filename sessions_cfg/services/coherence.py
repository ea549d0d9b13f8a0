"""Is the catalogue coherent? Each message names the record, so that who edits it finds it."""

from collections.abc import Collection
from typing import Any

from .coherence_specialites import fautes_specialite

CLES_DE_CONDITION = frozenset(
    {
        "toujours",
        "publics",
        "nationalite",
        "age_min",
        "age_max_exclu",
        "age_au_31_decembre_max_exclu",
        "categories",
        "categories_sauf",
        "formes",
        "acquis",
        "acquis_sauf",
        "origine",
        "handicap",
        "amenagement_deja_accorde",
        "derogation",
        "academies",
        "examens",
        "specialites",
        "reponses",
        "derniere_unite",
        "liste_inconnue",
    }
)


class CatalogueIncoherent(ValueError):
    """The files contradict themselves; nothing was loaded."""


def verifier(
    *,
    examens: list[dict[str, Any]],
    specialites: list[dict[str, Any]],
    regles: dict[str, Any],
    pieces: list[dict[str, Any]],
    eligibilite: list[dict[str, Any]],
    listes: Collection[str],
) -> None:
    """Raise `CatalogueIncoherent` with every fault found."""
    trouvees = fautes(
        examens=examens,
        specialites=specialites,
        regles=regles,
        pieces=pieces,
        eligibilite=eligibilite,
        listes=listes,
    )
    if trouvees:
        raise CatalogueIncoherent("Catalogue incohérent :\n- " + "\n- ".join(trouvees))


def fautes(
    *,
    examens: list[dict[str, Any]],
    specialites: list[dict[str, Any]],
    regles: dict[str, Any],
    pieces: list[dict[str, Any]],
    eligibilite: list[dict[str, Any]],
    listes: Collection[str],
) -> list[str]:
    """Every fault of this catalogue, one sentence each, that names its record; `listes`: keys of the lists."""
    codes_examen = {e["code"] for e in examens}
    cles = {s["cle"] for s in specialites}
    trouvees = [
        *(f for s in specialites for f in fautes_specialite(s, examens=codes_examen, listes=listes)),
        *_fautes_regles(regles, codes_examen, cles, specialites),
    ]
    for ligne in [*pieces, *eligibilite]:
        inconnues = set(ligne["condition"]) - CLES_DE_CONDITION
        if inconnues:
            trouvees.append(f"{ligne['cle']} : condition inconnue {sorted(inconnues)}")
        visees = set(ligne.get("specialites", [])) | set(ligne["condition"].get("specialites", []))
        trouvees += [f"{ligne['cle']} : spécialité inconnue {c}" for c in sorted(visees - cles)]
        minimum, maximum = ligne["condition"].get("age_min"), ligne["condition"].get("age_max_exclu")
        if minimum is not None and maximum is not None and minimum >= maximum:
            trouvees.append(f"{ligne['cle']} : personne n'a au moins {minimum} ans et moins de {maximum} ans")
    trouvees += [f"{p['cle']} : la raison de la demande manque" for p in pieces if not p["quand"].strip()]
    trouvees += [f"{p['cle']} : aucune source" for p in [*pieces, *regles["regles"]] if not p["sources"]]
    return trouvees


def _fautes_regles(
    regles: dict[str, Any], examens: set[str], cles: set[str], specialites: list[dict[str, Any]]
) -> list[str]:
    fautes = []
    for r in regles["regles"]:
        fautes += [f"{r['cle']} : examen inconnu {e}" for e in r["examens"] if e not in examens]
        fautes += [f"{r['cle']} : spécialité inconnue {c}" for c in r["specialites"] if c not in cles]
        for examen in r["examens"]:
            if r["question"] not in {q["code"] for q in regles["questions"].get(examen, [])}:
                fautes.append(f"{r['cle']} : l'examen {examen} n'a pas de question {r['question']}")
        for code in r["codes"]:
            visees = [s for s in specialites if s["cle"] in r["specialites"]]
            if not any(e["code"] == code for s in visees for e in s["epreuves"]):
                fautes.append(f"{r['cle']} : aucune épreuve {code} dans les spécialités visées")
        visees = [s for s in specialites if s["examen"] in r["examens"] and s["cle"] in (r["specialites"] or cles)]
        disciplines = set(r["disciplines"]) - {"*"}
        connues = {e["discipline"] for s in visees for e in s["epreuves"]}
        if visees and disciplines and disciplines.isdisjoint(connues):
            fautes.append(f"{r['cle']} : ne vise aucune épreuve ({', '.join(sorted(disciplines))})")
    return fautes
