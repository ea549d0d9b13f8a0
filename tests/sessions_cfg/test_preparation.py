"""The next session prepared from this one, sessions put away, établissements imported: who may, and what it does."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.enums import Role
from cyclades.common.errors import Refus
from sessions_cfg.models import Etablissement, EtapeCalendrier, ServiceInscription, Session
from sessions_cfg.services.etablissements import lire_csv
from sessions_cfg.services.preparation import archiver, preparer_la_suivante, un_an_apres
from tests.usines import personnel

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SESSIONS = "/gestion/sessions_cfg/session/"
IMPORT = "/gestion/sessions_cfg/etablissement/importer/"


def entrer(client: Client, *academies: str, role: Role = Role.RESPONSABLE) -> Client:
    client.force_login(personnel(*academies, role=role), backend="accounts.backends.IdentifiantBackend")
    return client


def session(annee: int = 2022) -> Session:
    return Session.objects.get(examen="CAP", mois=dt.date(annee, 6, 1))


def test_next_session_has_the_same_services_a_year_later_at_the_same_hour() -> None:
    modele = ServiceInscription.objects.get(cle="cap-2022-toulouse")

    fait = preparer_la_suivante(session=modele.session, academies=["16"], par="gestionnaire:1")
    encore = preparer_la_suivante(session=modele.session, academies=["16"], par="gestionnaire:1")

    copie = ServiceInscription.objects.get(session=fait.session, academie="16")
    assert (fait.session.libelle, fait.crees, encore.crees, encore.presents) == ("CAP 2023", 1, 0, 1)
    assert copie.fermeture.astimezone(PARIS) == modele.fermeture.astimezone(PARIS).replace(year=2022)
    assert (copie.cle, copie.dates_indicatives, copie.pieces_mode) == ("cap-2023-toulouse", True, modele.pieces_mode)
    assert copie.service_gestionnaire == modele.service_gestionnaire


def test_steps_follow_a_year_later_without_the_words_of_this_year() -> None:
    modele = ServiceInscription.objects.get(cle="cap-2024-siec")

    fait = preparer_la_suivante(session=modele.session, academies=["54"], par="gestionnaire:1")

    copiees = {e.cle: e for e in EtapeCalendrier.objects.filter(service__session=fait.session)}
    assert len(copiees) == 12
    assert (copiees["ecrits"].debut, copiees["ecrits"].indicative) == (dt.date(2025, 6, 3), True)
    assert (copiees["convocations-ecrits"].fin, copiees["convocations-ecrits"].precision) == (dt.date(2025, 5, 31), "")


def test_step_is_written_by_the_responsable_of_its_academie(client: Client) -> None:
    toulouse = ServiceInscription.objects.get(cle="cap-2022-toulouse")
    nice = ServiceInscription.objects.filter(academie="23")[0]
    saisie = {"cle": "ecrit", "qui": "candidat", "debut": "01/06/2022", "fin": "01/06/2022", "quoi": "Écrits"}
    adresse = "/gestion/sessions_cfg/etapecalendrier/add/"
    entrer(client, "16")

    assert client.post(adresse, {**saisie, "service": nice.pk}).status_code == 200
    a_l_envers = client.post(adresse, {**saisie, "service": toulouse.pk, "fin": "01/05/2022"})
    assert "commencer avant de finir" in a_l_envers.content.decode()
    assert client.post(adresse, {**saisie, "service": toulouse.pk}).status_code == 302

    assert "Écrits." in client.get("/ouverture-des-services/cap-2022-toulouse/").content.decode()


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        ("2024-02-29T18:00+01:00", "2025-02-28T18:00+01:00"),
        ("2021-10-31T18:00+01:00", "2022-10-31T18:00+01:00"),
        ("2021-10-30T18:00+02:00", "2022-10-30T18:00+01:00"),
    ],
)
def test_a_year_later_keeps_the_local_hour_across_summer_time(instant: str, attendu: str) -> None:
    assert un_an_apres(dt.datetime.fromisoformat(instant), PARIS) == dt.datetime.fromisoformat(attendu)


def test_session_is_put_away_by_who_runs_all_of_it_once_closed(client: Client, horloge: Any) -> None:
    horloge("2022-09-01T12:00+02:00")
    toutes = list(ServiceInscription.objects.filter(session=session()).values_list("academie", flat=True))

    with pytest.raises(Refus, match="un superviseur"):
        archiver(session=session(), academies=["23"])
    archiver(session=session(), academies=toutes)

    assert session().archivee_le is not None
    archiver(session=session(), academies=toutes, archivee=False)
    assert session().archivee_le is None


def test_session_still_open_is_not_put_away(horloge: Any) -> None:
    horloge("2021-11-10T13:00+01:00")
    with pytest.raises(Refus, match="pas encore fermé"):
        archiver(session=session(), academies=["16"])


def test_actions_of_the_list_are_a_responsable_s(client: Client) -> None:
    action = {"action": "preparer", "_selected_action": [str(session().pk)]}
    entrer(client, "16", role=Role.GESTIONNAIRE).post(SESSIONS, action)
    assert not Session.objects.filter(mois=dt.date(2023, 6, 1), examen="CAP").exists()

    page = entrer(client, "16").post(SESSIONS, action, follow=True).content.decode()

    assert "CAP 2023 : 1 service(s) préparé(s)" in page


CSV = "code;libelle;academie;individuel\n0310038Y;LYC BELLEVUE-TOULOUSE;16;non\n0310044E;LYC DÉODAT;16;oui\n"


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separateur", [";", ","])
def test_csv_is_read_in_its_usual_spellings(encodage: str, separateur: str) -> None:
    lues, erreurs = lire_csv(CSV.replace(";", separateur).encode(encodage), {"16"})

    assert erreurs == []
    assert [(ligne.code, ligne.libelle, ligne.individuel) for ligne in lues] == [
        ("0310038Y", "LYC BELLEVUE-TOULOUSE", False),
        ("0310044E", "LYC DÉODAT", True),
    ]


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        (";LYC;16;oui", "le code doit"),
        ("0310038Y;LYC;16;oui", "figure déjà plus haut"),
        ("0310999Z;;16;oui", "le libellé doit"),
        ("0310999Z;=HYPERLINK(1);16;oui", "signe de formule"),
        ("0310999Z;LYC;23;oui", "n'est pas une des vôtres"),
        ("0310999Z;LYC;16;peut-être", "oui ou non"),
        ("0310999Z", "le libellé doit"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(client: Client, ligne: str, phrase: str) -> None:
    entrer(client, "16")

    reponse = client.post(IMPORT, {"fichier": SimpleUploadedFile("e.csv", f"{CSV}{ligne}\n".encode())})

    assert reponse.status_code == 422
    assert phrase in reponse.content.decode().replace("&#x27;", "'")
    assert "ligne 4" in reponse.content.decode()
    assert not Etablissement.objects.filter(code="0310044E").exists()


@pytest.mark.parametrize("octets", [b"", b"\x00\x01", b"code;libelle\n1;2\n", b"\xff\xfe\x00", b'"' * 200_000])
def test_a_file_that_is_no_list_is_refused_in_words(client: Client, octets: bytes) -> None:
    reponse = entrer(client, "16").post(IMPORT, {"fichier": SimpleUploadedFile("e.csv", octets)})

    assert reponse.status_code == 422
    assert 'role="alert"' in reponse.content.decode()


def test_import_on_trial_then_for_good_then_again(client: Client) -> None:
    entrer(client, "16")

    def envoyer(**autres: str) -> Any:
        return client.post(IMPORT, {"fichier": SimpleUploadedFile("e.csv", CSV.encode()), **autres}, follow=True)

    assert "2 lignes correctes, rien n'est importé" in envoyer(essai="oui").content.decode()
    assert not Etablissement.objects.filter(code="0310044E").exists()
    avant = Etablissement.objects.count()
    envoyer()
    assert "0 établissement(s) créé(s), 0 modifié(s)" in envoyer().content.decode()
    assert Etablissement.objects.filter(code__in=["0310038Y", "0310044E"]).count() == 2
    assert Etablissement.objects.count() - avant in (1, 2)


def test_import_is_a_responsable_s(client: Client) -> None:
    reponse = entrer(client, "16", role=Role.GESTIONNAIRE).post(
        IMPORT, {"fichier": SimpleUploadedFile("e.csv", CSV.encode())}
    )
    assert reponse.status_code == 403
    assert not Etablissement.objects.filter(code="0310044E").exists()
