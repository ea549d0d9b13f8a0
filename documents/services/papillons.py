"""Papillons de connexion: asked for by staff, drawn by a worker (`tirage`), erased when they serve no more."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import CodePremierAcces, User
from accounts.services.acces import noter_des_acces
from cyclades.common import clock, storage
from cyclades.common.errors import Refus, refus_traduits
from cyclades.outbox import services as outbox
from documents.enums import EtatPapillons
from documents.models import EditionPapillons, PapillonEdite
from registrations.models import Candidature

RACINE = "papillons"
# A hundred papillons are drawn in one transaction of the outbox; a larger class is several files.
TRANCHE = 100


def demander(*, candidatures: Sequence[Candidature], par: User, cle: uuid.UUID) -> list[EditionPapillons]:
    """Ask for the papillons of these pupils of one class, in their order; `cle` makes a second click harmless.

    Raises `Refus`: nobody, or papillons of this class are being prepared.
    """
    deja = list(EditionPapillons.objects.filter(cle_formulaire=cle, auteur=par).order_by("partie"))
    if deja:
        return deja
    if not candidatures:
        raise Refus("Aucun papillon n'est à éditer : tous ces élèves se sont déjà connectés, ou ont leur papillon.")
    tranches = [candidatures[i : i + TRANCHE] for i in range(0, len(candidatures), TRANCHE)]
    premiere, instant = candidatures[0], clock.maintenant()
    if premiere.ecole is None:
        raise ValueError("papillons are for pupils of a school")
    with refus_traduits(), transaction.atomic():
        editions = [
            EditionPapillons.objects.create(
                ecole=premiere.ecole,
                session_id=premiere.session_id,
                academie_id=premiere.academie_id,
                classe=premiere.classe,
                partie=partie,
                parties=len(tranches),
                auteur=par,
                cle_formulaire=cle,
                cree_le=instant,
            )
            for partie, _ in enumerate(tranches, 1)
        ]
        for edition, tranche in zip(editions, tranches, strict=True):
            PapillonEdite.objects.bulk_create(
                PapillonEdite(edition=edition, candidature=c, rang=rang) for rang, c in enumerate(tranche, 1)
            )
            cle_travail = f"document.papillons:{edition.pk}"
            outbox.post("document.papillons", ids={"edition": edition.pk}, cle=cle_travail, file="documents")
    return editions


def poster_effacement(edition_id: int, *, cause: str) -> None:
    """Ask the worker to look whether the file of an edition serves any more, in the caller's transaction."""
    cle = f"document.papillons_effacer:{edition_id}:{cause}"
    outbox.post("document.papillons_effacer", ids={"edition": edition_id}, cle=cle, file="documents")


def est_telechargeable(edition: EditionPapillons) -> bool:
    """Is there a file, all of whose codes are those in force or have served? No dead code is ever handed out."""
    return edition.etat == EtatPapillons.PRODUIT and not _codes(edition).filter(revoque_le__isnull=False).exists()


def noter_telechargement(*, edition: EditionPapillons, par: User) -> None:
    """A member of staff takes the file: in the accesses of each of its pupils."""
    comptes = _codes(edition).values_list("compte", flat=True)
    noter_des_acces(comptes=comptes, agent=par, objet=f"Papillon de connexion ({edition})")
    EditionPapillons.objects.filter(pk=edition.pk, telecharge_le=None).update(telecharge_le=clock.maintenant())


def _codes(edition: EditionPapillons) -> QuerySet[CodePremierAcces]:
    return CodePremierAcces.objects.filter(papillon__edition=edition)


@transaction.atomic
def effacer_si_inutile(*, edition_id: int) -> bool:
    """Erase the file when all its codes have served, or one was replaced; was it erased?"""
    edition = EditionPapillons.objects.select_for_update().get(pk=edition_id)
    codes = _codes(edition)
    inutile = codes.filter(revoque_le__isnull=False).exists() or not codes.filter(utilise_le=None).exists()
    if edition.etat != EtatPapillons.PRODUIT or not inutile:
        return False
    _effacer(edition)
    return True


def _effacer(edition: EditionPapillons) -> None:
    """The row forgets the file first: killed in between, the file is nobody's, and goes with the next `menage`."""
    nom = edition.fichier
    EditionPapillons.objects.filter(pk=edition.pk).update(
        etat=EtatPapillons.EFFACE, fichier="", sha256="", efface_le=clock.maintenant()
    )
    transaction.on_commit(lambda: storage.supprimer(nom))


def menage() -> int:
    """Erase the files kept long enough, those that serve no more, and those that no row names; how many."""
    limite = clock.maintenant() - dt.timedelta(days=settings.PAPILLONS_JOURS)
    faits = 0
    produites = EditionPapillons.objects.filter(etat=EtatPapillons.PRODUIT)
    for edition_id in produites.filter(produit_le__lte=limite).values_list("pk", flat=True):
        with transaction.atomic():
            encore = produites.select_for_update().filter(pk=edition_id).first()
            if encore is not None:
                _effacer(encore)
                faits += 1
    vivants = CodePremierAcces.objects.filter(papillon__edition=OuterRef("pk"), utilise_le=None, revoque_le=None)
    for edition_id in produites.filter(~Exists(vivants)).values_list("pk", flat=True):
        faits += effacer_si_inutile(edition_id=edition_id)
    return faits + _effacer_les_restes()


def _effacer_les_restes() -> int:
    """What a worker killed before its commit left: its codes never existed."""
    avant = clock.temps_reel() - dt.timedelta(hours=1)
    restes = 0
    for nom in storage.anciens(RACINE, avant=avant):
        if not EditionPapillons.objects.filter(fichier=nom).exists():
            storage.supprimer(nom)
            restes += 1
    return restes
