"""The old mailbox undoes a change while the new one moves on: on 32 real connections, the old mailbox wins.

The control lets both forget the account's lock: the change is then undone several times, or half undone.
"""

from collections.abc import Callable, Iterator

import pytest
from django.db.models import QuerySet

from accounts.models import AdresseConnue, ChangementAdresse, User
from accounts.services.adresse import Issue, confirmer_changement, demander_changement
from accounts.services.retablissement import retablir_adresse
from cyclades.outbox.models import Message

from .conftest import creer_actif
from .courses import ensemble

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
CONCURRENTS = 32
TOURS, TOURS_TEMOIN = 4, 12


def changement_confirme(nom: str) -> ChangementAdresse:
    """An account that a change has moved to another mailbox, from which a third one is asked for."""
    compte = creer_actif(f"{nom}@demo.example")
    premier = demander_changement(compte_id=compte.pk, nouvelle=f"{nom}.deux@demo.example")
    assert confirmer_changement(changement_id=premier.pk, cree_le=premier.cree_le) is Issue.CHANGEE
    return premier


def course(nom: str) -> tuple[list[object], list[object]]:
    """One round: (what each click of the old mailbox got, what each click of the third one got)."""
    premier = changement_confirme(nom)
    second = demander_changement(compte_id=premier.compte_id, nouvelle=f"{nom}.trois@demo.example")

    def retablir() -> object:
        return retablir_adresse(changement_id=premier.pk, cree_le=premier.cree_le)[0]

    def confirmer() -> object:
        return confirmer_changement(changement_id=second.pk, cree_le=second.cree_le)

    actes: list[Callable[[], object]] = [retablir, confirmer] * (CONCURRENTS // 2)
    resultats = ensemble(actes)
    return list(resultats[::2]), list(resultats[1::2])


def test_old_mailbox_wins_against_the_thief_who_moves_on() -> None:
    for tour in range(TOURS):
        retablies, confirmees = course(f"tour{tour}")

        assert sorted(map(str, retablies)) == [str(Issue.CHANGEE)] + [str(Issue.DEJA)] * (CONCURRENTS // 2 - 1)
        assert set(confirmees) <= {Issue.CHANGEE, Issue.DEJA, Issue.PERIMEE}, confirmees
        compte = User.objects.get(identifiant=f"tour{tour}@demo.example")
        assert not compte.has_usable_password()
        connues = AdresseConnue.objects.filter(compte=compte)
        assert list(connues.values_list("adresse_normalisee", flat=True)) == [compte.identifiant]
    for genre in ("retablie", "retiree"):
        assert Message.objects.filter(genre=f"compte.adresse_{genre}").count() == TOURS


@pytest.fixture
def sans_verrou(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The services forget every row lock."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    yield


def test_undoing_without_the_lock_bites(request: pytest.FixtureRequest) -> None:
    premiers = [changement_confirme(f"temoin{tour}") for tour in range(TOURS_TEMOIN)]
    request.getfixturevalue("sans_verrou")

    morsures = 0
    for premier in premiers:

        def retablir(premier: ChangementAdresse = premier) -> object:
            return retablir_adresse(changement_id=premier.pk, cree_le=premier.cree_le)[0]

        issues = ensemble([retablir] * CONCURRENTS)
        morsures += sorted(map(str, issues)) != [str(Issue.CHANGEE)] + [str(Issue.DEJA)] * (CONCURRENTS - 1)

    print(f"sans verrou : {morsures} morsures en {TOURS_TEMOIN} tours")  # noqa: T201
    assert morsures > 0
