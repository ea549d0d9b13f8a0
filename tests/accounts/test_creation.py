"""Creating an account: every field, every refusal, one account per address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AdresseConnue, CandidateProfile, User
from accounts.queries import donnees_de
from accounts.services import creation
from accounts.views.creation import EXISTE_DEJA
from cyclades.outbox import services as outbox
from cyclades.outbox.models import Message

from .conftest import MOT_DE_PASSE, creer, creer_actif

Saisie = Callable[..., dict[str, str]]
pytestmark = pytest.mark.django_db
_NE_A_ALGER: dict[str, Any] = {
    "departement_naissance": None,
    "departement_libre": "Alger",
    "commune_naissance": "Bab El Oued",
    "commune_code": "",
    "commune_libre": True,
}


def erreurs(client: Client, donnees: dict[str, str]) -> dict[str, list[str]]:
    reponse = client.post("/compte/creer/", donnees)
    assert reponse.status_code == 200, reponse.status_code
    return {nom: list(liste) for nom, liste in reponse.context["form"].errors.items()}


def test_creer_guide_example_makes_inactive_account_and_mail(client: Client, saisie: Saisie) -> None:
    reponse = client.post("/compte/creer/", saisie(), follow=True)

    compte = User.objects.get()
    profil = CandidateProfile.objects.get()
    assert (compte.identifiant, compte.email) == ("dack.accrall@demo.example", "Dack.Accrall@demo.example")
    assert (compte.is_active, compte.numero_candidat, compte.check_password(MOT_DE_PASSE)) == (False, None, True)
    assert (profil.nom_naissance, profil.prenoms, profil.commune_naissance) == ("ACCRALL", "Dack", "MAY-SUR-ORNE")
    assert (profil.commune_code, profil.commune_libre, profil.departement_naissance_id) == ("14408", False, "14")
    assert list(AdresseConnue.objects.values_list("adresse_normalisee", "compte")) == [(compte.identifiant, compte.pk)]
    assert [(m.genre, m.identifiants) for m in Message.objects.all()] == [("compte.activation", {"compte": compte.pk})]
    assert "Confirmation de réception de mail" in reponse.content.decode()
    assert "Je n'ai pas reçu le mail, effectuer un nouvel envoi" in reponse.content.decode().replace("&#x27;", "'")
    outbox.vider()
    assert [m.subject for m in mail.outbox] == ["[CYCLADES] Activer mon compte"]


def test_creer_page_shows_every_label_in_order(client: Client) -> None:
    page = client.get("/compte/creer/").content.decode().replace("&#x27;", "'")

    libelles = [
        "Civilité",
        "Nom de famille",
        "Confirmation du nom de naissance",
        "Nom d'usage",
        "Prénoms",
        "Date de naissance",
        "Confirmation date de naissance",
        "Pays de naissance",
        "Département, DOM ou COM de naissance",
        "Commune de naissance",
        "Ville de naissance",
        "Adresse mail",
        "Confirmation de l'adresse mail",
        "Mot de passe",
        "Confirmation du mot de passe",
    ]
    places = [page.index(f">{libelle} <") for libelle in libelles]
    assert places == sorted(places)
    assert "Créer le compte" in page


@pytest.mark.parametrize(
    "champ",
    [
        "civilite",
        "nom_naissance",
        "confirmation_nom",
        "prenoms",
        "date_naissance",
        "confirmation_date",
        "pays_naissance",
        "departement_naissance",
        "commune_naissance",
        "adresse_mail",
        "confirmation_adresse",
        "mot_de_passe",
        "confirmation_mot_de_passe",
    ],
)
def test_creer_obligatory_field_empty_is_refused(client: Client, saisie: Saisie, champ: str) -> None:
    assert champ in erreurs(client, saisie(**{champ: ""}))
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("civilite", "DOCTEUR"),
        ("nom_naissance", "A\x00B"),
        ("nom_naissance", "x" * 81),
        ("nom_naissance", "\u200b\u200b"),
        ("nom_usage", "\x07"),
        ("prenoms", "\u2060"),
        ("prenoms", "é" * 121),
        ("date_naissance", "31/02/2004"),
        ("date_naissance", "2004-11-28"),
        ("date_naissance", "28/11/0001"),
        ("date_naissance", "28/11/2999"),
        ("pays_naissance", "ZZ"),
        ("departement_naissance", "99"),
        ("departement_naissance", "14' OR 1=1"),
        ("commune_naissance", "a\x00"),
        ("commune_naissance", "x" * 10_000),
        ("adresse_mail", "dack"),
        ("adresse_mail", "dack@demo.example\nBcc: a@b.fr"),
        ("adresse_mail", "é@demo.example"),
        ("adresse_mail", "a" * 250 + "@demo.example"),
        ("mot_de_passe", "Court.1"),
        ("mot_de_passe", "Beaucoup.trop.longue1"),
        ("mot_de_passe", "jument.grise7"),
        ("mot_de_passe", "JUMENT.GRISE7"),
        ("mot_de_passe", "JumentGrise77"),
        ("mot_de_passe", "Passw0rd!"),
        ("mot_de_passe", "Azerty123."),
        ("mot_de_passe", "Accrall.2004"),
        ("mot_de_passe", "Jument\x00.7"),
    ],
)
def test_creer_wrong_value_is_refused_at_its_field(client: Client, saisie: Saisie, champ: str, valeur: str) -> None:
    assert champ in erreurs(client, saisie(**{champ: valeur}))
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("confirmation_nom", "ACCRAL"),
        ("confirmation_date", "29/11/2004"),
        ("confirmation_adresse", "autre@demo.example"),
        ("confirmation_mot_de_passe", "Jument.grise8"),
    ],
)
def test_creer_confirmation_differs_is_refused(client: Client, saisie: Saisie, champ: str, valeur: str) -> None:
    assert set(erreurs(client, saisie(**{champ: valeur}))) == {champ}


@pytest.mark.parametrize(
    "nom", ["N’Guessan-D'Été", "李", "ضاكر", "Œuvré 😀", "{{7*7}}", "=HYPERLINK(1)", "'; DROP TABLE x;--", "İı", "O"]
)
def test_creer_odd_name_is_kept_to_the_letter(client: Client, saisie: Saisie, nom: str) -> None:
    reponse = client.post("/compte/creer/", saisie(nom_naissance=nom, confirmation_nom=nom, prenoms=nom))

    assert reponse.status_code == 302
    profil = CandidateProfile.objects.get()
    assert (profil.nom_naissance, profil.prenoms) == (nom, nom)


def test_everything_of_the_civil_status_is_told_to_its_owner() -> None:
    compte = creer(**_NE_A_ALGER)
    profil = CandidateProfile.objects.get()

    montre = donnees_de(compte)["etat_civil"]

    champs = {f.attname for f in CandidateProfile._meta.concrete_fields} - {"id", "user_id"}
    assert len(montre) == len(champs)
    assert {getattr(profil, nom) for nom in champs} == set(montre.values())


@pytest.mark.parametrize(
    ("deja", "ensuite"),
    [
        ("dack.accrall@demo.example", "DACK.accrall@Demo.example"),
        ("dack.accrall@demo.example", "ｄack.accrall@demo.example"),
    ],
)
def test_creer_address_of_account_is_refused_with_both_explanations(
    client: Client, saisie: Saisie, deja: str, ensuite: str
) -> None:
    creer(deja)

    if ensuite.isascii():
        page = client.post("/compte/creer/", saisie(adresse_mail=ensuite, confirmation_adresse=ensuite))
        texte = page.content.decode().replace("&#x27;", "'")
        assert EXISTE_DEJA in texte
        assert "Mot de passe oublié, réinitialisation du mot de passe" in texte
        assert "utilisez une autre adresse" in texte
    else:
        with pytest.raises(creation.AdressePrise):
            creer(ensuite)

    assert User.objects.count() == 1


def test_creer_contact_address_of_candidature_is_refused(client: Client, saisie: Saisie) -> None:
    AdresseConnue.objects.create(adresse_normalisee="dack.accrall@demo.example")

    assert erreurs(client, saisie()) == {"adresse_mail": [EXISTE_DEJA]}
    assert creation.adresse_prise("DACK.accrall@demo.example")


def test_creer_harvesting_of_addresses_is_limited(client: Client, saisie: Saisie, settings: object) -> None:
    settings.LIMITE_ADRESSES_PRISES = 2  # type: ignore[attr-defined]
    creer()

    codes = [client.post("/compte/creer/", saisie()).status_code for _ in range(3)]
    libre = saisie(adresse_mail="libre@demo.example", confirmation_adresse="libre@demo.example")

    assert codes == [200, 200, 429]
    assert client.post("/compte/creer/", libre).status_code == 429
    assert client.post("/compte/creer/", libre, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_creer_signed_in_goes_home(client: Client) -> None:
    client.force_login(creer_actif(), backend="accounts.backends.IdentifiantBackend")

    assert client.get("/compte/creer/")["Location"] == "/inscriptions/"


def test_renvoyer_sends_again_and_is_limited(client: Client, saisie: Saisie) -> None:
    client.post("/compte/creer/", saisie())

    codes = [client.post("/compte/creer/renvoyer/").status_code for _ in range(6)]

    assert codes == [302, 302, 302, 302, 302, 429]
    assert Message.objects.filter(genre="compte.activation").count() == 6


def test_renvoyer_without_account_goes_to_sign_in(client: Client, db: None) -> None:
    assert client.post("/compte/creer/renvoyer/")["Location"] == "/compte/connexion/"
    assert client.get("/compte/creer/mail/")["Location"] == "/compte/connexion/"


def test_creer_envoye_suggests_right_domain(client: Client, saisie: Saisie) -> None:
    client.post("/compte/creer/", saisie(adresse_mail="d@gmial.com", confirmation_adresse="d@gmial.com"))

    assert "Vouliez-vous écrire d@gmail.com" in client.get("/compte/creer/mail/").content.decode()


def test_creer_page_queries_do_not_grow(client: Client, saisie: Saisie, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        client.get("/compte/creer/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.post("/compte/creer/", saisie())
