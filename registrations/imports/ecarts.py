"""What a line of a file says otherwise than the school had entered: merged, and told in words."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from registrations.contenu import Difference
from registrations.contexte import Contexte
from registrations.enums import Position
from registrations.models import Candidature
from registrations.saisie import SPECIALITE, Donnees, Valeurs, premiere

from .eleve import Eleve
from .referentiel import FRANCE

Saisie = dict[str, dict[str, list[str]]]
ADRESSE = ("voie", "complement_1", "complement_2", "complement_3", "code_postal", "localite", "pays")
CHOIX = ("position_", "option_")
RIEN = "rien"
CLASSE, ETABLISSEMENT, CATEGORIE, NOM_DE_SPECIALITE = "classe", "établissement", "catégorie", "spécialité"
DE_L_ETABLISSEMENT = (ETABLISSEMENT, CATEGORIE, NOM_DE_SPECIALITE)
# Tab → what it holds, as a person names it; an épreuve is named by its code.
LIBELLES: Mapping[str, Mapping[str, str]] = {
    "informations": {"categorie": CATEGORIE},
    "qualification": {SPECIALITE: NOM_DE_SPECIALITE, "forme": "forme de passage"},
    "identification": {"nationalite": "nationalité", "adresse": "adresse"},
    "epreuves": {},
}


def groupe(champ: str) -> str:
    """Fields that are read together are corrected together: an address, the choice of an épreuve."""
    if champ in ADRESSE:
        return "adresse"
    return champ.partition("_")[2] if champ.startswith(CHOIX) else champ


def par_groupe(valeurs: Valeurs) -> dict[str, dict[str, list[str]]]:
    groupes: dict[str, dict[str, list[str]]] = {}
    for nom, liste in valeurs.items():
        groupes.setdefault(groupe(nom), {})[nom] = list(liste)
    return groupes


def fusionner(avant: Donnees, ligne: Donnees) -> Saisie:
    """`avant` as the line corrects it: what it leaves empty stays. Choices of another spécialité do not follow."""
    suite: Saisie = {onglet: {nom: list(liste) for nom, liste in v.items()} for onglet, v in avant.items()}
    if specialite_de(ligne) != specialite_de(avant):
        suite.pop("epreuves", None)
    for onglet, valeurs in ligne.items():
        garde = par_groupe(suite.get(onglet, {})) | par_groupe(valeurs)
        suite[onglet] = {nom: liste for champs in garde.values() for nom, liste in champs.items()}
    return suite


def specialite_de(saisie: Donnees) -> str:
    return premiere(saisie.get("qualification", {}), SPECIALITE)


def ecarts(candidature: Candidature, eleve: Eleve, contexte: Contexte) -> list[Difference]:
    """What would change, in words; empty when the line says what the school had. `contexte` names things."""
    mots = _Mots(contexte)
    trouves = []
    if candidature.classe != eleve.classe:
        trouves.append(_ecart(CLASSE, candidature.classe, eleve.classe))
    if candidature.ecole_id != eleve.ecole.pk:
        trouves.append(_ecart(ETABLISSEMENT, candidature.etablissement, str(eleve.ecole)))
    avant: Donnees = candidature.preinscription
    apres = fusionner(avant, eleve.saisie)
    for onglet in LIBELLES:
        ancien, nouveau = (par_groupe(saisie.get(onglet, {})) for saisie in (avant, apres))
        for nom in dict.fromkeys([*ancien, *nouveau]):
            libelle = _libelle(onglet, nom)
            if libelle and not pareils(ancien.get(nom, {}), nouveau.get(nom, {})):
                dits = (mots.valeur(nom, groupes.get(nom, {})) for groupes in (ancien, nouveau))
                trouves.append(_ecart(libelle, *dits))
    return trouves


def en_mots(trouves: Iterable[Difference]) -> str:
    """« classe : DIV1 → DIV2 ; forme de passage : Globale → Progressive »."""
    return " ; ".join(f"{e['libelle']} : {e['avant'] or RIEN} → {e['apres'] or RIEN}" for e in trouves)


def deja_inscrit(trouves: Collection[Difference]) -> str:
    """Why nothing changes for a pupil who has saved, and what to do: a rectification offers nothing reserved."""
    reserves = [e for e in trouves if e["libelle"] in DE_L_ETABLISSEMENT]
    siens = [e for e in trouves if e["libelle"] not in (CLASSE, *DE_L_ETABLISSEMENT)]
    phrases = ["Cet élève est déjà inscrit, rien n'est changé."]
    phrases += [f"Sa classe reste {e['avant']}." for e in trouves if e["libelle"] == CLASSE]
    if siens:
        phrases.append(f"Pour « {en_mots(siens)} », passez par une rectification de son dossier.")
    if reserves:
        suite = "écartez sa candidature, puis réimportez la ligne et rattachez-la à son compte."
        phrases.append(f"Pour « {en_mots(reserves)} », {suite}")
    return " ".join(phrases)


def empreinte(candidature: Candidature) -> str:
    """What the school had entered when somebody decided to correct it."""
    vu = [candidature.ecole_id, candidature.classe, candidature.preinscription]
    return hashlib.sha256(json.dumps(vu, sort_keys=True).encode()).hexdigest()[:32]


def pareils(ancien: Valeurs, nouveau: Valeurs) -> bool:
    return all(premiere(ancien, nom) == premiere(nouveau, nom) for nom in (*ancien, *nouveau))


def _libelle(onglet: str, nom: str) -> str:
    return LIBELLES[onglet].get(nom, "" if onglet != "epreuves" or nom == SPECIALITE else nom)


def _ecart(libelle: str, avant: str, apres: str) -> Difference:
    return Difference(libelle=libelle, avant=avant, apres=apres)


class _Mots:
    """The names of what a line says, as the catalogue has them; read only for what differs."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte

    def valeur(self, nom: str, champs: Mapping[str, list[str]]) -> str:
        if nom == "adresse":
            return ", ".join(self._adresse(champs))
        code = premiere(champs, nom)
        if nom == "categorie":
            return _nom(((c.code, c.libelle) for c in self.contexte.snapshot.categories), code)
        if nom == SPECIALITE:
            return _nom(self.contexte.snapshot.offertes, code)
        if nom == "nationalite":
            return _nom(((p.iso3, p.nationalite) for p in self.contexte.pays), code)
        if nom in champs:
            return code
        option, position = (premiere(champs, f"{debut}{nom}") for debut in ("option_", "position_"))
        return option or _nom(((p.value, str(p.label)) for p in Position), position)

    def _adresse(self, champs: Mapping[str, list[str]]) -> Iterator[str]:
        ville = f"{premiere(champs, 'code_postal')} {premiere(champs, 'localite')}".strip()
        pays = premiere(champs, "pays")
        if pays == FRANCE:
            pays = ""
        lignes = [premiere(champs, nom) for nom in ADRESSE[:4]]
        yield from filter(None, [*lignes, ville, _nom(((p.iso2, p.libelle) for p in self.contexte.pays), pays)])


def _nom(noms: Iterable[tuple[str, Any]], code: str) -> str:
    return next((str(nom) for cle, nom in noms if cle == code), code) if code else ""
