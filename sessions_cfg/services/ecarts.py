"""What differs between the catalogue written in `/gestion/` and the published one, record by record, in words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from sessions_cfg.models import (
    Epreuve,
    Examen,
    ListeChoix,
    RegleAcquis,
    RegleEligibilite,
    ReglePiece,
    Specialite,
    VersionCatalogue,
)

from .publication import contenu_des_tables

# Part of the published content → table that is edited, and how a record of it is called.
PARTIES: dict[str, type[Model]] = {"regles": RegleAcquis, "pieces": ReglePiece, "eligibilite": RegleEligibilite}
TABLES: dict[str, type[Model]] = {**PARTIES, "specialites": Specialite, "examens": Examen, "listes": ListeChoix}
NOMS = {
    "regles": "Règle d'acquis",
    "pieces": "Pièce",
    "eligibilite": "Condition d'inscription",
    "specialites": "Spécialité",
    "examens": "Examen",
    "listes": "Liste de choix",
}
FEMININS = {*PARTIES, "specialites", "listes"}
Champ = tuple[str, str, str]


@dataclass(frozen=True)
class Ecart:
    """A record that differs from the published catalogue.

    `champs`: (label, value published, value here); empty when the record is new or gone.
    """

    genre: str
    cle: str
    nature: str
    champs: tuple[Champ, ...] = ()


def ecarts() -> list[Ecart]:
    """What publishing would change, record by record; empty when nothing would."""
    derniere = VersionCatalogue.objects.order_by("-numero").first()
    return comparer(derniere.contenu if derniere else {}, contenu_des_tables())


def comparer(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> list[Ecart]:
    """What changes from one content to the other."""
    trouves = []
    for partie in TABLES:
        anciens, nouveaux = par_cle(partie, avant), par_cle(partie, apres)
        for cle in [*nouveaux, *(c for c in anciens if c not in nouveaux)]:
            ancien, nouveau = anciens.get(cle), nouveaux.get(cle)
            if ancien != nouveau:
                trouves.append(_ecart(partie, cle, ancien, nouveau))
    restes = [p for p in apres if p not in TABLES and avant.get(p) != apres[p]]
    trouves += [Ecart("Catalogue", partie, "modifié") for partie in sorted(restes)]
    return trouves


def par_cle(partie: str, contenu: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The records of a part by their key."""
    lignes = contenu.get(partie, [])
    if partie == "listes":
        return {cle: {"cle": cle, "valeurs": valeurs} for cle, valeurs in dict(lignes).items()}
    return dict(lignes) if isinstance(lignes, dict) else {ligne["cle"]: ligne for ligne in lignes}


def _ecart(partie: str, cle: str, ancien: dict[str, Any] | None, nouveau: dict[str, Any] | None) -> Ecart:
    mot = "ajouté" if ancien is None else "retiré" if nouveau is None else "modifié"
    champs: tuple[Champ, ...] = ()
    if ancien and nouveau:
        champs = (*_champs(TABLES[partie], ancien, nouveau), *_epreuves(ancien, nouveau))
    nom = f"{cle} ({(nouveau or ancien or {}).get('libelle', '')})" if partie == "specialites" else cle
    return Ecart(NOMS[partie], nom, f"{mot}e" if partie in FEMININS else mot, champs)


def _champs(modele: type[Model], avant: Mapping[str, Any], apres: Mapping[str, Any]) -> Iterator[Champ]:
    noms = {c.attname: str(getattr(c, "verbose_name", c.name)) for c in modele._meta.concrete_fields}
    for champ in apres:
        if champ in noms and avant.get(champ) != apres.get(champ):
            yield noms[champ], en_mots(avant.get(champ)), en_mots(apres.get(champ))


def _epreuves(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> Iterator[Champ]:
    anciennes, nouvelles = ({e["code"]: e for e in s.get("epreuves", [])} for s in (avant, apres))
    for code in [*nouvelles, *(c for c in anciennes if c not in nouvelles)]:
        ancienne, nouvelle = anciennes.get(code), nouvelles.get(code)
        if ancienne is None or nouvelle is None:
            titre = (nouvelle or ancienne or {}).get("titre", "")
            yield f"épreuve {code}", titre if ancienne else "—", titre if nouvelle else "—"
            continue
        for nom, valeur, neuve in _champs(Epreuve, ancienne, nouvelle):
            if nom != "ordre":
                yield f"{code}, {nom}", valeur, neuve
    if list(anciennes) != list(nouvelles) and set(anciennes) == set(nouvelles):
        yield "ordre des épreuves", ", ".join(anciennes), ", ".join(nouvelles)


def en_mots(valeur: Any) -> str:
    """A value as a person reads it; « — » stands for nothing."""
    if valeur in (None, "", [], {}):
        return "—"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list):
        return ", ".join(v["libelle"] if isinstance(v, dict) and "libelle" in v else en_mots(v) for v in valeur)
    return json.dumps(valeur, ensure_ascii=False) if isinstance(valeur, dict) else str(valeur)
