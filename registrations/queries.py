"""What pages read about candidatures, a fixed number of queries whatever the number of rows."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models.expressions import BaseExpression

from accounts.models import User
from accounts.seams import Contact
from cyclades.common.normalisation import cle_recherche
from sessions_cfg import queries as catalogue
from sessions_cfg.models import Academie, Etablissement, Pays

from .enums import Etat, Origine
from .models import Brouillon, Candidature, Journal, Rectification, Version
from .preinscription import Preinscription

SERVICE_COMPLET = ("service__session__examen", "service__academie", "service__service_gestionnaire")


@dataclass(frozen=True)
class Choix:
    """A value of a list and how it is shown."""

    code: str
    libelle: str


@dataclass(frozen=True)
class EtablissementOffert:
    """An établissement; `code` is its key, `numero` its official code (may be "")."""

    code: str
    nom: str
    numero: str

    @property
    def libelle(self) -> str:
        return f"{self.nom} ({self.numero})" if self.numero else self.nom


@dataclass(frozen=True)
class PaysOffert:
    """A country of the lists « Pays » and « Nationalité »."""

    iso2: str
    iso3: str
    libelle: str
    nationalite: str
    territoire_francais: bool


def pays_offerts() -> list[PaysOffert]:
    """Every country, by label, for « Pays » and « Nationalité » (1 query)."""
    lignes = Pays.objects.order_by().values_list(
        "iso2", "iso3", "libelle_cyclades", "nationalite", "territoire_francais"
    )
    return sorted((PaysOffert(*ligne) for ligne in lignes), key=lambda pays: cle_recherche(pays.libelle))


def etablissements_offerts(academie: str) -> list[EtablissementOffert]:
    """Établissements offered to individual candidates of an académie (1 query)."""
    lignes = catalogue.etablissements(academie).values_list("cle", "libelle", "code")
    return [EtablissementOffert(*ligne) for ligne in lignes]


def ecole(cle: str) -> list[EtablissementOffert]:
    """The school of that key, alone; none when no school has it (1 query)."""
    lignes = Etablissement.objects.filter(cle=cle, individuel=False).values_list("cle", "libelle", "code")
    return [EtablissementOffert(*ligne) for ligne in lignes]


def academies_du_service(academie: str) -> set[str]:
    """The académies that a service answers for: its own, and those that it runs (SIEC) (1 query)."""
    return {academie, *Academie.objects.filter(gestion=academie).values_list("code", flat=True)}


def academies_offertes() -> list[Choix]:
    """Académies in which a title may have been obtained, « TOULOUSE » (1 query)."""
    return [
        Choix(code, nom.upper()) for code, nom in Academie.objects.order_by("libelle").values_list("code", "libelle")
    ]


def brouillon_de(*, compte: User, service: str) -> Brouillon | None:
    """The draft of a new candidature in the service of that key, with what its pages show (1 query)."""
    return (
        Brouillon.objects.filter(compte=compte, service__cle=service, candidature=None)
        .select_related(*SERVICE_COMPLET)
        .first()
    )


def modification_de(candidature: Candidature) -> Brouillon | None:
    """The draft that changes this candidature (1 query)."""
    brouillon = Brouillon.objects.filter(candidature=candidature).first()
    if brouillon is not None:
        brouillon.service, brouillon.candidature = candidature.service, candidature
    return brouillon


def brouillon_relu(brouillon: Brouillon) -> Brouillon | None:
    """The draft as it is now, None when it is gone (1 query)."""
    frais = Brouillon.objects.filter(pk=brouillon.pk).first()
    if frais is not None:
        frais.service, frais.candidature = brouillon.service, brouillon.candidature
    return frais


def preinscription_de(candidature: Candidature | None) -> Preinscription:
    """What was entered before the candidate came; nothing for a candidature not born yet (no query)."""
    if candidature is None:
        return Preinscription()
    return Preinscription(
        origine=Origine(candidature.origine),
        saisie=candidature.preinscription,
        etablissement=candidature.etablissement,
        classe=candidature.classe,
    )


def corrections_de(candidature: Candidature) -> list[Journal]:
    """What a school has corrected of its entry, the latest first (1 query for a pupil, none for another)."""
    if candidature.origine != Origine.ETABLISSEMENT:
        return []
    return list(Journal.objects.filter(candidature=candidature, action="correction"))


def derniere_version(candidature: Candidature) -> Version | None:
    """The version in force, None for a candidature *À compléter* (1 query)."""
    return Version.objects.filter(candidature=candidature, numero=candidature.version_courante).first()


def adresse_de_contact(candidature: Candidature) -> str:
    """That of the version in force, else the account's; "" for a pupil who has none yet (1 query)."""
    version = derniere_version(candidature)
    contact: str = version.contenu["coordonnees"]["mail"] if version else ""
    return contact or candidature.compte.email


def candidatures_visibles(compte: User, **annotations: BaseExpression) -> list[Candidature]:
    """What « Mes inscriptions » shows: neither désinscrites nor archived sessions (1 query).

    `annotations` let a page ask another app's question of the same rows.
    """
    candidatures = list(
        Candidature.objects.annotate(**annotations)
        .filter(compte=compte, service__session__archivee_le=None)
        .exclude(etat=Etat.DESINSCRIT)
        .select_related(*SERVICE_COMPLET, "specialite", "bureau_suivi")
        .order_by("-service__session__mois", "-numero")
    )
    for candidature in candidatures:
        candidature.compte = compte
    return candidatures


def brouillons_visibles(compte: User) -> list[Brouillon]:
    """Drafts of this person: of candidatures not yet saved, and of changes begun (1 query)."""
    return list(
        Brouillon.objects.filter(compte=compte).select_related(*SERVICE_COMPLET).order_by("service__fermeture", "pk")
    )


def rectifications_de(candidature: Candidature) -> list[Rectification]:
    """The requests about this candidature, the latest first (1 query)."""
    demandes = list(Rectification.objects.filter(candidature=candidature).select_related("version"))
    for demande in demandes:
        demande.candidature = candidature
    return demandes


def version_par_cle(*, compte: User, cle: uuid.UUID) -> Version | None:
    """The version that this form already saved for this person, if any (1 query)."""
    return Version.objects.filter(candidature__compte=compte, cle_formulaire=cle).select_related("candidature").first()


def contact_du_compte(compte_id: int) -> Contact | None:
    """The service gestionnaire of the account's latest candidature, for « Modifier mon compte »; one query."""
    derniere = Candidature.objects.filter(compte_id=compte_id).order_by("-cree_le", "-pk")
    candidature = derniere.select_related("service__service_gestionnaire", "bureau_suivi").first()
    service = candidature.bureau if candidature else None
    return Contact(service.nom, service.telephone, service.mail) if service else None


def donnees_de(compte: User) -> dict[str, Any]:
    """Everything that this app holds about the person, ready for JSON; désinscrites and archived sessions too."""
    candidatures = Candidature.objects.filter(compte=compte).select_related("session", "academie", "specialite")
    versions: dict[int, list[dict[str, Any]]] = {}
    for version in Version.objects.filter(candidature__compte=compte).order_by("candidature", "numero"):
        versions.setdefault(version.candidature_id, []).append(
            {
                "version": version.numero,
                "enregistree_le": version.cree_le,
                "contenu": version.contenu,
                "changements": version.differences,
            }
        )
    journal: dict[int, list[dict[str, Any]]] = {}
    for ligne in Journal.objects.filter(candidature__compte=compte).order_by("quand", "pk"):
        journal.setdefault(ligne.candidature_id, []).append(
            {"quand": ligne.quand, "par": ligne.acteur.partition(":")[0], "action": ligne.action, "motif": ligne.motif}
        )
    rectifications: dict[int, list[dict[str, Any]]] = {}
    for demande in Rectification.objects.filter(candidature__compte=compte).order_by("cree_le", "pk"):
        rectifications.setdefault(demande.candidature_id, []).append(
            {
                "demandee_le": demande.cree_le,
                "sur": demande.libelle,
                "changements": demande.changements,
                "explication": demande.explication,
                "etat": demande.get_etat_display(),
                "close_le": demande.close_le,
                "reponse": demande.reponse,
            }
        )
    return {
        "candidatures": [
            {
                "numero": c.numero,
                "session": str(c.session),
                "academie": str(c.academie),
                "specialite": str(c.specialite or ""),
                "etat": c.get_etat_display(),
                "recevabilite": c.get_recevabilite_display() if c.recevabilite else "",
                "motif": c.motif,
                "origine": c.get_origine_display(),
                "classe": c.classe,
                "preinscription": c.preinscription,
                "cree_le": c.cree_le,
                "versions": versions.get(c.pk, []),
                "journal": journal.get(c.pk, []),
                "rectifications": rectifications.get(c.pk, []),
            }
            for c in candidatures.order_by("numero")
        ],
        "brouillons": list(
            Brouillon.objects.filter(compte=compte)
            .order_by("pk")
            .values("service__cle", "donnees", "cree_le", "modifie_le")
        ),
    }
