"""The calendar in `/gestion/`: read by its académie, moved by its responsable, at once effective."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from cyclades.common import clock
from sessions_cfg.models import ServiceGestionnaire, ServiceInscription
from tests.usines import personnel, service_de_test

pytestmark = pytest.mark.django_db

LISTE = "gestion:sessions_cfg_serviceinscription_changelist"


@pytest.fixture
def service() -> ServiceInscription:
    maintenant = clock.maintenant()
    return service_de_test(ouverture=maintenant - dt.timedelta(days=1), fermeture=maintenant + dt.timedelta(days=1))


def _adresse(service: ServiceInscription) -> str:
    return reverse("gestion:sessions_cfg_serviceinscription_change", args=[service.pk])


def _champs(service: ServiceInscription, fermeture: dt.datetime, **autres: Any) -> dict[str, Any]:
    """What a browser would send of the whole form."""
    donnees: dict[str, Any] = {
        "instructions": "",
        "lien_handicap": "",
        "libelle_heure": service.libelle_heure,
        "pieces_mode": service.pieces_mode,
        "pieces_mode_secours": "",
        "modalites": "",
        "service_gestionnaire": service.service_gestionnaire_id,
        **dict.fromkeys(("relance_j7", "relance_j2", "relance_jour", "mails_pieces"), "on"),
    }
    for nom, instant in (
        ("ouverture", service.ouverture),
        ("fermeture", fermeture),
        ("pieces_ouverture", None),
        ("pieces_fermeture", service.pieces_fermeture),
    ):
        donnees[nom] = f"{instant.astimezone(clock.PARIS):%d/%m/%Y %H:%M:%S}" if instant else ""
    return {nom: valeur for nom, valeur in (donnees | autres).items() if valeur is not None}


def _entrer(client: Client, *academies: str, role: Role = Role.RESPONSABLE) -> Client:
    client.force_login(personnel(*academies, role=role), backend="accounts.backends.IdentifiantBackend")
    return client


def test_responsable_moves_a_closing_and_it_is_written_down(client: Client, service: ServiceInscription) -> None:
    fermeture = (clock.maintenant() + dt.timedelta(days=5)).replace(microsecond=0)
    page = _entrer(client, "16").get(_adresse(service))
    assert page.status_code == 200
    assert client.post(_adresse(service), _champs(service, fermeture)).status_code == 302
    service.refresh_from_db()
    assert service.fermeture == fermeture
    assert "Fermeture" in LogEntry.objects.get().get_change_message()


def test_every_policy_of_a_service_is_its_responsable_s(client: Client, service: ServiceInscription) -> None:
    _entrer(client, "16")
    envoi = _champs(
        service,
        service.fermeture,
        pieces_mode="COURRIER",
        pieces_mode_secours="EN_LIGNE",
        cachet_de_la_poste="on",
        modalites="Je vérifie ma convocation.\r\n\r\nJe me présente avec une pièce d'identité.",
        relance_j7=None,
        relance_j2=None,
        relance_jour=None,
        mails_pieces=None,
        sans_depot_annule="on",
        instructions="Signez chaque page.",
        lien_handicap="https://www.ac-toulouse.fr/amenagements",
        libelle_heure="heure locale",
    )

    assert client.post(_adresse(service), envoi).status_code == 302

    service.refresh_from_db()
    assert (service.pieces_mode, service.pieces_mode_secours, service.cachet_de_la_poste) == (
        "COURRIER",
        "EN_LIGNE",
        True,
    )
    assert service.modalites == ["Je vérifie ma convocation.", "Je me présente avec une pièce d'identité."]
    assert not (service.relance_j7 or service.relance_j2 or service.relance_jour or service.mails_pieces)
    assert service.sans_depot_annule
    assert (service.instructions, service.libelle_heure) == ("Signez chaque page.", "heure locale")
    dit = LogEntry.objects.get().get_change_message()
    assert "Mode de retour : en ligne → courrier" in dit
    assert "Annulation sans confirmation déposée : non → oui" in dit
    assert "Modalités que le candidat accepte : — → Je vérifie ma convocation. / Je me présente" in dit
    assert "Relance sept jours avant la fin : oui → non" in dit
    assert "Ouverture :" not in dit


@pytest.mark.parametrize(
    ("champ", "autres", "phrase"),
    [
        ("pieces_mode", {"pieces_mode": "COURRIER", "_sans_adresse": True}, "n'a pas d'adresse postale"),
        ("pieces_mode_secours", {"pieces_mode_secours": "EN_LIGNE"}, "doit différer du mode de retour"),
        ("cachet_de_la_poste", {"cachet_de_la_poste": "on"}, "Le cachet de la poste ne compte que pour un envoi"),
        ("pieces_fermeture", {"pieces_fermeture": "01/01/2020 00:00:00"}, "finit avant la fermeture des inscriptions"),
        ("modalites", {"modalites": "\n".join("abcdefghijklmnopqrstu")}, "20 modalités au plus"),
        ("modalites", {"modalites": "x" * 501}, "500 caractères au plus"),
        ("lien_handicap", {"lien_handicap": "javascript:alert(1)"}, "URL valide"),
    ],
)
def test_incoherent_service_is_refused_in_french(
    client: Client, service: ServiceInscription, champ: str, autres: dict[str, Any], phrase: str
) -> None:
    autres = dict(autres)
    if autres.pop("_sans_adresse", False):
        ServiceGestionnaire.objects.filter(pk=service.service_gestionnaire_id).update(adresse="")

    reponse = _entrer(client, "16").post(_adresse(service), _champs(service, service.fermeture, **autres))

    assert reponse.status_code == 200
    erreurs = reponse.context["adminform"].form.errors
    assert phrase in " ".join(erreurs.get(champ) or erreurs.get("__all__", []))
    avant = service.revision
    service.refresh_from_db()
    assert service.revision == avant


def test_office_of_another_academie_is_not_offered_nor_taken(client: Client, service: ServiceInscription) -> None:
    nice = ServiceGestionnaire.objects.get(academie_id="23")

    seul = _entrer(client, "16").post(
        _adresse(service), _champs(service, service.fermeture, service_gestionnaire=nice.pk)
    )
    deux = _entrer(client, "16", "23").post(
        _adresse(service), _champs(service, service.fermeture, service_gestionnaire=nice.pk)
    )

    assert "Sélectionnez un choix valide" in str(seul.context["adminform"].form.errors["service_gestionnaire"])
    assert (
        f"{service} : « {nice} » est d'une autre académie."
        in deux.context["adminform"].form.errors["service_gestionnaire"]
    )


def test_hour_of_paris_is_not_said_of_another_zone(client: Client) -> None:
    debut = clock.maintenant()
    noumea = service_de_test(
        academie="40", ouverture=debut, fermeture=debut + dt.timedelta(days=9), fuseau="Pacific/Noumea"
    )

    reponse = _entrer(client, "40").post(
        _adresse(noumea), _champs(noumea, noumea.fermeture, libelle_heure="heure de Paris")
    )

    erreurs = reponse.context["adminform"].form.errors["libelle_heure"]
    assert "Pacific/Noumea, qui n'est pas à l'heure de Paris" in " ".join(erreurs)


def test_closing_before_opening_is_explained(client: Client, service: ServiceInscription) -> None:
    reponse = _entrer(client, "16").post(_adresse(service), _champs(service, service.ouverture - dt.timedelta(days=1)))
    assert reponse.status_code == 200
    assert "doit précéder la fermeture" in reponse.content.decode()
    service.refresh_from_db()
    assert service.fermeture > service.ouverture


def test_closing_is_not_moved_to_where_it_is_over(client: Client, service: ServiceInscription) -> None:
    """Who was let in a minute ago would have come too late."""
    passe = clock.maintenant() - dt.timedelta(minutes=1)
    reponse = _entrer(client, "16").post(_adresse(service), _champs(service, passe))

    assert "déjà passé. Pour fermer, donnez-en un à venir" in reponse.content.decode()
    service.refresh_from_db()
    assert service.fermeture > clock.maintenant()


def test_service_that_is_closed_keeps_its_closing_and_is_edited(client: Client, horloge: Any) -> None:
    debut = clock.maintenant().replace(microsecond=0)
    ferme = service_de_test(ouverture=debut, fermeture=debut + dt.timedelta(days=1))
    horloge((debut + dt.timedelta(days=400)).isoformat())

    reponse = _entrer(client, "16").post(_adresse(ferme), _champs(ferme, ferme.fermeture, instructions="Signez."))

    assert reponse.status_code == 302


def test_closing_moved_over_the_next_period_is_explained(client: Client, service: ServiceInscription) -> None:
    """The session is not in the form, so that Django alone would leave it to the database: an error page."""
    suivante = service.fermeture + dt.timedelta(days=2)
    service_de_test(ouverture=suivante, fermeture=suivante + dt.timedelta(days=9), public=service.public)

    reponse = _entrer(client, "16").post(_adresse(service), _champs(service, suivante + dt.timedelta(days=1)))

    assert reponse.status_code == 200
    assert "Un autre service de cette académie couvre déjà une partie de cette période." in reponse.content.decode()
    service.refresh_from_db()
    assert service.fermeture < suivante


def test_gestionnaire_reads_and_cannot_change(client: Client, service: ServiceInscription) -> None:
    _entrer(client, "16", role=Role.GESTIONNAIRE)
    assert client.get(_adresse(service)).status_code == 200
    assert client.post(_adresse(service), _champs(service, clock.maintenant())).status_code == 403


def test_other_academie_is_unknown(client: Client, service: ServiceInscription) -> None:
    _entrer(client, "23")
    assert client.get(_adresse(service)).status_code == 404
    assert client.post(_adresse(service), _champs(service, clock.maintenant())).status_code == 404
    for suffixe in ("history/", "delete/"):
        assert client.get(_adresse(service).replace("change/", suffixe)).status_code in (403, 404)
    page = client.get(reverse(LISTE))
    assert page.status_code == 200
    assert {s.academie_id for s in page.context["cl"].result_list} == {"23"}
    assert "Toulouse" not in page.content.decode().title()


def test_nobody_adds_nor_deletes(client: Client, service: ServiceInscription) -> None:
    _entrer(client, "16")
    assert client.get(reverse("gestion:sessions_cfg_serviceinscription_add")).status_code == 403
    assert client.post(reverse("gestion:sessions_cfg_serviceinscription_delete", args=[service.pk])).status_code == 403


def test_list_asks_the_database_the_same_for_one_and_three_services(
    client: Client, service: ServiceInscription
) -> None:
    _entrer(client, "16")
    comptes = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse(LISTE))
        comptes.append(len(requetes))
        for jours in (100, 200):
            debut = clock.maintenant() + dt.timedelta(days=jours)
            service_de_test(ouverture=debut, fermeture=debut + dt.timedelta(days=1))
    assert comptes[0] == comptes[1]
