"""« Créer mon compte »: where one was born, found in the list or written freely."""

import re

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import CandidateProfile, User

from .conftest import creer
from .test_creation import Saisie, erreurs

pytestmark = pytest.mark.django_db


def test_creer_born_abroad_needs_no_commune(client: Client, saisie: Saisie) -> None:
    donnees = saisie(pays_naissance="BE", departement_naissance="", commune_naissance="", ville_naissance="Liège")

    assert client.post("/compte/creer/", donnees).status_code == 302

    profil = CandidateProfile.objects.get()
    assert (profil.pays_naissance_id, profil.ville_naissance) == ("BE", "Liège")
    assert (profil.departement_naissance, profil.commune_naissance, profil.commune_libre) == (None, "", False)


def test_creer_departement_not_in_the_list_keeps_what_is_written_for_staff(client: Client, saisie: Saisie) -> None:
    donnees = saisie(departement_naissance="autre", commune_naissance="Bab El Oued")
    assert erreurs(client, donnees).keys() == {"departement_libre"}

    assert client.post("/compte/creer/", {**donnees, "departement_libre": "Alger"}).status_code == 302

    profil = CandidateProfile.objects.get()
    assert (profil.departement_naissance, profil.commune_code, profil.commune_libre) == (None, "", True)
    assert (profil.departement_libre, profil.commune_naissance) == ("Alger", "Bab El Oued")


def test_creer_free_departement_counts_only_when_it_is_asked_for(client: Client, saisie: Saisie) -> None:
    assert client.post("/compte/creer/", saisie(departement_libre="Alger")).status_code == 302

    profil = CandidateProfile.objects.get()
    assert (profil.departement_naissance_id, profil.departement_libre, profil.commune_libre) == ("14", "", False)


def test_a_birthplace_cannot_have_a_listed_and_a_free_departement(saisie: Saisie) -> None:
    with pytest.raises(IntegrityError, match="accounts_un_seul_departement"):
        creer(departement_libre="Alger")


def test_creer_born_in_a_commune_that_moved_finds_it_where_it_was(client: Client, saisie: Saisie) -> None:
    donnees = saisie(departement_naissance="75", commune_naissance="boulogne billancourt")

    assert client.post("/compte/creer/", donnees).status_code == 302

    profil = CandidateProfile.objects.get()
    assert (profil.commune_naissance, profil.commune_code) == ("BOULOGNE-BILLANCOURT", "75012")


def test_creer_unknown_commune_offers_choice_then_free_text(client: Client, saisie: Saisie) -> None:
    donnees = saisie(departement_naissance="31", commune_naissance="Toul")
    form = client.post("/compte/creer/", donnees).context["form"]
    assert "commune_choix" in form.errors
    assert [nom for _, nom in form.fields["commune_choix"].choices[:2]] == ["TOULOUSE", "GAILLAC-TOULZA"]

    cle = form.fields["commune_choix"].choices[0][0]
    assert client.post("/compte/creer/", {**donnees, "commune_choix": cle}).status_code == 302
    assert CandidateProfile.objects.get().commune_naissance == "TOULOUSE"

    User.objects.all().delete()
    assert client.post("/compte/creer/", {**donnees, "commune_choix": "libre"}).status_code == 302
    profil = CandidateProfile.objects.get()
    assert (profil.commune_naissance, profil.commune_code, profil.commune_libre) == ("Toul", "", True)


def test_creer_commune_of_another_departement_is_told_where_it_is(client: Client, saisie: Saisie) -> None:
    (phrase,) = erreurs(client, saisie(commune_naissance="Toulouse"))["commune_choix"]

    assert phrase.startswith("« Toulouse » n'est pas dans 014 - CALVADOS, mais dans 031 - HAUTE-GARONNE.")


def test_creer_name_of_several_communes_asks_which_or_takes_the_label(client: Client, saisie: Saisie) -> None:
    donnees = saisie(departement_naissance="65", commune_naissance="Lahitte")
    form = client.post("/compte/creer/", donnees).context["form"]
    assert form.errors["commune_choix"] == [
        "Plusieurs communes du département portent le nom « Lahitte ». Choisissez la vôtre."
    ]
    assert [libelle for _, libelle in form.fields["commune_choix"].choices[:2]] == [
        "LAHITTE (aujourd'hui ARRAYOU-LAHITTE)",
        "LAHITTE (aujourd'hui AVEZAC-PRAT-LAHITTE)",
    ]

    donnees["commune_naissance"] = "LAHITTE (aujourd'hui AVEZAC-PRAT-LAHITTE)"
    assert client.post("/compte/creer/", donnees).status_code == 302
    profil = CandidateProfile.objects.get()
    assert (profil.commune_naissance, profil.commune_code, profil.commune_libre) == ("LAHITTE", "65246", False)


def test_communes_are_proposed_whatever_accents_and_hyphens(client: Client) -> None:
    def propositions(departement: str, debut: str) -> list[str]:
        question = {"departement_naissance": departement, "commune_naissance": debut}
        page = client.get("/compte/communes/", question).content.decode()
        return re.findall(r'data-valeur="([^"]*)"', page) or re.findall(r"<p>(.*)</p>", page)

    assert propositions("14", "MAÏZIERE") == ["MAIZIÈRES"]
    assert "MAY-SUR-ORNE" in propositions("14", "sur or")
    assert propositions("14", "may sur") == ["MAY-SUR-ORNE"]
    assert "MAY-SUR-ORNE" in propositions("14", "orne")
    assert propositions("31", "may sur")[0].startswith("Aucune commune de ce nom dans ce département.")
    assert propositions("31", "zz") == []
    assert propositions("autre", "alger") == []
    assert propositions("", "caen") == ["Choisissez d&#x27;abord le département, DOM ou COM de naissance."]
    assert propositions("14\x00", "may\x00") == propositions("", "caen")
