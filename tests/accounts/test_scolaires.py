"""Accounts of pupils: their login, their number, what makes two civil statuses the same."""

import datetime as dt

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import CandidateProfile, User
from accounts.services.scolaires import (
    creer_compte_scolaire,
    creer_comptes_scolaires,
    empreinte_civile,
    login_de,
)

from .conftest import creer_actif, etat_civil

pytestmark = pytest.mark.django_db
ACCAME = {"nom_naissance": "ACCAME", "prenoms": "Acculi", "date_naissance": dt.date(2001, 9, 20)}


def test_pupil_has_a_login_a_number_and_no_way_in_yet() -> None:
    compte = creer_compte_scolaire(etat_civil=etat_civil(**ACCAME))

    relu = User.objects.get(pk=compte.pk)
    assert (relu.identifiant, relu.email, relu.is_active, relu.is_staff) == ("acculi.accame", "", True, False)
    assert relu.numero_candidat is not None
    assert len(relu.numero_candidat) == 11
    assert not relu.has_usable_password()
    assert authenticate(RequestFactory().post("/"), username=relu.identifiant, password=relu.password) is None
    assert (relu.profil.nom_naissance, relu.profil.identite_verrouillee_le) == ("ACCAME", None)


def test_login_taken_gets_the_first_free_number() -> None:
    seule = creer_compte_scolaire(etat_civil=etat_civil(**ACCAME))
    autres = creer_comptes_scolaires(
        etats_civils=[
            etat_civil(**{**ACCAME, "prenoms": "Accùli Marie"}),
            etat_civil(**{**ACCAME, "prenoms": "Zoé"}),
            etat_civil(**ACCAME),
        ]
    )

    assert [c.identifiant for c in [seule, *autres]] == [
        "acculi.accame",
        "acculi.accame2",
        "zoe.accame",
        "acculi.accame3",
    ]
    assert len({c.numero_candidat for c in [seule, *autres]}) == 4
    assert [c.profil.prenoms for c in autres] == ["Accùli Marie", "Zoé", "Acculi"]


@pytest.mark.parametrize(
    ("prenoms", "nom", "login"),
    [
        ("Acculi", "ACCAME", "acculi.accame"),
        ("Jean-Paul Marie", "DE LA TOUR", "jean-paul.de-la-tour"),
        ("Zoé, Anne", "D'ŒUVRE", "zoe.d-oeuvre"),
        ("", "ACCAME", "accame"),
        ("李", "王", "eleve"),
    ],
)
def test_login_is_readable_on_any_keyboard(prenoms: str, nom: str, login: str) -> None:
    assert login_de(prenoms, nom) == login


def test_a_class_takes_as_many_queries_as_a_pupil() -> None:
    comptes = []
    creer_compte_scolaire(etat_civil=etat_civil())  # the portal's clock is read once
    for nombre in (1, 30):
        with CaptureQueriesContext(connection) as requetes:
            creer_comptes_scolaires(etats_civils=[etat_civil(nom_naissance=f"NOM{nombre}X{n}") for n in range(nombre)])
        comptes.append(len(requetes))

    assert comptes[0] == comptes[1]


def test_two_accounts_never_share_a_login() -> None:
    creer_compte_scolaire(etat_civil=etat_civil(**ACCAME))

    with pytest.raises(IntegrityError, match="identifiant"), transaction.atomic():
        User.objects.create(identifiant="acculi.accame", cree_le=dt.datetime.now(dt.UTC))


@pytest.mark.parametrize(
    ("champs", "pareil"),
    [
        ({"nom_naissance": "Accamé"}, True),
        ({"prenoms": "ACCULI"}, True),
        ({"commune_naissance": "May sur Orne"}, True),
        ({"civilite": "MADAME", "nom_usage": "AUTRE"}, True),
        ({"prenoms": "Acculi Marie"}, False),
        ({"date_naissance": dt.date(2001, 9, 21)}, False),
        ({"commune_naissance": "CAEN"}, False),
    ],
    ids=str,
)
def test_same_civil_status_whatever_the_typing(champs: dict[str, object], pareil: bool) -> None:
    une = CandidateProfile(**etat_civil(**ACCAME).champs())
    autre = CandidateProfile(**etat_civil(**{**ACCAME, **champs}).champs())

    assert (empreinte_civile(une) == empreinte_civile(autre)) is pareil


def test_mail_accounts_keep_their_own_key() -> None:
    """A login never looks like an address: nothing that one makes can take the other's place."""
    creer_actif()

    assert "@" not in creer_compte_scolaire(etat_civil=etat_civil()).identifiant
