"""The races of accounts with their full volumes (I-01, I-03): figures printed, invariants queried after each.

`make faults` shows the figures. The controls take the guard away: the same race must then bite.
"""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import AdresseConnue, User
from accounts.services.creation import AdressePrise
from cyclades.portail.management.commands.verifier_invariants import violations
from tests.accounts import melees
from tests.accounts.melees import Tour

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
TOURS_ADRESSE = 50
COMPTES, PAR_TOUR, FENETRE = 10_000, 1_000, 6.0


@pytest.fixture
def hachage_rapide(settings: Any) -> None:
    """Argon2 would spread the 32 requests over a second, and they would hardly meet."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_same_address_32_connections_50_rounds(hachage_rapide: None) -> None:
    crees = autres = 0
    for tour in range(TOURS_ADRESSE):
        resultats = melees.memes_adresses(f"dack{tour}")
        crees += sum(isinstance(r, User) for r in resultats)
        autres += sum(not isinstance(r, User | AdressePrise) for r in resultats)

    print(f"I-01 même adresse × {melees.CONCURRENTS}, {TOURS_ADRESSE} tours : {crees} comptes, {autres} autre réponse")  # noqa: T201
    assert (crees, autres) == (TOURS_ADRESSE, 0)
    assert AdresseConnue.objects.count() == User.objects.count() == TOURS_ADRESSE
    assert violations() == []


def test_same_address_without_unique_bites_in_every_round(hachage_rapide: None) -> None:
    with melees.sans_unicite():
        mordus = sum(
            sum(isinstance(r, User) for r in melees.memes_adresses(f"dack{tour}")) > 1 for tour in range(TOURS_ADRESSE)
        )

    print(f"I-01 témoin sans UNIQUE : {mordus} morsures en {TOURS_ADRESSE} tours")  # noqa: T201
    assert mordus > 0


def repeter(nom: str, course: Callable[[int, float], Tour], *, comptes: int) -> tuple[int, int, int]:
    """Rounds of `course` until so many accounts were raced for; (lost, kept or revived, errors), printed."""
    tours = [course(PAR_TOUR, FENETRE) for _ in range(comptes // PAR_TOUR)]
    perdus, gardes = sum(len(t.perdus) for t in tours), sum(len(t.gardes) for t in tours)
    total, acquittes = sum(t.comptes for t in tours), sum(len(t.acquittes) for t in tours)
    erreurs = [type(e).__name__ for t in tours for e in t.erreurs]
    print(  # noqa: T201
        f"{nom}, {len(tours)} tours : {total} comptes, {acquittes} acquittés, "
        f"{total - sum(len(t.restants) for t in tours)} effacés, {perdus} perdus, {gardes} ranimés, "
        f"{len(erreurs)} erreurs"
    )
    return perdus, gardes, len(erreurs)


def test_activation_against_purge_10_000_accounts() -> None:
    bilan = repeter("I-03 activation ∥ purge", melees.activations_contre_purge, comptes=COMPTES)

    assert bilan == (0, 0, 0)
    assert not User.objects.filter(numero_candidat=None).exists()
    assert violations() == []


def test_activation_against_purge_without_the_lock_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    melees.retirer_les_verrous(monkeypatch)

    perdus, _, _ = repeter("I-03 témoin sans verrou", melees.activations_contre_purge, comptes=2 * PAR_TOUR)

    assert perdus > 0


def test_sign_in_against_erasure_of_unused_accounts_5_000() -> None:
    bilan = repeter("Connexion ∥ effacement d'inactifs", melees.visites_contre_effacement, comptes=COMPTES // 2)

    assert bilan == (0, 0, 0)
    assert violations() == []


def test_sign_in_against_erasure_without_the_lock_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    melees.retirer_les_verrous(monkeypatch)

    perdus, _, _ = repeter("Inactifs, témoin sans verrou", melees.visites_contre_effacement, comptes=PAR_TOUR)

    assert perdus > 0
