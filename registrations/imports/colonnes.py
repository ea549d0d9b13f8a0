"""The columns of a file of pupils, and how one cell is understood by itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from accounts.enums import Civilite
from cyclades.common.forms import Champ, DateFrField, TexteField
from cyclades.common.normalisation import cle_recherche

CIVILITES = {
    **dict.fromkeys(("m", "mr", "monsieur", "masculin"), Civilite.MONSIEUR.value),
    **dict.fromkeys(("mme", "mlle", "f", "madame", "feminin"), Civilite.MADAME.value),
}
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OPTION = re.compile(r"\s*([A-Za-z0-9._-]{1,20})\s*[=:]\s*(.{1,120}?)\s*")


@dataclass(frozen=True)
class Colonne:
    """`aide` says what is expected: in the documentation, and beside what is wrong."""

    nom: str
    aide: str
    obligatoire: bool = False
    champ: Champ = field(default_factory=lambda: TexteField(label="", required=False, max_length=200))


def _texte(maximum: int) -> Champ:
    return TexteField(label="", required=False, max_length=maximum)


COLONNES = (
    Colonne("etablissement", "code UAI de l'établissement, par exemple 0310038Y", True, _texte(10)),
    Colonne("classe", "nom de la classe ou de la division, par exemple DIV1", True, _texte(60)),
    Colonne("examen", "code de l'examen, par exemple CAP", True, _texte(80)),
    Colonne("session", "mois et année, par exemple JUIN 2022 ou 06/2022", True, _texte(60)),
    Colonne("specialite", "code de la spécialité, par exemple 50033205, ou son libellé exact", True),
    Colonne("categorie", "catégorie du candidat ; vide : SCOLAIRE", False, _texte(40)),
    Colonne("forme", "forme de passage, Globale ou Progressive ; vide : l'élève répondra", False, _texte(20)),
    Colonne(
        "options",
        "langues et options, CODE=valeur séparés par « | », par exemple EG4=ANGLAIS | EF1=Non inscrit",
        champ=_texte(400),
    ),
    Colonne("civilite", "M ou Mme", True, _texte(10)),
    Colonne("nom", "nom de naissance", True, _texte(80)),
    Colonne("nom_usage", "nom d'usage, s'il y en a un", False, _texte(80)),
    Colonne("prenoms", "tous les prénoms, dans l'ordre de l'état civil", True, _texte(120)),
    Colonne(
        "date_naissance",
        "JJ/MM/AAAA",
        True,
        DateFrField(label="", required=False),
    ),
    Colonne("pays_naissance", "pays de naissance, nom ou code de deux lettres ; vide : France", False, _texte(120)),
    Colonne("departement_naissance", "code du département de naissance, par exemple 31 ; pour la France", False),
    Colonne("commune_naissance", "commune de naissance, nom ou code INSEE ; pour la France", False, _texte(120)),
    Colonne("ville_naissance", "ville de naissance, à l'étranger", False, _texte(120)),
    Colonne("nationalite", "code de trois lettres, par exemple FRA ; vide : l'élève répondra", False, _texte(120)),
    Colonne("adresse", "numéro, rue, voie", False, _texte(100)),
    Colonne("complement", "complément d'adresse", False, _texte(100)),
    Colonne("code_postal", "code postal", False, _texte(12)),
    Colonne("localite", "localité", False, _texte(80)),
    Colonne("pays", "pays de l'adresse ; vide : France", False, _texte(120)),
)
NOMS = [colonne.nom for colonne in COLONNES]
OBLIGATOIRES = [colonne.nom for colonne in COLONNES if colonne.obligatoire]
# Of a file given back: read again, they say nothing.
RENDUES = ["ligne", "motif"]
AIDES = {colonne.nom: colonne.aide for colonne in COLONNES}


def comprendre(valeurs: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The cells of a line, each understood by itself; and for each column at fault, what is wrong."""
    compris: dict[str, Any] = {}
    fautes: dict[str, str] = {}
    for colonne in COLONNES:
        texte = valeurs.get(colonne.nom, "")
        if not texte:
            compris[colonne.nom] = ""
            if colonne.obligatoire:
                fautes[colonne.nom] = "Cette cellule est vide."
            continue
        try:
            compris[colonne.nom] = colonne.champ.clean(_date(texte) if colonne.nom == "date_naissance" else texte)
        except ValidationError as erreur:
            fautes[colonne.nom] = " ".join(erreur.messages)
    if "civilite" not in fautes:
        compris["civilite"] = CIVILITES.get(cle_recherche(compris["civilite"]), "")
        if not compris["civilite"]:
            fautes["civilite"] = f"« {valeurs['civilite'][:30]} » n'est pas une civilité."
    return compris, fautes


def _date(texte: str) -> str:
    """As a spreadsheet may write it: « 2001-09-20 » is « 20/09/2001 »."""
    trouve = _ISO.fullmatch(texte)
    return "/".join(reversed(trouve.groups())) if trouve else texte


def options(texte: str) -> list[tuple[str, str]]:
    """« EG4=ANGLAIS | EF1=Non inscrit » as pairs. Raises ValueError with what cannot be read."""
    paires = []
    for morceau in filter(str.strip, re.split(r"[|\n;]", texte)):
        trouve = _OPTION.fullmatch(morceau)
        if trouve is None:
            raise ValueError(f"« {morceau.strip()[:40]} » ne se lit pas comme CODE=valeur.")
        paires.append((trouve[1].upper(), trouve[2]))
    return paires
