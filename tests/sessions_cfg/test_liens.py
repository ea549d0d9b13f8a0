"""What an académie gives to read for a spécialité: written by its responsable, read at once by candidates."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.enums import Role
from sessions_cfg.models import LienSpecialite, ServiceInscription, Session
from tests.registrations import gestes
from tests.registrations.requetes import requetes
from tests.registrations.simulations import simuler
from tests.usines import compte_candidat, personnel

pytestmark = pytest.mark.django_db
AJOUTER = "/gestion/sessions_cfg/lienspecialite/add/"
BRODERIE, AEPE = "CAP-50024127", "CAP-50033205"
NOTE = {
    "academie": "16",
    "specialite": BRODERIE,
    "session": "",
    "libelle": "Note de l'académie aux candidats",
    "adresse": "https://toulouse.example/broderie.pdf",
}


@pytest.fixture
def responsable() -> Client:
    client = Client()
    agent = personnel("16", role=Role.RESPONSABLE)
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")
    return client


@pytest.fixture
def candidat(client: Client, horloge: Callable[[str], None]) -> Client:
    horloge("2021-11-10T13:00+01:00")
    client.force_login(compte_candidat(), backend="accounts.backends.IdentifiantBackend")
    gestes.ouvrir(client)
    gestes.remplir(client, "identification")
    gestes.remplir(client, "informations")
    return client


def lien(**autres: Any) -> LienSpecialite:
    champs = {"academie_id": "16", "specialite_id": BRODERIE, "libelle": "Note", "adresse": "https://a.example/n"}
    return LienSpecialite.objects.create(**{**champs, **autres})


def choisir(client: Client, specialite: str, **entetes: str) -> str:
    """Tab 3 once a spécialité is chosen there: by the script with its header, by the button without."""
    url = f"{gestes.BASE}qualification/"
    revision = gestes.champ_cache(client.get(url), "revision")
    saisie = {"specialite": specialite, "action": "actualiser", "revision": revision}
    return str(client.post(url, saisie, headers=entetes).content.decode())


def test_a_responsable_writes_a_link_that_candidates_read_at_once(responsable: Client, candidat: Client) -> None:
    reponse = responsable.post(AJOUTER, NOTE)
    assert reponse.status_code == 302, reponse.context["adminform"].form.errors

    for entetes in ({}, {"HX-Request": "true"}):
        page = choisir(candidat, BRODERIE, **entetes)
        assert 'href="https://toulouse.example/broderie.pdf"' in page
        assert "toulouse.example" not in choisir(candidat, AEPE, **entetes)
    assert LogEntry.objects.get().user.email.startswith("personnel")


def test_regulation_is_shown_before_what_the_academie_gives(candidat: Client) -> None:
    lien(specialite_id="CAP-50033205-EP1EP3")

    page = choisir(candidat, "CAP-50033205-EP1EP3")

    assert page.index("legifrance.gouv.fr/loda") < page.index("https://a.example/n")


def test_simulator_shows_the_same_links(client: Client, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")
    lien()
    simuler(client)

    for page in ("", "resultat/"):
        reponse = client.get(f"/simulateur/{gestes.SERVICE}/{page}")
        assert reponse.status_code == 200
        assert 'href="https://a.example/n"' in reponse.content.decode()


def test_link_of_another_academie_or_session_is_not_shown(candidat: Client) -> None:
    autre = Session.objects.exclude(pk=ServiceInscription.objects.get(cle=gestes.SERVICE).session_id)
    lien(academie_id="23")
    lien(session=autre.filter(examen="CAP")[0])

    assert "a.example" not in choisir(candidat, BRODERIE)


def test_link_of_this_session_is_shown(candidat: Client) -> None:
    lien(session_id=ServiceInscription.objects.get(cle=gestes.SERVICE).session_id)

    assert "a.example" in choisir(candidat, BRODERIE)


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("academie", "23", "Sélectionnez un choix valide"),
        ("adresse", "javascript:alert(1)", "URL valide"),
        ("adresse", "ftp://toulouse.example/x", "commence par https:// ou http://"),
        ("libelle", "", "obligatoire"),
    ],
)
def test_wrong_link_is_refused_in_words(responsable: Client, champ: str, valeur: str, phrase: str) -> None:
    reponse = responsable.post(AJOUTER, {**NOTE, champ: valeur})

    assert reponse.status_code == 200
    assert phrase in str(reponse.context["adminform"].form.errors)
    assert not LienSpecialite.objects.exists()


def test_session_of_another_exam_is_refused(responsable: Client) -> None:
    bac = Session.objects.filter(examen="BAC PRO")[0]

    reponse = responsable.post(AJOUTER, {**NOTE, "session": bac.pk})

    assert reponse.context["adminform"].form.errors["session"] == [f"{bac} n'est pas une session de l'examen CAP."]


def test_same_address_twice_is_refused_even_without_a_session(responsable: Client) -> None:
    responsable.post(AJOUTER, NOTE)
    assert "déjà donnée" in str(responsable.post(AJOUTER, NOTE).context["adminform"].form.errors)

    with pytest.raises(IntegrityError), transaction.atomic():
        lien(adresse=NOTE["adresse"])
    with pytest.raises(IntegrityError), transaction.atomic():
        lien(adresse="javascript:alert(1)")


def test_gestionnaire_reads_and_other_academies_do_not(client: Client) -> None:
    siens, autres = lien(), lien(academie_id="23")
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")
    page = "/gestion/sessions_cfg/lienspecialite/{}/change/"

    assert client.get(AJOUTER).status_code == 403
    assert client.get(page.format(siens.pk)).status_code == 200
    assert client.post(page.format(siens.pk), NOTE).status_code == 403
    assert client.get(page.format(autres.pk)).status_code == 404


def test_list_asks_the_same_with_one_and_three_rows(responsable: Client) -> None:
    liste = "/gestion/sessions_cfg/lienspecialite/"
    lien()
    responsable.get(liste)
    une = requetes(lambda: responsable.get(liste))
    lien(adresse="https://a.example/2")
    lien(adresse="https://a.example/3", specialite_id=AEPE)
    assert len(une) == len(requetes(lambda: responsable.get(liste))) <= 12, une
