"""I-05 on 32 real connections: civil status edited, or account deleted, while the first candidature is being saved.

What the first version says and what the account says must agree for ever. The controls take the trigger away and
let the writers forget the lock: the race must then bite.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection

from accounts.models import CandidateProfile, User
from accounts.services.creation import EtatCivil
from accounts.services.effacement import CompteVerrouille, supprimer_compte
from accounts.services.profil import modifier_etat_civil
from cyclades.common.errors import Refus
from registrations.models import Version
from registrations.services.erreurs import BrouillonDisparu
from tests.usines import compte_candidat

from . import dossiers, gestes
from .test_courses import PARTICIPANTS, TOURS, TOURS_TEMOIN, enregistrer, ensemble, equipe, vider  # noqa: F401

pytestmark = pytest.mark.race
SAUVEURS = 4
DUREE_D_UN_ENREGISTREMENT = 0.3


@contextmanager
def sans_declencheur() -> Iterator[None]:
    """The trigger of I-05 sleeps, in the test database only."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_candidateprofile DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            vider(cursor)
            cursor.execute("ALTER TABLE accounts_candidateprofile ENABLE TRIGGER USER")


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


def course(pool: ThreadPoolExecutor, ecrivain: Callable[[int, int], str]) -> bool:
    """One round: do the first version and the account disagree afterwards?"""
    compte = compte_candidat(email=f"course{uuid.uuid4().hex}@test.example")
    dossiers.brouillon_pret(compte)
    actes: list[Callable[[], object]] = [lambda: enregistrer(compte.pk, gestes.SERVICE)] * SAUVEURS
    actes += [lambda r=r: ecrivain(compte.pk, r) for r in range(PARTICIPANTS - SAUVEURS)]  # type: ignore[misc]
    random.shuffle(actes)
    ensemble(pool, actes)
    version = Version.objects.get(candidature__compte=compte)
    profil = CandidateProfile.objects.get(user=compte)
    assert profil.identite_verrouillee_le is not None
    prenoms: str = version.contenu["identite"]["prenoms"]
    return prenoms != profil.prenoms


@pytest.mark.parametrize("ecrivain", [editer, ecrire_sans_verrou])
def test_edit_against_first_save_never_disagrees(
    equipe: ThreadPoolExecutor,  # noqa: F811
    ecrivain: Callable[[int, int], str],
) -> None:
    desaccords = sum(course(equipe, ecrivain) for _ in range(TOURS))

    print(f"I-05, {ecrivain.__name__} : {TOURS} tours, {desaccords} désaccord")  # noqa: T201
    assert desaccords == 0


def test_edit_against_first_save_without_the_trigger_bites(equipe: ThreadPoolExecutor) -> None:  # noqa: F811
    with sans_declencheur():
        desaccords = sum(course(equipe, ecrire_sans_verrou) for _ in range(TOURS_TEMOIN))

    print(f"I-05 sans déclencheur : {desaccords} désaccords en {TOURS_TEMOIN} tours")  # noqa: T201
    assert desaccords > 0


def supprimer(compte_id: int) -> str:
    time.sleep(random.uniform(0, 3 * DUREE_D_UN_ENREGISTREMENT))
    try:
        supprimer_compte(compte_id=compte_id)
    except (CompteVerrouille, User.DoesNotExist):
        return "refusé"
    return "supprimé"


def test_deletion_against_first_save_leaves_all_or_nothing(equipe: ThreadPoolExecutor) -> None:  # noqa: F811
    gardes = 0
    for _ in range(TOURS):
        compte = compte_candidat(email=f"course{uuid.uuid4().hex}@test.example")
        dossiers.brouillon_pret(compte)
        actes: list[Callable[[], object]] = [lambda c=compte: enregistrer(c.pk, gestes.SERVICE)] * 30  # type: ignore[misc]
        actes += [lambda c=compte: supprimer(c.pk)] * 2  # type: ignore[misc]
        random.shuffle(actes)

        resultats = ensemble(equipe, actes)

        supprime = resultats.count("supprimé")
        erreurs = [r for r in resultats if isinstance(r, Exception)]
        permises = (User.DoesNotExist, BrouillonDisparu)
        assert [e for e in erreurs if not isinstance(e, permises)] == []
        assert User.objects.filter(pk=compte.pk).exists() == (supprime == 0)
        assert Version.objects.filter(candidature__compte=compte).count() == (supprime == 0)
        gardes += supprime == 0
    print(f"I-05, suppression : {TOURS} tours, {gardes} inscriptions gardées, {TOURS - gardes} comptes supprimés")  # noqa: T201
