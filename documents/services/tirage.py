"""From an edition of papillons to its file: codes, PDF and rows in one transaction of a worker.

Killed in the middle, it leaves no code that works and no file that anybody can download; the next try draws others.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict

from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.permissions import nom_d_acteur
from accounts.services import premier_acces
from cyclades.common import clock, storage
from cyclades.common.errors import Refus
from cyclades.outbox.courriel import adresse_absolue
from documents import rendering
from documents.enums import EtatPapillons
from documents.kinds import papillon
from documents.models import EditionPapillons, PapillonEdite
from registrations.models import Journal

from .papillons import RACINE, poster_effacement

journal = logging.getLogger(__name__)


def editer(*, edition_id: int, dernier_essai: bool) -> None:
    """Draw the codes and the PDF of an edition, in the caller's transaction; done already: nothing.

    What cannot be drawn is tried again by the outbox; at `dernier_essai` it is shown to staff as *Échec*, and no code
    was drawn. Failures of disk and database are always raised.
    """
    edition = EditionPapillons.objects.select_for_update().select_related("auteur").get(pk=edition_id)
    if edition.etat != EtatPapillons.EN_PREPARATION:
        return
    try:
        with transaction.atomic():
            _editer(edition)
    except (OSError, DatabaseError, MemoryError):
        raise
    except Exception as erreur:
        if not dernier_essai:
            raise
        journal.error("papillons, %s : édition impossible (%s)", edition.pk, type(erreur).__name__)
        EditionPapillons.objects.filter(pk=edition.pk).update(etat=EtatPapillons.ECHEC)


def _editer(edition: EditionPapillons) -> None:
    lignes = list(
        edition.papillons.select_related(
            "candidature__compte__profil",
            "candidature__ecole",
            "candidature__academie",
            "candidature__session__examen",
        ).order_by("rang")
    )
    auteur, instant = nom_d_acteur(edition.auteur), clock.maintenant()
    codes = premier_acces.tirer(comptes=[ligne.candidature.compte for ligne in lignes], par=auteur)
    portail, adresse = (adresse_absolue(reverse(nom)) for nom in ("portail:accueil", "accounts:premiere_connexion"))
    servies, dessines = [], []
    for ligne in lignes:
        if ligne.candidature.compte_id not in codes:
            continue
        ligne.code, clair = codes[ligne.candidature.compte_id]
        servies.append(ligne)
        dessines.append(asdict(papillon.construire(ligne.candidature, code=clair, portail=portail, adresse=adresse)))
    if not servies:
        raise Refus("Aucun de ces élèves n'a besoin d'un papillon.")
    depose = storage.deposer(rendering.rendre_papillons(dessines), racine=RACINE)
    PapillonEdite.objects.bulk_update(servies, ["code"])
    EditionPapillons.objects.filter(pk=edition.pk).update(
        etat=EtatPapillons.PRODUIT, fichier=depose.nom, sha256=depose.sha256, produit_le=instant
    )
    Journal.objects.bulk_create(
        Journal(candidature=s.candidature, quand=instant, acteur=auteur, action="papillon", motif=str(edition))
        for s in servies
    )
    _demander_effacement(servies, edition)


def _demander_effacement(servies: Sequence[PapillonEdite], edition: EditionPapillons) -> None:
    """The files of earlier editions hold codes that are worth nothing now."""
    comptes = [s.candidature.compte_id for s in servies]
    anciennes = EditionPapillons.objects.filter(
        etat=EtatPapillons.PRODUIT, papillons__code__compte__in=comptes, papillons__code__revoque_le__isnull=False
    ).exclude(pk=edition.pk)
    for ancienne in anciennes.distinct().values_list("pk", flat=True):
        poster_effacement(ancienne, cause=f"edition:{edition.pk}")
