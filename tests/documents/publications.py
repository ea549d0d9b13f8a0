"""Files of staff and what they publish, for the tests of publications."""

import datetime as dt
import uuid
from typing import Any

from django.core import mail

from accounts.enums import Role
from accounts.models import User
from accounts.permissions import academies_visibles
from cyclades.common import clock
from documents.enums import Kind
from documents.kinds import convocation
from documents.models import DocumentVersion, LigneLot, Lot
from documents.publication.controle import Rapport, controler
from documents.services.emission import emettre
from documents.services.publication import lancer
from registrations.models import Candidature
from tests.usines import compte_candidat, personnel

from . import contenus, dossiers, exemples

ENTETES = {
    Kind.CONVOCATION: ["candidat", "inscription", "serie", "epreuve", "date", "heure", "centre", "salle"],
    Kind.RELEVE: ["candidat", "inscription", "epreuve", "note", "decision", "jury"],
    Kind.AMENAGEMENTS: ["candidat", "inscription", "mesure", "reponse", "motif", "date"],
}
JOUR = "04/06/2099"


def annonces() -> list[str]:
    """The mails that tell a candidate of a document."""
    return [str(m.subject) for m in mail.outbox if "disponible" in m.subject]


def responsable(*academies: str) -> User:
    return personnel(*(academies or ("16",)), role=Role.RESPONSABLE)


def inscrites(nombre: int, *, academie: str = "16") -> list[Candidature]:
    """That many saved candidatures, one a person, confirmations left in the outbox."""
    toutes = [dossiers.candidature(compte_candidat(), academie=academie) for _ in range(nombre)]
    for candidature in toutes:
        dossiers.enregistrer(candidature)
    return toutes


def numeros(candidature: Candidature) -> list[str]:
    return [str(candidature.compte.numero_candidat), candidature.numero_affiche]


def ligne(candidature: Candidature, kind: str = Kind.CONVOCATION, **valeurs: str) -> list[str]:
    """A right line of that kind, changed by `valeurs`."""
    base = {
        Kind.CONVOCATION: {
            "epreuve": "EP1",
            "date": JOUR,
            "heure": "09:00",
            "centre": "Lycée Bellevue",
            "salle": "B 12",
        },
        Kind.RELEVE: {"epreuve": "EP1", "note": "12,5", "decision": "ADMIS", "jury": "02/07/2099"},
        Kind.AMENAGEMENTS: {"mesure": "Tiers temps", "reponse": "accordée", "motif": "", "date": "02/02/2099"},
    }[Kind(kind)]
    candidat, inscription = numeros(candidature)
    tout = {"candidat": candidat, "inscription": inscription, "serie": "", **base, **valeurs}
    return [tout[nom] for nom in ENTETES[Kind(kind)]]


def csv(
    lignes: list[list[str]], kind: str = Kind.CONVOCATION, *, separateur: str = ";", encodage: str = "utf-8"
) -> bytes:
    toutes = [ENTETES[Kind(kind)], *lignes]
    return "".join(separateur.join(cellules) + "\r\n" for cellules in toutes).encode(encodage)


def controle(octets: bytes, par: User, kind: str = Kind.CONVOCATION) -> Rapport:
    visibles = Candidature.objects.filter(academie__in=academies_visibles(par))
    return controler(octets, kind=kind, visibles=visibles, aujourd_hui=clock.aujourd_hui())


def publier(octets: bytes, par: User, kind: str = Kind.CONVOCATION, *, publie_le: dt.datetime | None = None) -> Lot:
    """Launch the publication of a file; the outbox does the rest."""
    return lancer(rapport=controle(octets, par, kind), par=par, cle=uuid.uuid4(), publie_le=publie_le)


def fautes(octets: bytes, par: User, kind: str = Kind.CONVOCATION, **autres: Any) -> list[str]:
    return [str(e) for e in controle(octets, par, kind).erreurs]


def en_attente(candidature: Candidature, *, embargo: dt.timedelta | None = None) -> Lot:
    """A publication whose one document is still to be issued, and that no worker was asked for."""
    maintenant = clock.maintenant()
    lot = Lot.objects.create(
        kind=Kind.CONVOCATION,
        auteur=responsable("16"),
        cle_formulaire=uuid.uuid4(),
        total=1,
        publie_le=maintenant + embargo if embargo else None,
        cree_le=maintenant,
    )
    LigneLot.objects.create(lot=lot, rang=0, candidature=candidature, donnees=[], source="0" * 64)
    return lot


def convoquer(dossier: Candidature, serie: str = "") -> DocumentVersion:
    """A published convocation: its agenda is an address of the owner's."""
    return emettre(
        candidature=dossier,
        contenu=contenus.guide(),
        genre=convocation.GENRE,
        donnees=exemples.convoquees(contenus.guide()),
        auteur="gestionnaire:1",
        instant=clock.maintenant(),
        serie=serie,
    )
