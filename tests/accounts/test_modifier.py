"""« Modifier mon compte » and « Supprimer »; `test_adresse` has the change of address."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.html import escape

from accounts import seams
from accounts.models import Adieu, AdresseConnue, CandidateProfile, ChangementAdresse, User
from accounts.seams import Contact
from accounts.services import effacement, profil
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message
from tests.documents.dossiers import candidature as candidature_de
from tests.usines import personnel

from .conftest import MOT_DE_PASSE, creer, creer_actif, verrouiller

pytestmark = pytest.mark.django_db
Saisie = Callable[..., dict[str, str]]


def contact_de_test(compte_id: int) -> Contact | None:
    return Contact("Rectorat de Toulouse", "", "examens@demo.example")


@pytest.fixture
def contact(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(seams, "_fournisseurs", ["tests.accounts.test_modifier.contact_de_test"])
    yield


@pytest.mark.parametrize("chemin", ["/compte/modifier/", "/compte/supprimer/"])
def test_pages_signed_out_ask_to_sign_in(client: Client, chemin: str) -> None:
    assert client.get(chemin)["Location"] == f"/compte/connexion/?next={chemin}"


def test_modifier_before_first_candidature_changes_everything(client: Client, compte: User, saisie: Saisie) -> None:
    page = client.get("/compte/modifier/").content.decode()
    assert 'value="28/11/2004"' in page
    assert ">Supprimer<" in page

    donnees = saisie(prenoms="Dak", nom_naissance="ACRAL", confirmation_nom="ACRAL", commune_naissance="CAEN")
    assert client.post("/compte/modifier/", donnees).status_code == 302

    profil = CandidateProfile.objects.get(user=compte)
    assert (profil.prenoms, profil.nom_naissance, profil.commune_naissance) == ("Dak", "ACRAL", "CAEN")


@pytest.mark.parametrize(("champ", "valeur"), [("prenoms", ""), ("date_naissance", "x"), ("confirmation_nom", "AUTRE")])
def test_modifier_wrong_value_changes_nothing(
    client: Client, compte: User, saisie: Saisie, champ: str, valeur: str
) -> None:
    reponse = client.post("/compte/modifier/", saisie(**{champ: valeur}, commune_naissance="CAEN"))

    assert champ in reponse.context["form"].errors
    assert CandidateProfile.objects.get().commune_naissance == "MAY-SUR-ORNE"


def test_modifier_locked_shows_contact_and_ignores_forged_post(
    client: Client, compte: User, saisie: Saisie, contact: None
) -> None:
    verrouiller(compte)

    page = client.get("/compte/modifier/").content.decode().replace("&#x27;", "'")
    reponse = client.post("/compte/modifier/", saisie(prenoms="Forge"))

    assert 'Rectorat de Toulouse -  - <a href="mailto:examens@demo.example">examens@demo.example</a>' in page
    assert "Les informations de votre compte ne sont pas modifiables" in page
    assert ">Supprimer<" not in page
    assert "Enregistrer mes informations" not in page
    assert 'name="prenoms"' not in page
    assert reponse.status_code == 409
    assert "Vos informations n'ont pas été modifiées" in reponse.content.decode().replace("&#x27;", "'")
    assert CandidateProfile.objects.get().prenoms == "Dack"


def test_modifier_locked_a_moment_ago_says_so_and_shows_what_is_stored(
    client: Client, compte: User, saisie: Saisie, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The candidature was saved between the reading of the account and the writing."""
    ecrire = profil.modifier_etat_civil

    def apres_un_enregistrement(**kwargs: Any) -> None:
        verrouiller(compte)
        ecrire(**kwargs)

    monkeypatch.setattr(profil, "modifier_etat_civil", apres_un_enregistrement)

    reponse = client.post("/compte/modifier/", saisie(prenoms="Tardif", commune_naissance="CAEN"))

    page = reponse.content.decode().replace("&#x27;", "'")
    assert reponse.status_code == 409
    assert "Vos informations n'ont pas été modifiées" in page
    assert "Tardif" not in page
    assert 'name="prenoms"' not in page
    assert CandidateProfile.objects.get().prenoms == "Dack"


@pytest.mark.parametrize(
    ("lieu", "montres", "caches"),
    [
        ({}, ["014 - CALVADOS", "MAY-SUR-ORNE"], ["Nom de ce département", "Ville de naissance"]),
        (
            {"departement_naissance": None, "departement_libre": "Alger", "commune_libre": True},
            ["Nom de ce département", "Alger"],
            ["Ville de naissance"],
        ),
        (
            {
                "pays_naissance": "BE",
                "departement_naissance": None,
                "commune_naissance": "",
                "ville_naissance": "Liège",
            },
            ["Liège"],
            ["Commune de naissance", "Département, DOM ou COM"],
        ),
    ],
)
def test_modifier_locked_shows_only_what_applies_to_the_birthplace(
    client: Client, compte: User, contact: None, lieu: dict[str, object], montres: list[str], caches: list[str]
) -> None:
    CandidateProfile.objects.filter(user=compte).update(**lieu)
    verrouiller(compte)

    page = client.get("/compte/modifier/").content.decode()

    assert [m for m in montres if m not in page] == []
    assert [c for c in caches if c in page] == []


def test_identity_locked_is_refused_by_the_database_too(compte: User) -> None:
    verrouiller(compte)

    for change in (
        {"prenoms": "Forge"},
        {"identite_verrouillee_le": None},
        {"date_naissance": dt.date(2000, 1, 1)},
        {"departement_naissance": None, "departement_libre": "Alger", "commune_libre": True},
    ):
        with pytest.raises(DatabaseError, match="identite verrouillee"), transaction.atomic():
            CandidateProfile.objects.update(**change)


def test_mot_de_passe_change_keeps_this_session_and_ends_others(client: Client, compte: User) -> None:
    autre = Client()
    autre.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    champs = {"mdp-actuel": MOT_DE_PASSE, "mdp-nouveau": "Poulain.vert8", "mdp-confirmation": "Poulain.vert8"}

    faux = client.post("/compte/modifier/mot-de-passe/", {**champs, "mdp-actuel": "Faux.mot7"})
    faible = client.post("/compte/modifier/mot-de-passe/", {**champs, "mdp-nouveau": "court"})
    juste = client.post("/compte/modifier/mot-de-passe/", champs)

    assert "actuel" in faux.context["mot_de_passe_form"].errors
    assert {"nouveau"} == set(faible.context["mot_de_passe_form"].errors)
    assert juste.status_code == 302
    assert client.get("/compte/modifier/").status_code == 200
    assert autre.get("/compte/modifier/").status_code == 302


def test_supprimer_says_first_what_will_be_erased(client: Client, compte: User) -> None:
    page = client.get("/compte/supprimer/").content.decode()

    for mot in (compte.numero_candidat, compte.email, "état civil", "brouillons", "/compte/mes-donnees/"):
        assert str(mot) in page


def test_supprimer_with_password_erases_all_and_says_good_bye(client: Client, compte: User) -> None:
    ailleurs = Client()
    ailleurs.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    assert client.post("/compte/supprimer/", {"actuel": "Faux.mot7"}).status_code == 200
    assert User.objects.filter(pk=compte.pk).exists()

    reponse = client.post("/compte/supprimer/", {"actuel": MOT_DE_PASSE}, follow=True)

    assert reponse.redirect_chain == [("/compte/supprime/", 302)]
    assert "Votre compte est supprimé" in reponse.content.decode()
    assert not User.objects.exists()
    assert not AdresseConnue.objects.exists()
    assert not ChangementAdresse.objects.exists()
    for navigateur in (client, ailleurs):
        assert navigateur.get("/inscriptions/").status_code == 302
    assert creer("dack.accrall@demo.example")


def test_supprimer_is_confirmed_by_a_mail_whose_address_is_then_forgotten(client: Client, compte: User) -> None:
    client.post("/compte/supprimer/", {"actuel": MOT_DE_PASSE})
    assert list(Message.objects.values_list("genre", "identifiants")) == [
        ("compte.supprime", {"adieu": Adieu.objects.get().pk})
    ]

    outbox.vider()

    (adieu,) = mail.outbox
    assert (adieu.to, adieu.subject) == (["dack.accrall@demo.example"], "[CYCLADES] Votre compte est supprimé")
    assert "supprimé à votre demande" in str(adieu.body)
    assert not Adieu.objects.exists()


def test_supprimer_farewell_that_cannot_be_sent_is_forgotten_after_a_week(compte: User) -> None:
    effacement.supprimer_compte(compte_id=compte.pk)

    assert effacement.oublier_adieux() == 0
    clock.regler(dt.timedelta(days=7, seconds=1))
    assert effacement.oublier_adieux() == 1
    outbox.vider()

    assert mail.outbox == []


def test_supprime_page_is_not_for_those_who_have_an_account(client: Client, compte: User) -> None:
    assert client.get("/compte/supprime/")["Location"] == "/compte/modifier/"


def test_supprimer_after_a_candidature_is_refused(client: Client, compte: User) -> None:
    verrouiller(compte)

    assert client.get("/compte/supprimer/")["Location"] == "/compte/modifier/"
    forge = client.post("/compte/supprimer/", {"actuel": MOT_DE_PASSE})
    assert forge.status_code == 409
    assert "Votre compte n'a pas été supprimé" in forge.content.decode().replace("&#x27;", "'")
    with pytest.raises(effacement.CompteVerrouille):
        effacement.supprimer_compte(compte_id=compte.pk)
    assert User.objects.filter(pk=compte.pk).exists()
    assert not Adieu.objects.exists()


def test_modifier_page_takes_few_queries(
    client: Client, compte: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(6):
        client.get("/compte/modifier/")


def test_modifier_shows_contact_of_the_latest_candidature(client: Client) -> None:
    candidature = candidature_de(creer_actif())
    verrouiller(candidature.compte)
    service = candidature.service.service_gestionnaire
    assert service is not None
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")

    page = client.get("/compte/modifier/").content.decode()

    assert escape(f"{service.nom} - {service.telephone} - ") + f'<a href="mailto:{service.mail}">' in page


def test_modifier_for_staff_without_civil_status_offers_mail_and_password() -> None:
    """A member of staff has no civil status: the page was a 500."""
    client = Client()
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")

    reponse = client.get("/compte/modifier/")

    assert reponse.status_code == 200
    assert "Changer de mot de passe" in reponse.content.decode()
    assert "Nom de famille" not in reponse.content.decode()
