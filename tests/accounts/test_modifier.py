"""« Modifier mon compte », change of address, deletion."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.html import escape

from accounts import seams
from accounts.models import AdresseConnue, CandidateProfile, ChangementAdresse, User
from accounts.seams import Contact
from accounts.services import effacement
from cyclades.common import clock
from cyclades.outbox import services as outbox
from tests.documents.dossiers import candidature as candidature_de
from tests.usines import personnel

from .conftest import MOT_DE_PASSE, creer, creer_actif

pytestmark = pytest.mark.django_db
Saisie = Callable[..., dict[str, str]]


@pytest.fixture
def compte(client: Client) -> User:
    """Signed in, with no candidature."""
    compte = creer_actif()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    outbox.vider()
    mail.outbox.clear()
    return compte


def verrouiller(compte: User) -> None:
    CandidateProfile.objects.filter(user=compte).update(identite_verrouillee_le=clock.maintenant())


def contact_de_test(compte_id: int) -> Contact | None:
    return Contact("Rectorat de Toulouse", "", "examens@demo.example")


@pytest.fixture
def contact(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(seams, "_fournisseurs", ["tests.accounts.test_modifier.contact_de_test"])
    yield


def changer_adresse(client: Client, nouvelle: str, actuel: str = MOT_DE_PASSE) -> Any:
    champs = {"adresse_mail": nouvelle, "confirmation_adresse": nouvelle, "actuel": actuel}
    return client.post("/compte/modifier/adresse/", {f"adresse-{nom}": v for nom, v in champs.items()})


def lien_recu() -> str:
    trouve = re.search(r"http://[^/]+(/compte/adresse/confirmer/\S+)", str(mail.outbox[-1].body))
    assert trouve is not None
    return trouve[1]


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

    assert "Rectorat de Toulouse -  - examens@demo.example" in page
    assert "Les informations de votre compte ne sont pas modifiables" in page
    assert ">Supprimer<" not in page
    assert "Enregistrer mes informations" not in page
    assert 'name="prenoms"' not in page
    assert reponse.status_code == 409
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


def test_adresse_needs_password_and_both_mailboxes_are_told(client: Client, compte: User) -> None:
    refus = changer_adresse(client, "nouvelle@demo.example", "Faux.mot7")
    assert "actuel" in refus.context["adresse_form"].errors

    assert changer_adresse(client, "Nouvelle@demo.example").status_code == 302
    outbox.vider()
    assert [m.to for m in mail.outbox] == [["Nouvelle@demo.example"]]
    compte.refresh_from_db()
    assert compte.identifiant == "dack.accrall@demo.example"

    chemin, ailleurs = lien_recu(), Client()
    assert "Confirmer ma nouvelle adresse</button>" in ailleurs.get(chemin).content.decode()
    compte.refresh_from_db()
    assert compte.identifiant == "dack.accrall@demo.example"
    assert ailleurs.post(chemin)["Location"] == "/compte/connexion/"
    outbox.vider()

    compte.refresh_from_db()
    assert (compte.identifiant, compte.email) == ("nouvelle@demo.example", "Nouvelle@demo.example")
    assert mail.outbox[-1].to == ["dack.accrall@demo.example"]
    assert list(AdresseConnue.objects.values_list("adresse_normalisee", flat=True)) == ["nouvelle@demo.example"]
    assert ailleurs.post(chemin).status_code == 302
    assert creer("dack.accrall@demo.example").pk != compte.pk


def test_adresse_after_a_candidature_keeps_the_old_one_reserved(client: Client, compte: User) -> None:
    verrouiller(compte)
    changer_adresse(client, "nouvelle@demo.example")
    outbox.vider()

    client.post(lien_recu())

    assert AdresseConnue.objects.filter(compte=compte).count() == 2


def test_adresse_of_another_is_refused(client: Client, compte: User) -> None:
    creer("autre@demo.example")

    reponse = changer_adresse(client, "AUTRE@demo.example")

    assert "existe déjà" in str(reponse.context["adresse_form"].errors["adresse_mail"])


def test_adresse_taken_meanwhile_is_refused_at_confirmation(client: Client, compte: User) -> None:
    changer_adresse(client, "nouvelle@demo.example")
    outbox.vider()
    creer("nouvelle@demo.example")

    assert client.post(lien_recu()).status_code == 409
    compte.refresh_from_db()
    assert compte.identifiant == "dack.accrall@demo.example"


def test_adresse_link_lapses_after_48_hours_and_after_a_newer_request(client: Client, compte: User) -> None:
    changer_adresse(client, "un@demo.example")
    outbox.vider()
    premier = lien_recu()
    changer_adresse(client, "deux@demo.example")
    outbox.vider()

    assert client.get(premier).status_code == 410
    assert client.post(premier).status_code == 410
    assert client.get(lien_recu()).status_code == 200
    clock.regler(dt.timedelta(hours=48, seconds=1))
    assert client.post(lien_recu()).status_code == 410
    assert client.get("/compte/adresse/confirmer/1-2.faux/").status_code == 404


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


def test_supprimer_with_password_erases_all_and_frees_address(client: Client, compte: User) -> None:
    assert client.post("/compte/supprimer/", {"actuel": "Faux.mot7"}).status_code == 200
    assert User.objects.filter(pk=compte.pk).exists()

    reponse = client.post("/compte/supprimer/", {"actuel": MOT_DE_PASSE}, follow=True)

    assert "effacés" in reponse.content.decode()
    assert not User.objects.exists()
    assert not AdresseConnue.objects.exists()
    assert not ChangementAdresse.objects.exists()
    assert creer("dack.accrall@demo.example")


def test_supprimer_after_a_candidature_is_refused(client: Client, compte: User) -> None:
    verrouiller(compte)

    assert client.post("/compte/supprimer/", {"actuel": MOT_DE_PASSE})["Location"] == "/compte/modifier/"
    with pytest.raises(effacement.CompteVerrouille):
        effacement.supprimer_compte(compte_id=compte.pk)
    assert User.objects.filter(pk=compte.pk).exists()


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

    assert escape(f"{service.nom} - {service.telephone} - {service.mail}") in page


def test_modifier_for_staff_without_civil_status_offers_mail_and_password() -> None:
    """A member of staff has no civil status: the page was a 500."""
    client = Client()
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")

    reponse = client.get("/compte/modifier/")

    assert reponse.status_code == 200
    assert "Changer de mot de passe" in reponse.content.decode()
    assert "Nom de famille" not in reponse.content.decode()
