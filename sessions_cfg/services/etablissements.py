"""Établissements from a CSV file: every line checked first, then all of them or none."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from cyclades.common.errors import Refus
from cyclades.common.tableur import FORMULES, decoder, separateur
from sessions_cfg.models import Etablissement

COLONNES = ("code", "libelle", "academie", "individuel")
LIGNES_MAX = 20_000


@dataclass(frozen=True)
class LigneLue:
    """A line that can be written; `individuel`: offered to individual candidates."""

    code: str
    libelle: str
    academie: str
    individuel: bool


def lire_csv(octets: bytes, academies: Collection[str]) -> tuple[list[LigneLue], list[str]]:
    """The lines that can be written, and a sentence for each of the others (« ligne 3 : … »).

    UTF-8 (with or without BOM) or Windows-1252, « ; » or « , ». Raises `Refus` when the file is no such list.
    """
    texte = decoder(octets)
    lignes = csv.DictReader(io.StringIO(texte), delimiter=separateur(texte))
    manquent = [c for c in COLONNES if c not in {(n or "").strip().lower() for n in lignes.fieldnames or []}]
    if manquent:
        raise Refus(f"Il manque la colonne {', '.join(manquent)}. Attendues : {' ; '.join(COLONNES)}.", champ="fichier")
    lues: dict[str, LigneLue] = {}
    erreurs = []
    try:
        for rang, brute in enumerate(lignes, 2):
            if rang > LIGNES_MAX:
                raise Refus(f"Le fichier compte plus de {LIGNES_MAX} lignes : coupez-le.", champ="fichier")
            propre = {(cle or "").strip().lower(): (v or "").strip() for cle, v in brute.items() if isinstance(v, str)}
            faute = _faute(propre, lues, academies)
            if faute:
                erreurs.append(f"ligne {rang} : {faute}")
            else:
                code = propre["code"].upper()
                individuel = propre["individuel"].lower() == "oui"
                lues[code] = LigneLue(code, propre["libelle"], propre["academie"], individuel)
    except csv.Error:
        raise Refus("Ce fichier ne se lit pas comme une liste en CSV.", champ="fichier") from None
    return list(lues.values()), erreurs


def _faute(ligne: dict[str, str], lues: dict[str, LigneLue], academies: Collection[str]) -> str:
    code, libelle = ligne.get("code", ""), ligne.get("libelle", "")
    if not code or len(code) > 10 or not code.isalnum():
        return "le code doit compter de 1 à 10 lettres et chiffres"
    if code.upper() in lues:
        return f"le code {code.upper()} figure déjà plus haut"
    if not libelle or len(libelle) > 160:
        return "le libellé doit compter de 1 à 160 caractères"
    if libelle.startswith(FORMULES):
        return "le libellé commence par un signe de formule"
    if ligne.get("academie", "") not in academies:
        return f"l'académie « {ligne.get('academie', '')} » n'est pas une des vôtres (code à deux chiffres)"
    if ligne.get("individuel", "").lower() not in ("oui", "non"):
        return "la colonne individuel dit oui ou non"
    return ""


def importer(lignes: list[LigneLue]) -> tuple[int, int]:
    """Write the lines: (created, changed). The same file again changes nothing."""
    with transaction.atomic():
        connus = {e.code: e for e in Etablissement.objects.select_for_update().exclude(code="")}
        crees = changes = 0
        for ligne in lignes:
            voulu = {"libelle": ligne.libelle, "academie_id": ligne.academie, "individuel": ligne.individuel}
            etablissement = connus.get(ligne.code)
            if etablissement is None:
                Etablissement.objects.create(cle=f"uai-{ligne.code.lower()}", code=ligne.code, source="import", **voulu)
                crees += 1
            elif any(getattr(etablissement, nom) != valeur for nom, valeur in voulu.items()):
                for nom, valeur in voulu.items():
                    setattr(etablissement, nom, valeur)
                etablissement.save(update_fields=list(voulu))
                changes += 1
    return crees, changes
