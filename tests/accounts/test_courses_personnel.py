"""Races of I-28: one session for each code, never no superviseur; each guard once taken away to see it bite."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import secours
from accounts.enums import Role
from accounts.models import CodesDeSecours, EvenementPersonnel, StaffProfile, User
from accounts.services import personnel as services
from accounts.services import second_facteur
from cyclades.common.errors import Refus
from tests.usines import personnel

from .courses import ensemble

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("base_reelle")]
CONCURRENTS, TOURS = 32, 50


def _codes(compte: User) -> tuple[CodesDeSecours, list[str]]:
    appareil = CodesDeSecours.objects.create(user=compte, name="codes")
    codes = [secours.lire(code) or "" for _ in range(TOURS // secours.NOMBRE) for code in secours.tirer()]
    StaticToken.objects.bulk_create(
        StaticToken(device=appareil, token=secours.empreinte(compte.pk, code)) for code in codes
    )
    return appareil, codes


def _acceptes(acte: Callable[[], object]) -> int:
    resultats = ensemble([acte] * CONCURRENTS)
    defauts = [r for r in resultats if isinstance(r, Exception) and not isinstance(r, Refus)]
    assert not defauts, defauts
    return sum(bool(r) and not isinstance(r, Refus) for r in resultats)


def _remettre(appareil: CodesDeSecours) -> None:
    StaticDevice.objects.filter(pk=appareil.pk).update(throttling_failure_count=0, throttling_failure_timestamp=None)


def test_one_recovery_code_opens_one_session_of_32(capsys: pytest.CaptureFixture[str]) -> None:
    """By the service, then by the device alone without any lock; then by django-otp's own read-then-delete."""
    compte = personnel("16")
    appareil, codes = _codes(compte)

    par_le_service, sans_verrou = [], []
    for rang, code in enumerate(codes):
        _remettre(appareil)
        if rang % 2:
            par_le_service.append(
                _acceptes(lambda code=code: second_facteur.verifier(compte=compte, code=code, adresse_ip=""))  # type: ignore[misc]
            )
        else:
            sans_verrou.append(
                _acceptes(lambda code=code: CodesDeSecours.objects.get(pk=appareil.pk).verify_token(code))  # type: ignore[misc]
            )
    assert par_le_service == [1] * len(par_le_service)
    assert sans_verrou == [1] * len(sans_verrou)
    assert EvenementPersonnel.objects.count() == len(par_le_service)

    morsures = 0
    StaticToken.objects.bulk_create(
        StaticToken(device=appareil, token=secours.empreinte(compte.pk, code)) for code in codes
    )
    for code in codes:
        _remettre(appareil)
        empreinte = secours.empreinte(compte.pk, code)
        morsures += (
            _acceptes(lambda e=empreinte: StaticDevice.objects.get(pk=appareil.pk).verify_token(e)) > 1  # type: ignore[misc]
        )
    with capsys.disabled():
        print(  # noqa: T201
            f"\nI-28 code de secours ×{CONCURRENTS} : {len(codes)} tours, 0 double ; sans la garde {morsures} morsures"
        )
    assert morsures > 0


def test_one_code_of_the_phone_opens_one_session_of_32(capsys: pytest.CaptureFixture[str]) -> None:
    """Replayed at the same instant; without the row's lock, several pass."""
    compte = personnel("16")
    appareil = TOTPDevice.objects.get(user=compte)

    def neuf() -> str:
        TOTPDevice.objects.filter(pk=appareil.pk).update(
            last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
        )
        return f"{TOTP(appareil.bin_key).token():06d}"

    acceptes = []
    for _ in range(TOURS):
        code = neuf()
        acceptes.append(
            _acceptes(lambda code=code: second_facteur.verifier(compte=compte, code=code, adresse_ip=""))  # type: ignore[misc]
        )
    assert acceptes == [1] * TOURS

    morsures = 0
    for _ in range(TOURS):
        code = neuf()
        morsures += (
            _acceptes(lambda code=code: TOTPDevice.objects.get(pk=appareil.pk).verify_token(code)) > 1  # type: ignore[misc]
        )
    with capsys.disabled():
        print(f"\nI-28 code du téléphone ×{CONCURRENTS} : {TOURS} tours, 0 double ; sans le verrou {morsures} morsures")  # noqa: T201
    assert morsures > 0


def test_two_tabs_that_register_a_phone_leave_one() -> None:
    compte = personnel("16", second_facteur=False)

    resultats = ensemble([lambda: second_facteur.commencer(compte=compte)] * 16)

    assert not [r for r in resultats if isinstance(r, Exception)]
    assert TOTPDevice.objects.filter(user=compte).count() == 1


def test_superviseurs_who_leave_together_leave_one(capsys: pytest.CaptureFixture[str]) -> None:
    """32 at once, by both tables, 20 rounds; then with the triggers gone, to see the race bite."""
    seuls = [_tous_partent() for _ in range(20)]
    assert seuls == [1] * 20
    with connection.cursor() as cursor:
        for table in ("accounts_user", "accounts_staffprofile"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        morsures = sum(_tous_partent() == 0 for _ in range(20))
    finally:
        with connection.cursor() as cursor:
            for table in ("accounts_user", "accounts_staffprofile"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with capsys.disabled():
        print(f"\nI-28 dernier superviseur ×32 : 20 tours, toujours 1 ; sans la garde {morsures} morsures")  # noqa: T201
    assert morsures > 0


def _tous_partent() -> int:
    """How many superviseurs are left after 32 of them all leave at the same instant."""
    StaffProfile.objects.filter(role=Role.GESTIONNAIRE).delete()
    manquent = 32 - StaffProfile.objects.count()
    tous = [personnel(role=Role.SUPERVISEUR, second_facteur=False) for _ in range(manquent)]
    tous += list(User.objects.filter(personnel__role=Role.SUPERVISEUR).exclude(pk__in=[u.pk for u in tous]))
    User.objects.filter(pk__in=[u.pk for u in tous]).update(is_active=True)

    def partir(rang: int, compte: User) -> Any:
        droits: dict[str, Any] = {"nom": "x", "role": Role.GESTIONNAIRE, "academies": ["16"]}
        if rang % 2:
            return lambda: services.modifier_membre(par=None, membre_id=compte.pk, **droits)
        return lambda: services.desactiver_membre(par=None, membre_id=compte.pk)

    resultats = ensemble([partir(rang, compte) for rang, compte in enumerate(tous)])
    assert [r for r in resultats if isinstance(r, Exception) and not isinstance(r, Refus)] == []
    return User.objects.filter(is_active=True, personnel__role=Role.SUPERVISEUR).count()
