"""Recording, inside the save's transaction, that a document is to be issued."""

import secrets
from dataclasses import asdict

from django.urls import reverse

from cyclades.outbox import services as outbox
from cyclades.outbox.courriel import adresse_absolue
from documents.enums import Kind
from documents.kinds import confirmation
from documents.models import Document, DocumentVersion
from registrations.models import Candidature, Version

# Crockford's base 32: no I, L, O nor U, so that a code read aloud or typed from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGUEUR_CODE = 16


def nouveau_code() -> str:
    """An unguessable verification code: 16 signs, 80 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR_CODE))


def emettre_confirmation(*, candidature: Candidature, version: Version) -> DocumentVersion:
    """Freeze the confirmation of a saved version and ask for its PDF, in the caller's transaction.

    Each version is told once: a second call for the same one raises IntegrityError.
    """
    document = None
    if version.numero > 1:
        document = Document.objects.filter(candidature=candidature, kind=Kind.CONFIRMATION).first()
    if document is None:
        document = Document.objects.create(candidature=candidature, kind=Kind.CONFIRMATION)
    code = nouveau_code()
    contexte = confirmation.construire(
        version.contenu,
        numero_inscription=candidature.numero,
        version=version.numero,
        emis_le=version.cree_le,
        differences=version.differences,
        code=code,
        adresse_verification=adresse_absolue(reverse("documents:verifier_code", args=[code])),
    )
    emise = DocumentVersion.objects.create(
        document=document,
        numero=version.numero,
        contexte=asdict(contexte),
        gabarit=confirmation.GABARIT,
        code=code,
        nom_fichier=confirmation.nom_de_fichier(
            version.contenu, numero_inscription=candidature.numero, version=version.numero, emis_le=version.cree_le
        ),
        cree_le=version.cree_le,
        publie_le=version.cree_le,
    )
    demander_production(emise)
    return emise


def demander_production(version: DocumentVersion, *, reprise: str = "") -> None:
    """Ask the worker for the PDF, in the caller's transaction; `reprise` tells a new request from the first."""
    cle = f"document.produire:{version.pk}" + (f":{reprise}" if reprise else "")
    outbox.post("document.produire", ids={"version": version.pk}, cle=cle, file="documents")
