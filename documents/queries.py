"""What is read of the documents; the embargo (`publie_le`, I-25) is held here and nowhere else."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from registrations.enums import Etat

from .enums import EtatVersion, Kind
from .kinds.textes import code_normalise
from .models import Document, DocumentVersion

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


def convoquee(instant: dt.datetime) -> Exists:
    """For a query on candidatures: is there a convocation published at `instant`?"""
    return Exists(publiees(instant).filter(document__candidature=OuterRef("pk"), document__kind=Kind.CONVOCATION))


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
    remplacee = publiees(instant).filter(document_id=version.document_id, numero__gt=version.numero).exists()
    return Attestation(
        document=version.document.intitule,
        version=version.contexte["version"],
        date=version.contexte["emis_le"],
        session=f"{version.contexte['examen']} - {version.contexte['session']}",
        initiales=version.contexte["initiales"],
        en_vigueur=not remplacee and version.retiree_le is None and _a_encore_effet(version.document),
    )


def _a_encore_effet(document: Document) -> bool:
    """A document holds as long as the candidature stands; an avis d'annulation, as long as it does not."""
    attendu = Etat.ANNULE if document.kind == Kind.ANNULATION else Etat.INSCRIT
    return document.candidature.etat == attendu


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
