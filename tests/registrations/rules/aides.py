"""Short ways to say a profile and to read a decision."""

import datetime as dt
from decimal import Decimal
from typing import Any

from registrations.rules.engine import evaluate
from registrations.rules.types import AcquisDeclare, ChoixEpreuve, Decision, Profil
from sessions_cfg.snapshot import Snapshot

JOUR = dt.date(2021, 11, 10)


def profil(**champs: Any) -> Profil:
    """The guide's Dack ACCRALL: born 28/11/2004, French, INDIVIDUEL SALARIE, forme globale."""
    valeurs: dict[str, Any] = {
        "date_naissance": dt.date(2004, 11, 28),
        "nationalite": "FRA",
        "categorie": "INDIVIDUEL_SALARIE",
        "forme": "Globale",
    }
    return Profil(**(valeurs | champs))


def decider(snapshot: Snapshot, *, jour: dt.date = JOUR, **champs: Any) -> Decision:
    return evaluate(profil(**champs), snapshot, today=jour)


def titre(regle: str, annee: int = 2020, **champs: Any) -> AcquisDeclare:
    return AcquisDeclare(regle, annee, "16", **champs)


def notes(regle: str, annee: int, **valeurs: float) -> AcquisDeclare:
    return AcquisDeclare(regle, annee, "16", notes={k: Decimal(str(v)) for k, v in valeurs.items()})


def option(**options: str) -> dict[str, ChoixEpreuve]:
    return {code: ChoixEpreuve(option=valeur) for code, valeur in options.items()}


def positions(decision: Decision) -> dict[str, str]:
    return {e.code: e.position.value for e in decision.epreuves}


def dispensees(decision: Decision) -> list[str]:
    return [e.code for e in decision.epreuves if e.position.value == "DISPENSE"]


def pieces(decision: Decision) -> list[str]:
    return [p.cle for p in decision.pieces]


def fautes(decision: Decision) -> list[tuple[str, str]]:
    return [(e.onglet, e.champ) for e in decision.erreurs]
