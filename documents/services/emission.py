"""Recording, inside the caller's transaction, that a document is to be issued."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from cyclades.outbox import services as outbox
from cyclades.outbox.courriel import adresse_absolue
from documents.enums import Kind
from documents.kinds import confirmation, demande
from documents.kinds.commun import Emission, Genre
from documents.models import Document, DocumentVersion
from registrations.contenu import Contenu
from registrations.models import Candidature, Version

# Crockford's base 32: no I, L, O nor U, so that a code read aloud or typed from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGUEUR_CODE = 16
Donnees = TypeVar("Donnees")


def nouveau_code() -> str:
    """An unguessable verification code: 16 signs, 80 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR_CODE))


@transaction.atomic
def emettre(
    *,
    candidature: Candidature,
    contenu: Contenu,
    genre: Genre[Donnees],
    donnees: Donnees,
    auteur: str,
    instant: dt.datetime,
    publie_le: dt.datetime | None = None,
    serie: str = "",
    source: str = "",
) -> DocumentVersion:
    """Issue the next version of a document and ask for its PDF, in the caller's transaction.

    `contenu` is the saved version that it speaks of, `donnees` what `genre.construire` needs besides,
    `auteur` who issues it (`gestionnaire:12`, `systeme:…`), `instant` the date that it bears (UTC).
    Candidates know of it from `publie_le` on, at once by default. `source` is the hash of what was given: the
    database refuses the same twice in a row (CY020). Two issues of one document at the same
    time wait for each other and get two numbers, without a gap.
    """
    document, cree = Document.objects.select_for_update().get_or_create(
        candidature=candidature, kind=genre.kind, serie=serie
    )
    document.candidature = candidature
    derniere = None if cree else document.versions.aggregate(derniere=Max("numero"))["derniere"]
    return _emettre(
        document, contenu, genre, donnees, (derniere or 0) + 1, auteur, instant, publie_le or instant, source
    )


def emettre_confirmation(*, candidature: Candidature, version: Version) -> DocumentVersion:
    """Freeze the confirmation of a saved version and ask for its PDF, in the caller's transaction.

    Each version is told once: a second call for the same one raises IntegrityError.
    """
    return _emettre(
        _document(candidature, Kind.CONFIRMATION, nouveau=version.numero == 1),
        version.contenu,
        confirmation.GENRE,
        version.differences,
        version.numero,
        version.auteur,
        version.cree_le,
        version.cree_le,
    )


def emettre_demande(
    *, candidature: Candidature, version: Version, numero: int, suivi: Mapping[str, demande.Suivi]
) -> DocumentVersion:
    """Freeze the list of pieces `numero`, which the caller counted; in his transaction."""
    document, _ = Document.objects.get_or_create(candidature=candidature, kind=Kind.DEMANDE_PIECES, serie="")
    document.candidature = candidature
    return _emettre(
        document,
        version.contenu,
        demande.GENRE,
        suivi,
        numero,
        "systeme:pieces",
        version.cree_le,
        version.cree_le,
    )


def _document(candidature: Candidature, kind: Kind, *, nouveau: bool) -> Document:
    """The document whose number the caller knows already, under his lock on the candidature."""
    document = None if nouveau else Document.objects.filter(candidature=candidature, kind=kind, serie="").first()
    if document is None:
        return Document.objects.create(candidature=candidature, kind=kind)
    document.candidature = candidature
    return document


def _emettre(
    document: Document,
    contenu: Contenu,
    genre: Genre[Donnees],
    donnees: Donnees,
    numero: int,
    auteur: str,
    emis_le: dt.datetime,
    publie_le: dt.datetime,
    source: str = "",
) -> DocumentVersion:
    code = nouveau_code()
    emission = Emission(
        numero_inscription=document.candidature.numero,
        version=numero,
        emis_le=emis_le,
        code=code,
        adresse_verification=adresse_absolue(reverse("documents:verifier_code", args=[code])),
        serie=document.serie,
    )
    emise = DocumentVersion.objects.create(
        document=document,
        numero=numero,
        contexte=asdict(genre.construire(contenu, emission, donnees)),
        gabarit=genre.gabarit,
        code=code,
        nom_fichier=genre.nom_de_fichier(contenu, emission),
        auteur=auteur,
        source=source,
        cree_le=emis_le,
        publie_le=publie_le,
    )
    demander_production(emise)
    return emise


def demander_production(version: DocumentVersion, *, reprise: str = "") -> None:
    """Ask the worker for the PDF, in the caller's transaction; `reprise` tells a new request from the first."""
    cle = f"document.produire:{version.pk}" + (f":{reprise}" if reprise else "")
    outbox.post("document.produire", ids={"version": version.pk}, cle=cle, file="documents")
