"""What `/verification/` tells of a document, by its code or by its very bytes, and no more."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from django.db.models import F, Q

from registrations.enums import Etat

from .enums import EtatVersion, Kind
from .kinds.textes import code_normalise
from .models import Document, DocumentVersion
from .queries import publiees


class Valeur(Enum):
    """What a genuine document is worth today: (heading, sentence, tone)."""

    EN_VIGUEUR = (
        "Ce document est authentique",
        "Il a été émis par le portail et il est en vigueur.",
        "succes",
    )
    REMPLACE = (
        "Ce document est authentique, mais il a été remplacé",
        "Une version plus récente a été publiée : c'est elle qui compte.",
        "attention",
    )
    RETIRE = (
        "Ce document est authentique, mais il a été retiré",
        "Le service gestionnaire l'a repris : il n'a plus d'effet.",
        "attention",
    )
    SANS_EFFET = (
        "Ce document est authentique, mais n'a plus d'effet",
        "La candidature dont il parle n'est plus dans l'état qu'il constate.",
        "attention",
    )

    def __init__(self, titre: str, phrase: str, ton: str) -> None:
        self.titre, self.phrase, self.ton = titre, phrase, ton


@dataclass(frozen=True)
class Attestation:
    """Not the name, not the numbers, not the content."""

    document: str
    version: str
    date: str
    session: str
    initiales: str
    valeur: Valeur


def par_code(code: str, instant: dt.datetime) -> Attestation | None:
    """What a printed code proves at `instant`; None when no document that anyone may know of bears it."""
    return _attester(Q(code=code_normalise(code)), instant)


def par_empreinte(sha256: str, instant: dt.datetime) -> Attestation | None:
    """What a file of that hash proves at `instant`: it is, byte for byte, the one issued; None when it is not."""
    return _attester(Q(sha256=sha256), instant)


def _attester(laquelle: Q, instant: dt.datetime) -> Attestation | None:
    """Under embargo a document is unknown (I-25); taken back before its instant, it stays so: nobody ever saw it."""
    version = (
        DocumentVersion.objects.filter(laquelle, etat=EtatVersion.PRODUIT, publie_le__lte=instant)
        .exclude(retiree_le__lt=F("publie_le"))
        .select_related("document__candidature")
        .first()
    )
    if version is None:
        return None
    return Attestation(
        document=version.document.intitule,
        version=version.contexte["version"],
        date=version.contexte["emis_le"],
        session=f"{version.contexte['examen']} - {version.contexte['session']}",
        initiales=version.contexte["initiales"],
        valeur=_valeur(version, instant),
    )


def _valeur(version: DocumentVersion, instant: dt.datetime) -> Valeur:
    if version.retiree_le is not None:
        return Valeur.RETIRE
    if not _a_encore_effet(version.document):
        return Valeur.SANS_EFFET
    plus_recentes = publiees(instant).filter(document_id=version.document_id, numero__gt=version.numero)
    return Valeur.REMPLACE if plus_recentes.exists() else Valeur.EN_VIGUEUR


def _a_encore_effet(document: Document) -> bool:
    """A document holds as long as the candidature stands; an avis d'annulation, as long as it does not."""
    attendu = Etat.ANNULE if document.kind == Kind.ANNULATION else Etat.INSCRIT
    return document.candidature.etat == attendu
