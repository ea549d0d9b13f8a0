"""What is read of the documents; the embargo (`publie_le`, I-25) is held here and nowhere else."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cyclades.common import clock
from registrations.seams import Resultat

from .enums import Kind
from .models import DocumentVersion, LigneLot

# Documents are listed in the order of the guide's chapter 10.
RANGS = {kind: rang for rang, kind in enumerate(Kind.values)}


def publiees(instant: dt.datetime) -> QuerySet[DocumentVersion]:
    """What candidates may know of at `instant`: out of embargo, not taken back."""
    return DocumentVersion.objects.filter(publie_le__lte=instant, retiree_le=None)


def dernieres_versions(candidature_id: int, instant: dt.datetime) -> list[DocumentVersion]:
    """The latest published version of each document, as the candidate sees them; one query."""
    dernieres = (
        publiees(instant)
        .filter(document__candidature_id=candidature_id)
        .order_by("document_id", "-numero")
        .distinct("document_id")
        .select_related("document")
        .defer("contexte")
    )
    return sorted(dernieres, key=lambda v: (RANGS[v.document.kind], v.document.serie))


def resultats(candidatures: Sequence[int]) -> dict[int, Resultat]:
    """What the relevé in force of each candidature says, once out of embargo (1 query)."""
    lignes = (
        LigneLot.objects.filter(
            candidature__in=candidatures, version__in=publiees(clock.maintenant()).filter(document__kind=Kind.RELEVE)
        )
        .order_by("version__numero", "pk")
        .values_list("candidature_id", "donnees")
    )
    return {
        candidature: Resultat(donnees[0]["decision"], {d["epreuve"]: d["note"] for d in donnees})
        for candidature, donnees in lignes
        if donnees
    }


def convoquee(instant: dt.datetime, candidature: str = "pk") -> Exists:
    """For a query on rows whose field `candidature` names one: is there a convocation published at `instant`?"""
    siennes = publiees(instant).filter(document__candidature=OuterRef(candidature))
    return Exists(siennes.filter(document__kind=Kind.CONVOCATION))


def derniere_version(
    candidature_id: int, kind: str, instant: dt.datetime, *, document_id: int | None = None
) -> DocumentVersion | None:
    """The latest published version of one document; without `document_id`, of the one last published of its kind."""
    siennes = [
        v
        for v in dernieres_versions(candidature_id, instant)
        if v.document.kind == kind and document_id in (None, v.document_id)
    ]
    return max(siennes, key=lambda v: (v.publie_le, v.pk), default=None)


def pour_gestion(versions: QuerySet[DocumentVersion]) -> QuerySet[DocumentVersion]:
    """With what staff lists show, and without the bulky frozen contents."""
    return versions.select_related("document__candidature__compte__profil", "document__candidature__academie").defer(
        "contexte"
    )


def donnees_de(compte_id: int, instant: dt.datetime) -> dict[str, Any]:
    """The documents issued to the person and published at `instant`, ready for JSON."""
    publies = publiees(instant).filter(document__candidature__compte=compte_id)
    return {
        "documents": [
            {
                "candidature": v.document.candidature.numero,
                "document": v.document.intitule,
                "version": v.numero,
                "fichier": v.nom_fichier,
                "code_de_verification": v.code,
                "sha256": v.sha256,
                "emis_le": v.cree_le,
                "lu_le": v.lu_le,
            }
            for v in publies.select_related("document__candidature").defer("contexte").order_by("cree_le", "pk")
        ]
    }
