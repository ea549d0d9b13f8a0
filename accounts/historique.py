"""The history of a member of staff, in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sessions_cfg.models import Academie

from .enums import Role
from .models import EvenementPersonnel, StaffProfile

LIGNES = 100


@dataclass(frozen=True)
class Ligne:
    """When, who (« la personne », a name, or the operator's command), what, and the values before and after."""

    quand: dt.datetime
    qui: str
    quoi: str
    details: list[str]


def historique(membre: StaffProfile) -> list[Ligne]:
    """The last hundred events of this access, the latest first (2 queries)."""
    evenements = EvenementPersonnel.objects.filter(personne=membre.user_id).select_related("auteur__personnel")[:LIGNES]
    libelles = dict(Academie.objects.values_list("pk", "libelle"))
    return [
        Ligne(e.quand, _qui(e, membre), e.get_genre_display(), [*_ecarts(e, libelles), *_origine(e)])
        for e in evenements
    ]


def _qui(evenement: EvenementPersonnel, membre: StaffProfile) -> str:
    if evenement.auteur is None:
        return "le portail (commande ou tâche)"
    return membre.nom if evenement.auteur_id == membre.user_id else str(evenement.auteur.personnel)


def _origine(evenement: EvenementPersonnel) -> list[str]:
    return [f"depuis {evenement.adresse_ip}"] if evenement.adresse_ip else []


def _ecarts(evenement: EvenementPersonnel, libelles: dict[str, str]) -> list[str]:
    """« Rôle : Gestionnaire → Responsable », for what differs."""
    lignes = []
    for cle, intitule in (("nom", "Nom"), ("role", "Rôle"), ("academies", "Académies"), ("motif", "Motif")):
        avant = _valeur(cle, evenement.avant.get(cle), libelles)
        apres = _valeur(cle, evenement.apres.get(cle), libelles)
        if apres != avant:
            lignes.append(f"{intitule} : {avant} → {apres}" if avant else f"{intitule} : {apres}")
    return lignes


def _valeur(cle: str, valeur: Any, libelles: dict[str, str]) -> str:
    if cle == "role" and valeur:
        return str(Role(valeur).label)
    if cle == "academies" and valeur is not None:
        return ", ".join(libelles.get(code, code) for code in valeur) or "aucune"
    return str(valeur or "")
