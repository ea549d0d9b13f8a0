"""What is read of the documents; the embargo (`publie_le`, I-25) is held here and nowhere else."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from registrations.enums import Etat

from .enums import EtatVersion, Kind
from .kinds.textes import code_normalise
from .models import DocumentVersion


def dernieres_versions(candidature_id: int, instant: dt.datetime) -> list[DocumentVersion]:
    """The latest published version of each document, as the candidate sees them; one query."""
    publiees = (
        DocumentVersion.objects.filter(document__candidature_id=candidature_id, publie_le__lte=instant)
        .order_by("document__kind", "-numero")
        .distinct("document__kind")
        .select_related("document")
        .defer("contexte")
    )
    return list(publiees)


def convoquee(instant: dt.datetime) -> Exists:
    """For a query on candidatures: is there a convocation published at `instant`?"""
    return Exists(
        DocumentVersion.objects.filter(
            document__candidature=OuterRef("pk"), document__kind=Kind.CONVOCATION, publie_le__lte=instant
        )
    )


def derniere_version(candidature_id: int, kind: str, instant: dt.datetime) -> DocumentVersion | None:
    """The latest published version of one document."""
    return next((v for v in dernieres_versions(candidature_id, instant) if v.document.kind == kind), None)


def pour_gestion(versions: QuerySet[DocumentVersion]) -> QuerySet[DocumentVersion]:
    """With what staff lists show, and without the bulky frozen contents."""
    return versions.select_related("document__candidature__compte__profil", "document__candidature__academie").defer(
        "contexte"
    )


@dataclass(frozen=True)
class Attestation:
    """What `/verification/` tells, and no more: not the name, not the numbers, not the content."""

    document: str
    version: str
    date: str
    session: str
    initiales: str
    en_vigueur: bool


def attestation(code: str, instant: dt.datetime) -> Attestation | None:
    """What a printed code proves; None when no issued document bears it."""
    version = (
        DocumentVersion.objects.filter(code=code_normalise(code), etat=EtatVersion.PRODUIT, publie_le__lte=instant)
        .select_related("document__candidature")
        .first()
    )
    if version is None:
        return None
    remplacee = DocumentVersion.objects.filter(
        document_id=version.document_id, numero__gt=version.numero, publie_le__lte=instant
    ).exists()
    return Attestation(
        document=Kind(version.document.kind).label,
        version=version.contexte["version"],
        date=version.contexte["emis_le"],
        session=f"{version.contexte['examen']} - {version.contexte['session']}",
        initiales=version.contexte["initiales"],
        en_vigueur=not remplacee and version.document.candidature.etat == Etat.INSCRIT,
    )


def donnees_de(compte_id: int, instant: dt.datetime) -> dict[str, Any]:
    """The documents issued to the person and published at `instant`, ready for JSON."""
    publies = DocumentVersion.objects.filter(document__candidature__compte=compte_id, publie_le__lte=instant)
    return {
        "documents": [
            {
                "candidature": v.document.candidature.numero,
                "document": Kind(v.document.kind).label,
                "version": v.numero,
                "fichier": v.nom_fichier,
                "code_de_verification": v.code,
                "sha256": v.sha256,
                "emis_le": v.cree_le,
            }
            for v in publies.select_related("document__candidature").defer("contexte").order_by("cree_le", "pk")
        ]
    }
