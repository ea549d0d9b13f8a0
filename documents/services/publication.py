"""Publishing by staff: what a file asks for becomes rows at once, documents one slice after the other by a worker.

A slice is one transaction of the outbox: a worker killed in the middle leaves nothing of it, and the next one finds
the rows still to be done. What a document said already is not said again: the database refuses it (CY020).
"""

import datetime as dt
import logging
import uuid

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import F

from accounts.models import User
from accounts.permissions import academies_du_responsable, nom_d_acteur
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, sqlstate
from cyclades.outbox import services as outbox
from documents.enums import ActeLot, EtatLigne, EtatVersion
from documents.kinds.commun import DonneesInvalides
from documents.models import DocumentVersion, EvenementLot, LigneLot, Lot
from documents.publication.contenus import pour_emettre
from documents.publication.controle import Rapport
from registrations.contenu import Contenu
from registrations.enums import ETATS_ACTIFS
from registrations.models import Version
from registrations.services.journal import noter

from .emission import demander_production, emettre

journal = logging.getLogger(__name__)
PAR_TRANCHE = 50
REPETEE = "CY020"


@transaction.atomic
def lancer(
    *,
    rapport: Rapport,
    par: User,
    cle: uuid.UUID,
    publie_le: dt.datetime | None,
    nom_fichier: str = "",
    empreinte: str = "",
) -> Lot:
    """Record the documents of a checked file, and ask the worker for them. The same form twice is one publication."""
    if rapport.erreurs or not rapport.documents:
        raise Refus("Rien n'est publié : corrigez d'abord les lignes signalées.", champ="fichier")
    instant = clock.maintenant()
    if publie_le is not None and publie_le <= instant:
        raise Refus("Cet instant est déjà passé : laissez vide pour publier tout de suite.", champ="jour")
    lot, cree = Lot.objects.get_or_create(
        cle_formulaire=cle,
        defaults={
            "kind": rapport.kind,
            "auteur": par,
            "nom_fichier": nom_fichier[:200],
            "empreinte": empreinte,
            "publie_le": publie_le,
            "total": len(rapport.documents),
            "cree_le": instant,
        },
    )
    if not cree:
        return lot
    LigneLot.objects.bulk_create(
        (
            LigneLot(
                lot=lot,
                rang=rang,
                candidature_id=demande.candidature_id,
                serie=demande.serie,
                lignes=demande.lignes_affichees(),
                donnees=demande.donnees,
                source=demande.source(rapport.kind),
            )
            for rang, demande in enumerate(rapport.documents)
        ),
        batch_size=1000,
    )
    _demander(lot)
    _noter(lot, par, ActeLot.LANCER, lot.total)
    return lot


def _demander(lot: Lot) -> None:
    """Ask for every slice, in the caller's transaction."""
    with outbox.en_un_envoi():
        for tranche in range(0, lot.total, PAR_TRANCHE):
            cle = f"publication:{lot.pk}:{tranche}:{lot.reprises}"
            outbox.post("document.publier", ids={"lot": lot.pk, "rang": tranche}, cle=cle)


def _noter(lot: Lot, par: User, acte: ActeLot, nombre: int) -> None:
    EvenementLot.objects.create(lot=lot, quand=clock.maintenant(), auteur=par, acte=acte, nombre=nombre)


def avancer(*, lot_id: int, rang: int, dernier_essai: bool) -> int:
    """Issue the documents of one slice that are still to be done; how many were looked at.

    In the name of the author, with what he may still do today. A document that cannot be issued is *en échec* with
    its reason, the others go on; the network's and database's failures are raised, and the slice is tried again.
    """
    lot = Lot.objects.select_related("auteur").get(pk=lot_id)
    with acteur(nom_d_acteur(lot.auteur)), outbox.en_un_envoi():
        lignes = list(
            LigneLot.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(lot=lot, rang__gte=rang, rang__lt=rang + PAR_TRANCHE, etat=EtatLigne.A_FAIRE)
            .select_related("candidature__compte")
            # Documents are locked in one order, whatever the order of the file: two files never wait for each other.
            .order_by("candidature_id", "serie")
        )
        permises = academies_du_responsable(lot.auteur)
        contenus = _contenus(lignes)
        for ligne in lignes:
            _traiter(lot, ligne, permises, contenus.get(ligne.candidature_id), dernier_essai=dernier_essai)
        LigneLot.objects.bulk_update(lignes, ["etat", "version", "erreur"])
    return len(lignes)


def _contenus(lignes: list[LigneLot]) -> dict[int, Contenu]:
    """The versions in force (1 query)."""
    candidatures = [ligne.candidature_id for ligne in lignes]
    versions = Version.objects.filter(candidature__in=candidatures, numero=F("candidature__version_courante"))
    return dict(versions.values_list("candidature_id", "contenu"))


def _traiter(lot: Lot, ligne: LigneLot, permises: set[str], contenu: Contenu | None, *, dernier_essai: bool) -> None:
    candidature = ligne.candidature
    if candidature.academie_id not in permises:
        return _echouer(ligne, "Qui a lancé la publication n'a plus ce droit dans cette académie.")
    if contenu is None or candidature.etat not in ETATS_ACTIFS:
        return _echouer(ligne, f"La candidature n'est plus active ({candidature.get_etat_display()}).")
    try:
        with transaction.atomic():
            ligne.version = _emettre(lot, ligne, contenu)
        ligne.etat = EtatLigne.FAITE
    except (DonneesInvalides, Refus) as erreur:
        _echouer(ligne, str(erreur))
    except DatabaseError as erreur:
        if sqlstate(erreur) == REPETEE:
            ligne.version, ligne.etat = _en_vigueur(lot, ligne), EtatLigne.INCHANGEE
        elif isinstance(erreur, OperationalError) or not dernier_essai:
            raise
        else:
            _echouer(ligne, f"L'émission a échoué ({type(erreur).__name__}).")
    except (OSError, MemoryError):
        raise
    except Exception as erreur:
        journal.exception("publication %s, document %s", lot.pk, ligne.rang)
        _echouer(ligne, f"L'émission a échoué ({type(erreur).__name__}).")
    return None


def _echouer(ligne: LigneLot, phrase: str) -> None:
    ligne.etat, ligne.version, ligne.erreur = EtatLigne.ECHEC, None, phrase[:300]


def _emettre(lot: Lot, ligne: LigneLot, contenu: Contenu) -> DocumentVersion:
    genre, donnees = pour_emettre(lot.kind, ligne.donnees, contenu)
    instant, auteur = clock.maintenant(), nom_d_acteur(lot.auteur)
    version = emettre(
        candidature=ligne.candidature,
        contenu=contenu,
        genre=genre,
        donnees=donnees,
        auteur=auteur,
        instant=instant,
        publie_le=max(lot.publie_le, instant) if lot.publie_le else None,
        serie=ligne.serie,
        source=ligne.source,
    )
    noter(
        candidature=ligne.candidature,
        action="document_publie",
        acteur=auteur,
        quand=instant,
        motif=f"{version.document.intitule}, version {version.numero:02d} ({lot})",
    )
    return version


def _en_vigueur(lot: Lot, ligne: LigneLot) -> DocumentVersion:
    return (
        DocumentVersion.objects.filter(
            document__candidature=ligne.candidature_id,
            document__kind=lot.kind,
            document__serie=ligne.serie,
            retiree_le=None,
        )
        .order_by("-numero")
        .select_related("document")[0]
    )


@transaction.atomic
def noter_export(*, lot: Lot, par: User, nombre: int) -> None:
    """A list of candidates leaves the portal as a file."""
    _noter(lot, par, ActeLot.EXPORTER, nombre)


def _verrouiller(lot_id: int) -> Lot:
    return Lot.objects.select_for_update().get(pk=lot_id)


@transaction.atomic
def arreter(*, lot_id: int, par: User) -> int:
    """What is not issued yet will not be; what is stays. A slice being done finishes first. How many were stopped."""
    lot = _verrouiller(lot_id)
    arretees = LigneLot.objects.filter(lot=lot, etat=EtatLigne.A_FAIRE).update(etat=EtatLigne.ARRETEE)
    if not arretees:
        raise Refus("Rien n'attend plus dans cette publication : tout est déjà émis ou en échec.")
    Lot.objects.filter(pk=lot.pk).update(arrete_le=clock.maintenant())
    _noter(lot, par, ActeLot.ARRETER, arretees)
    return arretees


@transaction.atomic
def reprendre(*, lot_id: int, par: User) -> int:
    """Try again what failed, be it the issue or the PDF; how many."""
    lot = _verrouiller(lot_id)
    lignes = LigneLot.objects.filter(lot=lot)
    reprises = lignes.filter(etat=EtatLigne.ECHEC).update(etat=EtatLigne.A_FAIRE, erreur="")
    rates = DocumentVersion.objects.filter(
        pk__in=lignes.filter(etat__in=[EtatLigne.FAITE, EtatLigne.INCHANGEE]).values("version"),
        etat=EtatVersion.ECHEC,
        retiree_le=None,
    )
    lot.reprises += 1
    with outbox.en_un_envoi():
        for version in rates.defer("contexte"):
            reprises += 1
            demander_production(version, reprise=f"lot{lot.pk}:{lot.reprises}")
    attente = lignes.filter(etat=EtatLigne.A_FAIRE).count()
    if not (reprises or attente):
        raise Refus("Rien n'est en échec dans cette publication.")
    lot.save(update_fields=["reprises"])
    if attente:
        _demander(lot)
    _noter(lot, par, ActeLot.REPRENDRE, reprises)
    return reprises


@transaction.atomic
def retirer(*, lot_id: int, par: User) -> int:
    """Take back every document that this publication issued, as if it had never been; how many."""
    lot = _verrouiller(lot_id)
    if LigneLot.objects.filter(lot=lot, etat=EtatLigne.A_FAIRE).exists():
        raise Refus("Des documents sont encore à émettre : arrêtez d'abord la publication.")
    instant, auteur = clock.maintenant(), nom_d_acteur(par)
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '60s'")
    emises = DocumentVersion.objects.filter(
        pk__in=LigneLot.objects.filter(lot=lot, etat=EtatLigne.FAITE).values("version"), retiree_le=None
    )
    retirees = 0
    for version in emises.select_related("document__candidature").defer("contexte").order_by("pk"):
        if DocumentVersion.objects.filter(pk=version.pk, retiree_le=None).update(retiree_le=instant):
            retirees += 1
            noter(
                candidature=version.document.candidature,
                action="document_retire",
                acteur=auteur,
                quand=instant,
                motif=f"{version.document.intitule}, version {version.numero:02d} ({lot})",
            )
    if not retirees:
        raise Refus("Cette publication n'a plus aucun document à retirer.")
    _noter(lot, par, ActeLot.RETIRER, retirees)
    return retirees
