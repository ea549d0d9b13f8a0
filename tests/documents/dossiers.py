"""Saved candidatures, as « Enregistrer » leaves them: a version, the signal, the outbox."""

import uuid
from typing import Any

from django.db import transaction

from accounts.models import User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from registrations.contenu import Contenu
from registrations.models import Candidature, Version
from registrations.signals import candidature_saved
from sessions_cfg.models import ServiceInscription, VersionCatalogue

from . import contenus


def service(academie: str = "16") -> ServiceInscription:
    """An open service of that académie (16 Toulouse, 23 Nice)."""
    return ServiceInscription.objects.filter(academie_id=academie).order_by("-fermeture")[0]


def enregistrer(candidature: Candidature, contenu: Contenu | None = None, *, differences: Any = ()) -> Version:
    """One more version of a candidature, as the save writes it."""
    with acteur("systeme:test"):
        candidature.version_courante += 1
        candidature.save(update_fields=["version_courante"])
        version = Version.objects.create(
            candidature=candidature,
            numero=candidature.version_courante,
            contenu=contenu or contenus.guide(identite={"numero_candidat": candidature.compte.numero_candidat}),
            differences=list(differences),
            catalogue=VersionCatalogue.objects.order_by("-pk")[0],
            auteur=f"candidat:{candidature.compte_id}",
            cle_formulaire=uuid.uuid4(),
            cree_le=clock.maintenant(),
        )
        candidature_saved.send(sender=Candidature, candidature=candidature, version=version)
    return version


def candidature(compte: User, *, academie: str = "16", numero: int = 1, etat: str = "inscrit") -> Candidature:
    """A candidature of that person, not saved yet."""
    choisi = service(academie)
    with acteur("systeme:test"):
        return Candidature.objects.create(
            compte=compte,
            service=choisi,
            session=choisi.session,
            academie=choisi.academie,
            numero=numero,
            etat=etat,
            exclusive=False,
            cree_le=clock.maintenant(),
            modifiee_le=clock.maintenant(),
        )


def publiee(compte: User, *, academie: str = "16", numero: int = 1, versions: int = 1) -> Candidature:
    """A candidature saved `versions` times, its confirmations produced."""
    sienne = candidature(compte, academie=academie, numero=numero)
    for _ in range(versions):
        enregistrer(sienne)
    vider()
    return sienne


def confirmation(candidature: Candidature, numero: int = 1) -> DocumentVersion:
    return DocumentVersion.objects.get(document__candidature=candidature, document__kind="confirmation", numero=numero)


def sans_gardes(version: DocumentVersion, **champs: Any) -> None:
    """Write on an issued version as only erasure may; for tests of what comes after."""
    with transaction.atomic(), transaction.get_connection().cursor() as cursor:
        cursor.execute("SET LOCAL cyclades.effacement = 'test'")
        DocumentVersion.objects.filter(pk=version.pk).update(**champs)
