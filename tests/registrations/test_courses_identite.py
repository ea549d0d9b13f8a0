"""I-05 on 32 real connections: civil status edited, or account deleted, while the first candidature is being saved.

What the first version says and what the account says must agree for ever. The controls take the trigger away and
let the writers forget the lock: the race must then bite.
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import DatabaseError

from accounts.models import CandidateProfile, User
from accounts.services.creation import EtatCivil
from accounts.services.effacement import CompteVerrouille, supprimer_compte
from accounts.services.profil import modifier_etat_civil
from cyclades.common.errors import Refus
from registrations.models import Version
from registrations.services.erreurs import BrouillonDisparu
from tests.courses import (
    PARTICIPANTS,
    TOURS,
    Course,
    Tour,
    ensemble,
    imprevus,
    sans_declencheurs,
    sans_verrous,
)

from . import dossiers, gestes
from .melees import enregistrer, nouveau_compte

pytestmark = pytest.mark.race
SAUVEURS = 4
DUREE_D_UN_ENREGISTREMENT = 0.3


def _etat_civil(profil: CandidateProfile, prenoms: str) -> EtatCivil:
    valeurs = {nom: getattr(profil, nom) for nom in EtatCivil.__dataclass_fields__}
    return EtatCivil(**{**valeurs, "prenoms": prenoms})


def editer(compte_id: int, rang: int) -> str:
    """« Enregistrer mes informations », through the service."""
    profil = CandidateProfile.objects.select_related("pays_naissance", "departement_naissance").get(user=compte_id)
    try:
        modifier_etat_civil(compte_id=compte_id, etat_civil=_etat_civil(profil, f"Dack {rang}"))
    except (CompteVerrouille, Refus):
        return "refusé"
    return "écrit"


def ecrire_sans_verrou(compte_id: int, rang: int) -> str:
    """A writer that forgets every precaution, some time during the save: only the database stands in its way."""
    time.sleep(random.uniform(0, DUREE_D_UN_ENREGISTREMENT))
    try:
        CandidateProfile.objects.filter(user=compte_id).update(prenoms=f"Dack {rang}")
    except DatabaseError:
        return "refusé"
    return "écrit"


def edition(pool: ThreadPoolExecutor, ecrivain: Callable[[int, int], str]) -> Tour:
    """Do the first version and the account disagree afterwards?"""
    compte = nouveau_compte()
    dossiers.brouillon_pret(compte)
    actes: list[Callable[[], object]] = [partial(enregistrer, compte.pk, gestes.SERVICE)] * SAUVEURS
    actes += [partial(ecrivain, compte.pk, rang) for rang in range(PARTICIPANTS - SAUVEURS)]
    random.shuffle(actes)
    resultats = ensemble(pool, actes)
    version = Version.objects.get(candidature__compte=compte)
    profil = CandidateProfile.objects.get(user=compte)
    assert profil.identite_verrouillee_le is not None
    return int(version.contenu["identite"]["prenoms"] != profil.prenoms), imprevus(resultats)


def supprimer(compte_id: int) -> str:
    time.sleep(random.uniform(0, 3 * DUREE_D_UN_ENREGISTREMENT))
    try:
        supprimer_compte(compte_id=compte_id)
    except (CompteVerrouille, User.DoesNotExist):
        return "refusé"
    return "supprimé"


def suppression(pool: ThreadPoolExecutor) -> Tour:
    """Account and candidature are both kept, or both gone."""
    compte = nouveau_compte()
    dossiers.brouillon_pret(compte)
    actes: list[Callable[[], object]] = [partial(enregistrer, compte.pk, gestes.SERVICE)] * 30
    actes += [partial(supprimer, compte.pk)] * 2
    random.shuffle(actes)
    resultats = ensemble(pool, actes)
    gardes = resultats.count("supprimé") == 0
    fautes = int(User.objects.filter(pk=compte.pk).exists() != gardes)
    fautes += Version.objects.filter(candidature__compte=compte).count() != gardes
    return fautes, imprevus(resultats, User.DoesNotExist, BrouillonDisparu)


SANS_GARDE = partial(sans_declencheurs, "accounts_candidateprofile")
PAR_ERREUR = partial(edition, ecrivain=ecrire_sans_verrou)
COURSES = (
    Course(
        "I-05 état civil modifié ∥ premier enregistrement", partial(edition, ecrivain=editer), SANS_GARDE, PAR_ERREUR
    ),
    Course("I-05 écriture sans verrou ∥ premier enregistrement", PAR_ERREUR, SANS_GARDE),
)
SUPPRESSION = Course("I-05 compte supprimé ∥ premier enregistrement", suppression, sans_verrous)


@pytest.mark.parametrize("course", [*COURSES, SUPPRESSION], ids=str)
def test_civil_status_and_first_version_always_agree(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.courir(equipe, TOURS)


@pytest.mark.parametrize("course", COURSES[1:], ids=str)
def test_edit_against_first_save_without_the_trigger_bites(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.mordre(equipe)
