"""Publish the catalogue: freeze its rows into a version that candidatures are judged by."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from cyclades.common import clock
from sessions_cfg.models import (
    CategorieCandidat,
    Epreuve,
    Examen,
    ListeChoix,
    QuestionAcquis,
    RegleAcquis,
    RegleEligibilite,
    ReglePiece,
    Specialite,
    VersionCatalogue,
)


def publier() -> VersionCatalogue:
    """Publish the catalogue as its tables stand, unless the version in force says the same; return the one in force.

    Call it inside a transaction that locked out other publications (`chargement.VERROU`).
    """
    contenu = contenu_des_tables()
    empreinte = hashlib.sha256(json.dumps(contenu, sort_keys=True).encode()).hexdigest()
    derniere = VersionCatalogue.objects.order_by("-numero").first()
    if derniere and derniere.empreinte == empreinte:
        return derniere
    return VersionCatalogue.objects.create(
        numero=derniere.numero + 1 if derniere else 1,
        empreinte=empreinte,
        contenu=contenu,
        publiee_le=clock.maintenant(),
    )


def contenu_des_tables() -> dict[str, Any]:
    """What publishing would freeze now, in the shape of `VersionCatalogue.contenu`."""
    contenu: dict[str, Any] = json.loads(json.dumps(_contenu(), cls=DjangoJSONEncoder, sort_keys=True))
    return contenu


def _contenu() -> dict[str, Any]:
    return {
        "examens": {e["code"]: e for e in _lignes(Examen.objects.all())},
        "categories": _lignes(CategorieCandidat.objects.order_by("ordre")),
        "listes": {liste["cle"]: liste["valeurs"] for liste in _lignes(ListeChoix.objects.all())},
        "regles": _lignes(RegleAcquis.objects.filter(retiree=False).order_by("ordre")),
        "questions": [
            q | {"examen": q["examen_id"]} for q in _lignes(QuestionAcquis.objects.order_by("examen", "ordre"))
        ],
        "eligibilite": _lignes(RegleEligibilite.objects.filter(retiree=False).order_by("ordre")),
        "pieces": _lignes(ReglePiece.objects.filter(retiree=False).order_by("ordre")),
        "specialites": contenu_specialites(Specialite.objects.filter(retiree=False)),
    }


def contenu_specialites(specialites: QuerySet[Specialite]) -> dict[str, dict[str, Any]]:
    """These spécialités by key, with their épreuves in order, in the shape of a content."""
    epreuves: dict[str, list[dict[str, Any]]] = {}
    for e in _lignes(Epreuve.objects.filter(specialite__in=specialites).order_by("specialite", "ordre")):
        epreuves.setdefault(e["specialite_id"], []).append(e)
    return {
        s["cle"]: s | {"examen": s["examen_id"], "epreuves": epreuves.get(s["cle"], [])} for s in _lignes(specialites)
    }


HORS_CONTENU = ("id", "modifiee_le", "retiree")


def _lignes(lignes: QuerySet[Any]) -> list[dict[str, Any]]:
    """Rows without their technical ids, nor who wrote them: both differ from one database to another."""
    return [{k: v for k, v in ligne.items() if k not in HORS_CONTENU} for ligne in lignes.values()]
