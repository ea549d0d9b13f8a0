"""I-01, I-02, I-03, I-06 with real connections; each guard once taken away, to see the race bite.

The same races with their full volumes: `make faults`.
"""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import AdresseConnue, AvisInactivite, User
from accounts.services import activation, inactivite
from accounts.services.activation import Issue
from accounts.services.creation import AdressePrise
from cyclades.common import clock
from cyclades.outbox.models import Message
from cyclades.portail.management.commands.verifier_invariants import violations

from . import melees
from .conftest import MOT_DE_PASSE, creer, creer_actif
from .courses import ensemble

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]


def test_creer_same_address_32_times_makes_one_account() -> None:
    for tour in range(4):
        resultats = melees.memes_adresses(f"dack{tour}")

        crees = [r for r in resultats if isinstance(r, User)]
        assert len(crees) == 1, resultats
        assert all(isinstance(r, AdressePrise) for r in resultats if not isinstance(r, User)), resultats
    assert (User.objects.count(), AdresseConnue.objects.count(), Message.objects.count()) == (4, 4, 4)
    assert violations() == []


def test_creer_same_address_without_unique_bites() -> None:
    with melees.sans_unicite():
        crees = [r for r in melees.memes_adresses("dack") if isinstance(r, User)]

    print(f"sans UNIQUE : {len(crees)} comptes pour une adresse")  # noqa: T201
    assert len(crees) > 1


def test_one_address_through_three_doors_is_one_persons() -> None:
    """Created, corrected to before activation, and created again in capitals, all at once."""
    attente = [creer(f"attente{n}@demo.example") for n in range(10)]

    def corriger(compte: User) -> bool:
        return activation.corriger_adresse(compte_id=compte.pk, nouvelle="voulue@demo.example")

    actes = [lambda c=c: corriger(c) for c in attente] + [lambda: creer("VOULUE@demo.example")] * 10
    resultats = ensemble(actes)

    assert sum(not isinstance(r, Exception) for r in resultats) == 1, resultats
    assert all(isinstance(r, AdressePrise) for r in resultats if isinstance(r, Exception)), resultats
    assert User.objects.filter(identifiant="voulue@demo.example").count() == 1
    assert violations() == []


def test_activer_32_clicks_activate_once_with_one_number() -> None:
    for tour in range(4):
        compte = creer(f"clic{tour}@demo.example")

        def cliquer(compte: User = compte) -> Issue:
            return activation.activer(compte_id=compte.pk, cree_le=compte.cree_le)

        issues = ensemble([cliquer] * melees.CONCURRENTS)

        attendues = [str(Issue.ACTIVE)] + [str(Issue.DEJA_ACTIF)] * (melees.CONCURRENTS - 1)
        assert sorted(str(i) for i in issues) == attendues
    numeros = list(User.objects.values_list("numero_candidat", flat=True))
    assert len(set(numeros)) == 4


def test_corriger_against_activer_never_activates_through_the_wrong_mailbox() -> None:
    """Whoever holds the link of the old address wins or loses; the address and the link always agree."""
    for tour in range(20):
        compte = creer(f"avant{tour}@demo.example")

        def cliquer(compte: User = compte) -> object:
            return activation.activer(compte_id=compte.pk, cree_le=compte.cree_le)

        def corriger(compte: User = compte, tour: int = tour) -> object:
            return activation.corriger_adresse(compte_id=compte.pk, nouvelle=f"apres{tour}@demo.example")

        clic, correction = ensemble([cliquer, corriger])

        compte.refresh_from_db()
        corrige = compte.email.startswith("apres")
        assert (clic, correction) == ((Issue.PERIME, True) if corrige else (Issue.ACTIVE, False))
        assert compte.is_active is not corrige


def test_activation_against_purge_loses_none_and_revives_none() -> None:
    tours = [melees.activations_contre_purge(300, 1.5) for _ in range(2)]

    for tour in tours:
        print(f"activés {len(tour.acquittes)}, effacés {tour.comptes - len(tour.restants)}, sur {tour.comptes}")  # noqa: T201
        assert (tour.perdus, tour.gardes, tour.erreurs) == (set(), set(), [])
    assert not User.objects.filter(numero_candidat=None).exists()
    assert violations() == []


def test_activation_against_purge_without_the_lock_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    melees.retirer_les_verrous(monkeypatch)
    perdus = 0
    for _ in range(5):
        perdus += len(melees.activations_contre_purge(300, 1.5).perdus)
        if perdus:
            break

    print(f"sans verrou : {perdus} activation(s) perdue(s)")  # noqa: T201
    assert perdus > 0


def test_sign_in_against_erasure_of_unused_accounts_loses_none() -> None:
    tour = melees.visites_contre_effacement(300, 1.5)

    print(f"revenus {len(tour.acquittes)}, effacés {tour.comptes - len(tour.restants)}, sur {tour.comptes}")  # noqa: T201
    assert (tour.perdus, tour.gardes, tour.erreurs) == (set(), set(), [])
    assert not AvisInactivite.objects.exists()
    assert violations() == []


def test_sign_in_against_erasure_without_the_lock_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    melees.retirer_les_verrous(monkeypatch)
    perdus = 0
    for _ in range(5):
        perdus += len(melees.visites_contre_effacement(300, 1.5).perdus)
        if perdus:
            break

    print(f"sans verrou : {perdus} compte(s) effacé(s) après connexion")  # noqa: T201
    assert perdus > 0


def test_four_sweeps_at_once_tell_each_unused_account_once() -> None:
    melees.inutilises(250, depuis=clock.maintenant() - dt.timedelta(days=3000))

    for resultat in ensemble([inactivite.passer] * 4):
        assert not isinstance(resultat, Exception), resultat
    inactivite.passer()

    avis = Message.objects.filter(genre="compte.inactif")
    assert (AvisInactivite.objects.count(), avis.count()) == (250, 250)
    assert len(set(avis.values_list("identifiants__compte", flat=True))) == 250


def test_deletion_while_a_mail_about_the_account_is_being_sent_is_refused_in_words() -> None:
    """A slow mail server holds the row of its mail: the page once failed."""
    compte = creer_actif("dack@demo.example")
    client = Client()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    demande = {"actuel": MOT_DE_PASSE}

    with transaction.atomic():
        Message.objects.select_for_update().get(genre="compte.activation")
        (refus,) = ensemble([lambda: client.post("/compte/supprimer/", demande)])

    assert not isinstance(refus, Exception), refus
    assert (refus.status_code, "Recommencez dans un instant" in refus.content.decode()) == (200, True)
    assert User.objects.filter(pk=compte.pk).exists()
    assert client.post("/compte/supprimer/", demande).status_code == 302
    assert not User.objects.exists()
