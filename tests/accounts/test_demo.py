"""The accounts of the demonstration."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from accounts.services.demo import CANDIDAT, CODE_ELEVE, ELEVE, MOT_DE_PASSE, PERSONNEL
from sessions_cfg.models import Academie

from .papillons import choisir, presenter


@pytest.fixture
def lieux(db: None, settings: Settings) -> None:
    """Settings of a demonstration, on the catalogue that every test finds loaded."""
    settings.DEMO = True


@pytest.mark.usefixtures("lieux")
def test_demo_creates_accounts_that_sign_in_with_the_known_password() -> None:
    call_command("demo", verbosity=0)

    requete = RequestFactory().post("/")
    for identifiant in (CANDIDAT, *PERSONNEL):
        compte = authenticate(requete, username=identifiant, password=MOT_DE_PASSE)
        assert compte is not None
        assert compte.get_username() == identifiant
    assert User.objects.get(identifiant=CANDIDAT).profil.commune_naissance == "MAY-SUR-ORNE"


@pytest.mark.usefixtures("lieux")
@pytest.mark.parametrize(
    ("identifiant", "academies"),
    [
        ("gestionnaire.toulouse@demo.example", ["Toulouse"]),
        ("gestionnaire.nice@demo.example", ["Nice"]),
        ("responsable.toulouse@demo.example", ["Toulouse"]),
        ("superviseur@demo.example", []),
    ],
)
def test_demo_scopes_staff_to_their_academies(identifiant: str, academies: list[str]) -> None:
    call_command("demo", verbosity=0)

    membre = User.objects.get(identifiant=identifiant).personnel
    assert list(membre.academies.values_list("libelle", flat=True)) == academies


@pytest.mark.usefixtures("lieux")
def test_demo_twice_changes_nothing() -> None:
    call_command("demo", verbosity=0)
    avant = list(User.objects.order_by("pk").values())

    call_command("demo", verbosity=0)

    assert list(User.objects.order_by("pk").values()) == avant


@pytest.mark.usefixtures("lieux")
def test_demo_pupil_comes_with_the_code_that_the_page_shows_until_it_served(client: Client) -> None:
    call_command("demo", verbosity=0)

    page = client.get("/demo/mails/").content.decode()
    assert f"/compte/premiere-connexion/#{ELEVE}/{CODE_ELEVE}" in page
    assert presenter(client, CODE_ELEVE).status_code == 302
    assert choisir(client).status_code == 302
    page = client.get("/demo/mails/").content.decode()
    assert "Ce code a déjà servi" in page


@pytest.mark.django_db
def test_demo_outside_a_demonstration_is_refused(settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="refusé ici"):
        call_command("demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_demo_without_catalogue_says_what_to_load(settings: Settings) -> None:
    settings.DEMO = True
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {Academie._meta.db_table} CASCADE")

    with pytest.raises(CommandError, match="load_catalogue --demo"):
        call_command("demo")
