"""Candidatures with their pieces, as a save leaves them."""

import datetime as dt
import uuid
from typing import Any

from accounts.models import User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message
from justificatifs.enums import Statut
from justificatifs.models import PieceAttendue
from justificatifs.services.decisions import decider
from registrations.contenu import Contenu
from registrations.enums import Etat
from registrations.models import Candidature, Version
from registrations.signals import candidature_saved
from sessions_cfg.models import ServiceInscription, VersionCatalogue
from tests.documents.contenus import guide
from tests.usines import compte_candidat, service_de_test

CONFIRMATION = {
    "cle": "confirmation",
    "code": "CINSIG01",
    "libelle": "Confirmation d'inscription signée",
    "famille": "CONFIRMATION",
    "famille_libelle": "Confirmation d'inscription",
    "obligatoire": True,
    "raison": "Demandée à tous les candidats individuels",
    "alternatives": [],
}
IDENTITE = {
    "cle": "identite",
    "code": "",
    "libelle": "Pièce d'identité en cours de validité",
    "famille": "IDENTITE",
    "famille_libelle": "Identité",
    "obligatoire": True,
    "raison": "Demandée à tous les candidats individuels",
    "alternatives": [],
}
DIPLOME = {
    "cle": "acquis_dispense",
    "code": "",
    "libelle": "Copie du diplôme donnant droit à dispense",
    "famille": "ACQUIS",
    "famille_libelle": "Acquis",
    "obligatoire": False,
    "raison": "Acquis déclaré",
    "alternatives": ["attestation de réussite"],
}
DEUX = [CONFIRMATION, IDENTITE]


def contenu(service: ServiceInscription, pieces: list[dict[str, Any]]) -> Contenu:
    """The guide's example, with the mode of return of `service` and these pieces."""
    saisi = guide(service={"pieces_mode": str(service.pieces_mode), "cle": service.cle})
    saisi["pieces"] = pieces  # type: ignore[typeddict-item]
    return saisi


def service_ouvert(**champs: Any) -> ServiceInscription:
    """Registration and deposit both open now, for thirty days."""
    maintenant = clock.maintenant()
    return service_de_test(
        ouverture=maintenant - dt.timedelta(days=10), fermeture=maintenant + dt.timedelta(days=30), **champs
    )


def enregistrer(candidature: Candidature, pieces: list[dict[str, Any]], *, identique: bool = False) -> Version:
    """A new version of the candidature asking `pieces`, and the signal of the save; `identique`: nothing changed."""
    with acteur("systeme:test"):
        candidature.version_courante += 1
        candidature.save(update_fields=["version_courante"])
        version = Version.objects.create(
            candidature=candidature,
            numero=candidature.version_courante,
            contenu=contenu(candidature.service, pieces),
            differences=[] if identique else [{"libelle": "Voie", "avant": "1 rue Longue", "apres": "2 rue Longue"}],
            catalogue=VersionCatalogue.objects.latest("numero"),
            auteur=f"candidat:{candidature.compte_id}",
            cle_formulaire=uuid.uuid4(),
            cree_le=clock.maintenant(),
        )
        candidature_saved.send(sender=Candidature, candidature=candidature, version=version)
    return version


def candidature(
    *,
    service: ServiceInscription | None = None,
    compte: User | None = None,
    pieces: list[dict[str, Any]] | None = None,
    numero: int = 1,
) -> Candidature:
    """A saved candidature with its expected pieces (the two obligatory ones by default)."""
    service = service or service_ouvert()
    compte = compte or compte_candidat()
    maintenant = clock.maintenant()
    with acteur("systeme:test"):
        nouvelle = Candidature.objects.create(
            compte=compte,
            service=service,
            session=service.session,
            academie=service.academie,
            numero=numero,
            etat=Etat.INSCRIT,
            exclusive=False,
            cree_le=maintenant,
            modifiee_le=maintenant,
        )
    enregistrer(nouvelle, DEUX if pieces is None else pieces)
    return nouvelle


def piece(candidature: Candidature, cle: str) -> PieceAttendue:
    return PieceAttendue.objects.select_related("groupe__candidature__service").get(candidature=candidature, cle=cle)


def recue(piece: PieceAttendue, par: User) -> PieceAttendue:
    """Its reception recorded: a piece without a file is accepted only then."""
    return decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.RECUE, par=par)


def envoyer_les_decisions() -> None:
    """Send now what waits for the end of its half hour."""
    Message.objects.filter(genre="pieces.decisions", etat="a_faire").update(a_faire_le=clock.temps_reel())
    outbox.vider()
