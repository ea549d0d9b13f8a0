"""Roles mean something: role × staff page, from the resolver, against the declared table."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from cyclades.staff_site import staff_site
from tests.consistency.matrice import adresses
from tests.consistency.roles import ECARTEES, MODELES, PAGES_DU_MODELE, VUES
from tests.consistency.test_matrice import Scene, _client, scene
from tests.usines import personnel

__all__ = ["scene"]  # the fixture

ROLES = (Role.GESTIONNAIRE, Role.RESPONSABLE, Role.SUPERVISEUR)
QUI = dict(zip(ROLES, ("gestionnaire_toulouse", "responsable_toulouse", "superviseur"), strict=True))


def _suffit(role: Role, minimum: Role | None) -> bool:
    return minimum is not None and ROLES.index(role) >= ROLES.index(minimum)


def test_every_model_and_view_of_gestion_says_for_which_role_it_is() -> None:
    modeles = {modele._meta.label for modele in staff_site._registry}
    assert modeles == set(MODELES)
    communes = {
        f"gestion:{m._meta.app_label}_{m._meta.model_name}_{page}"
        for m in staff_site._registry
        for page in PAGES_DU_MODELE
    }
    nommees = {a.nom for a in adresses() if a.nom.startswith("gestion:")}
    assert nommees - communes - ECARTEES - set(VUES) == set()
    assert set(VUES) - nommees == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_model_permissions_are_those_declared(role: Role, settings: Any) -> None:
    settings.DEMO = True
    requete: Any = RequestFactory().get("/gestion/")
    requete.user = User.objects.get(pk=personnel("16", role=role).pk)
    ecarts = []
    for modele, model_admin in staff_site._registry.items():
        attendu = MODELES[modele._meta.label]
        vu = (
            model_admin.has_view_permission(requete),
            model_admin.has_change_permission(requete),
            model_admin.has_add_permission(requete),
            model_admin.has_delete_permission(requete),
        )
        if vu != tuple(_suffit(role, minimum) for minimum in attendu):
            ecarts.append(f"{modele._meta.label} : {vu}")
    assert not ecarts, "\n".join(ecarts)


def test_each_view_is_closed_below_its_role_and_open_from_it_on(scene: Scene) -> None:
    ecarts = []
    for adresse in adresses():
        if adresse.nom not in VUES:
            continue
        chemin = reverse(adresse.nom, kwargs=scene.parametres(adresse))
        for role in ROLES:
            client = _client(scene.roles[QUI[role]])
            for methode, minimum in zip(("get", "post"), VUES[adresse.nom], strict=True):
                statut = getattr(client, methode)(chemin).status_code
                if (statut == 403) == _suffit(role, minimum):
                    ecarts.append(f"{role} {methode} {adresse.nom} → {statut}")
    assert not ecarts, "\n".join(ecarts)
