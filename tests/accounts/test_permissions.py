"""The scope of staff (I-24): académies of the profile, all for a superviseur, none otherwise."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.models import StaffProfile, User
from accounts.permissions import academies_visibles, est_personnel, est_responsable, est_superviseur
from cyclades.common import clock
from sessions_cfg.models import Academie

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sans_second_facteur(settings: Any) -> None:
    """The scope alone; what a session must have shown first is `test_second_facteur`'s."""
    settings.DEMO = True


def _academie(code: str, gestion: Academie | None = None) -> Academie:
    return Academie.objects.create(
        code=code,
        libelle=code,
        nom_officiel=code,
        libelle_cyclades=f"ACADÉMIE {code}",
        genre="académie",
        gestion=gestion,
    )


def _personnel(role: Role, *academies: Academie, actif: bool = True) -> User:
    instant = clock.maintenant()
    user = User.objects.create(
        identifiant=f"{role}{actif}@staff.example",
        is_active=actif,
        is_staff=True,
        cree_le=instant,
        active_le=instant if actif else None,
    )
    StaffProfile.objects.create(user=user, role=role, nom="Test").academies.set(academies)
    return User.objects.get(pk=user.pk)


def test_gestionnaire_sees_only_own_academies() -> None:
    mienne, autre = _academie("X16"), _academie("X23")
    user = _personnel(Role.GESTIONNAIRE, mienne)
    assert list(academies_visibles(user).filter(pk__in=["X16", "X23"])) == [mienne]
    assert autre not in academies_visibles(user)
    assert (est_personnel(user), est_responsable(user), est_superviseur(user)) == (True, False, False)


def test_service_of_several_academies_sees_those_it_runs() -> None:
    siec = _academie("X54")
    paris = _academie("X01", gestion=siec)
    _academie("X02")
    assert set(academies_visibles(_personnel(Role.RESPONSABLE, siec))) == {siec, paris}


def test_superviseur_sees_all() -> None:
    _academie("X16")
    _academie("X23")
    user = _personnel(Role.SUPERVISEUR)
    assert academies_visibles(user).count() == Academie.objects.count()
    assert est_responsable(user) and est_superviseur(user)


def test_nobody_else_sees_any() -> None:
    _academie("X16")
    instant = clock.maintenant()
    candidat = User.objects.create(
        identifiant="c@x.example",
        is_active=True,
        numero_candidat="02199999999",
        cree_le=instant,
        active_le=instant,
    )
    sans_profil = User.objects.create(
        identifiant="s@x.example", is_active=True, is_staff=True, cree_le=instant, active_le=instant
    )
    for personne in (AnonymousUser(), candidat, sans_profil, _personnel(Role.SUPERVISEUR, actif=False)):
        assert not academies_visibles(personne).exists()
        assert not est_personnel(personne)
