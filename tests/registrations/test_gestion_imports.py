"""The pages of imports in `/gestion/`: report, launch, follow-up, decisions, what is given back; scoped (I-24)."""

import csv
import hashlib
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Acces, User
from accounts.services.scolaires import creer_compte_scolaire
from cyclades.common import fichier_garde
from cyclades.outbox.services import vider
from registrations.models import Candidature, EvenementPreinscription, LignePreinscription, LotPreinscription
from tests.usines import personnel

from .eleves_csv import eleves, etat_civil, fichier, importer, responsable

pytestmark = pytest.mark.django_db
IMPORTER = "/gestion/registrations/lotpreinscription/importer/"
CLE = "11111111-1111-4111-8111-111111111111"


def envoyer(client: Client, octets: bytes, action: str = "controler", **autres: Any) -> Any:
    fichier_csv = SimpleUploadedFile("DIV1.csv", octets, "text/csv")
    return client.post(IMPORTER, {"academie": "16", "cle": CLE, "fichier": fichier_csv, "action": action, **autres})


def adresse(nom: str, lot: LotPreinscription, *args: Any) -> str:
    return reverse(f"gestion:registrations_lotpreinscription_{nom}", args=[lot.pk, *args])


def test_control_reports_line_by_line_and_writes_nothing(client: Client, par: User) -> None:
    reponse = envoyer(client, fichier([{}, {"nom": "CASTEL", "date_naissance": "31/02/2005"}]))

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Contrôle : 2 lignes, dont 1 juste et 1 refusée. Rien n'est importé ni écrit." in page
    for attendu in (">date_naissance</td>", "La date du 31/02/2005 n&#x27;existe pas.", "Attendu : JJ/MM/AAAA."):
        assert attendu in page
    assert "Compte créé, identifiant acculi.accame ou le suivant libre." in page
    assert not LotPreinscription.objects.exists()
    assert not User.objects.filter(is_staff=False).exists()


def test_import_launches_the_right_lines_and_gives_the_others_back(client: Client, par: User) -> None:
    faux = {"nom": "CASTEL", "adresse": "=1+1", "date_naissance": "31/02/2005"}
    reponse = envoyer(client, fichier([*eleves(3), faux]), "importer")
    lot = LotPreinscription.objects.get()
    assert reponse.headers["Location"] == adresse("change", lot)
    vider()

    page = client.get(adresse("change", lot)).content.decode()
    assert "Terminé, 1 non préinscrit<" in page
    assert Candidature.objects.count() == 3
    rendu = client.get(f"{adresse('refusees', lot)}?format=csv")
    assert rendu.headers["Content-Disposition"] == f'attachment; filename="lignes-refusees-{lot.pk}.csv"'
    lignes = list(csv.DictReader(io.StringIO(rendu.content.decode("utf-8-sig")), delimiter=";"))
    assert [(li["ligne"], li["nom"], li["adresse"]) for li in lignes] == [("5", "CASTEL", "'=1+1")]
    assert lignes[0]["motif"].startswith("« adresse » : Commence par un signe de formule")
    assert list(EvenementPreinscription.objects.order_by("pk").values_list("acte", "nombre")) == [
        ("lancer", 4),
        ("exporter", 1),
    ]


def test_file_given_back_is_imported_once_corrected(client: Client, par: User) -> None:
    envoyer(client, fichier([*eleves(1), {"date_naissance": "31/02/2005"}]), "importer")
    vider()
    rendu = client.get(f"{adresse('refusees', LotPreinscription.objects.get())}?format=csv").content

    corrige = rendu.replace(b"31/02/2005", b"20/09/2001", 1)
    envoyer(client, corrige, "importer", cle="22222222-2222-4222-8222-222222222222")
    vider()

    assert Candidature.objects.filter(compte__identifiant="acculi.accame").count() == 1


def garde(page: Any) -> str:
    """The key of the file that the page says is kept; "" when it keeps none."""
    trouve = re.search(r'name="garde" value="([0-9a-f]{32})"', page.content.decode())
    return trouve[1] if trouve else ""


def sans_fichier(client: Client, cle: str) -> Any:
    return client.post(IMPORTER, {"academie": "16", "cle": CLE, "action": "importer", "garde": cle})


def test_the_file_of_the_control_is_imported_without_sending_it_again(client: Client, par: User) -> None:
    octets = fichier([*eleves(2), {"date_naissance": "31/02/2005"}])

    controle = envoyer(client, octets)
    importe = sans_fichier(client, garde(controle))

    assert "Le fichier « DIV1.csv » est gardé" in controle.content.decode()
    assert importe.status_code == 302
    lot = LotPreinscription.objects.get()
    assert (lot.nom_fichier, lot.total, lot.empreinte) == ("DIV1.csv", 3, hashlib.sha256(octets).hexdigest())
    assert "import_garde" not in client.session


def test_a_wrong_field_does_not_lose_the_file(client: Client, par: User) -> None:
    refuse = envoyer(client, fichier(eleves(1)), "importer", academie="")

    assert (refuse.status_code, sans_fichier(client, garde(refuse)).status_code) == (422, 302)


def test_a_page_of_before_never_imports_the_file_of_another(client: Client, par: User) -> None:
    avant = garde(envoyer(client, fichier([{"nom": "PREMIER"}])))
    envoyer(client, fichier([{"nom": "SECOND"}]))

    perdu = sans_fichier(client, avant)

    assert perdu.status_code == 422
    assert "Le fichier contrôlé n&#x27;est plus gardé : choisissez-le de nouveau." in perdu.content.decode()
    assert not LotPreinscription.objects.exists()


def test_a_file_with_no_right_line_is_not_kept_and_a_heavy_one_is_chosen_again(
    client: Client, par: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    faux = envoyer(client, fichier([{"date_naissance": "31/02/2005"}]))
    illisible = envoyer(client, b"%PDF-1.7")
    monkeypatch.setattr(fichier_garde, "COMPRIME_MAX", 10)
    lourd = envoyer(client, fichier(eleves(1)))

    assert (garde(faux), garde(illisible), garde(lourd)) == ("", "", "")
    assert "choisissez de nouveau le fichier" in lourd.content.decode()


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "Ce fichier est vide."),
        (b"\x00\x01\x02" * 50, "ne se lit pas comme un texte"),
        (fichier([{}]).replace(b"prenoms;", b""), "Il manque la colonne prenoms."),
        (b"x" * 5_000_001, "Ce fichier dépasse 5 Mo : coupez-le en plusieurs fichiers."),
    ],
    ids=["vide", "binaire", "colonne", "lourd"],
)
def test_file_that_cannot_be_read_is_said_beside_its_field(
    client: Client, par: User, octets: bytes, phrase: str
) -> None:
    reponse = envoyer(client, octets, "importer")

    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert not LotPreinscription.objects.exists()


@pytest.mark.parametrize("champs", [{"cle": "x"}, {"academie": "23"}, {"academie": ""}, {"academie": "\x00"}], ids=str)
def test_odd_fields_are_refused_in_a_page(client: Client, par: User, champs: dict[str, str]) -> None:
    assert envoyer(client, fichier([{}]), "importer", **champs).status_code == 422
    assert not LotPreinscription.objects.exists()


def test_decisions_show_the_account_record_who_saw_it_and_do_what_was_chosen(client: Client, par: User) -> None:
    ancien = creer_compte_scolaire(etat_civil=etat_civil())
    lot = importer([{}], par)
    vider()

    page = client.get(adresse("decider", lot)).content.decode()
    assert f"compte existant n° {ancien.numero_candidat}" in page
    assert Acces.objects.get().compte_id == ancien.pk
    ligne = LignePreinscription.objects.get()
    assert client.post(adresse("decider", lot), {f"ligne_{ligne.pk}": "fusionner"}).status_code == 422
    client.post(adresse("decider", lot), {"action": "decider"})
    ligne.refresh_from_db()
    assert ligne.etat == "a_decider"
    client.post(adresse("decider", lot), {f"ligne_{ligne.pk}": "rattacher", "action": "decider"})
    vider()

    assert Candidature.objects.get().compte == ancien


def test_all_those_left_without_an_answer_may_be_attached(client: Client, par: User) -> None:
    creer_compte_scolaire(etat_civil=etat_civil())
    creer_compte_scolaire(etat_civil=etat_civil(prenoms="Noé"))
    lot = importer([{}, {"prenoms": "Noé"}], par)
    vider()
    premiere = LignePreinscription.objects.order_by("rang")[0]

    client.post(adresse("decider", lot), {f"ligne_{premiere.pk}": "ignorer", "action": "rattacher"})
    vider()

    assert list(LignePreinscription.objects.order_by("rang").values_list("etat", flat=True)) == ["ignoree", "faite"]


def test_stop_and_retry_from_the_pages(client: Client, par: User) -> None:
    lot = importer(eleves(2), par)

    assert "ne seront pas préinscrites" in client.get(adresse("acte", lot, "arreter")).content.decode()
    client.post(adresse("acte", lot, "arreter"))
    assert "Arrêté" in client.get(adresse("change", lot)).content.decode()
    client.post(adresse("acte", lot, "reprendre"))
    vider()

    assert Candidature.objects.count() == 2
    assert "Rien n&#x27;est en échec" in client.post(adresse("acte", lot, "reprendre"), follow=True).content.decode()
    assert client.get(adresse("acte", lot, "retirer")).status_code == 404


def test_another_academie_sees_and_does_nothing_of_it(client: Client, par: User) -> None:
    lot = importer([{}], par)
    client.force_login(responsable("23"), backend="accounts.backends.IdentifiantBackend")

    for nom, *args in (("change",), ("decider",), ("refusees",), ("acte", "arreter")):
        assert client.get(adresse(nom, lot, *args)).status_code == 404
    assert client.post(adresse("acte", lot, "arreter")).status_code == 404
    assert f"N° {lot.pk}" not in client.get("/gestion/registrations/lotpreinscription/").content.decode()


def test_gestionnaire_follows_and_does_not_import(client: Client, par: User) -> None:
    lot = importer([{}], par)
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")

    assert client.get(adresse("change", lot)).status_code == 200
    assert "Importer des élèves" not in client.get("/gestion/registrations/lotpreinscription/").content.decode()
    for nom, *args in (("decider",), ("acte", "arreter")):
        assert client.get(adresse(nom, lot, *args)).status_code == 403
    assert client.get(IMPORTER).status_code == 403


@pytest.mark.parametrize("lots", [1, 3])
def test_list_query_count(client: Client, par: User, lots: int, django_assert_max_num_queries: Any) -> None:
    for rang in range(lots):
        importer([{"nom": f"LOT{rang}"}], par)
    client.get("/gestion/registrations/lotpreinscription/")

    with django_assert_max_num_queries(9):
        client.get("/gestion/registrations/lotpreinscription/")
