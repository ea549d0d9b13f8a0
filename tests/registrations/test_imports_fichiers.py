"""Files of pupils that are wrong: each trap has its sentence, its line and its column, and nothing is written."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cyclades.common.errors import Refus
from registrations.imports import colonnes
from registrations.imports.controle import LIGNES_MAX, controler
from registrations.models import Candidature, LotPreinscription
from sessions_cfg.models import Etablissement

from .eleves_csv import TOULOUSE, controle, eleves, fautes, fichier

pytestmark = pytest.mark.django_db
UAI_DE_NICE = "0060001A"


@pytest.fixture(autouse=True)
def _service_ouvert(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separateur", [";", ","])
def test_file_is_read_as_spreadsheets_write_it(encodage: str, separateur: str) -> None:
    octets = fichier([{"nom": "D'ŒUVRÉ", "localite": "CASTANET-TOLOSAN"}], encodage=encodage, separateur=separateur)

    rapport = controler(octets, academie=TOULOUSE)

    assert (rapport.erreurs, rapport.lues) == ([], 1)
    assert rapport.justes[0].eleve is not None
    assert rapport.justes[0].eleve.etat_civil.nom_naissance == "D'ŒUVRÉ"


def test_titles_are_read_without_accents_nor_case_in_any_order() -> None:
    titres = tuple(reversed(colonnes.NOMS))
    octets = fichier([{}], titres=titres).replace(b"etablissement", "Établissement".encode()).replace(b"nom_", b"Nom ")

    assert controler(octets, academie=TOULOUSE).erreurs == []


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "Ce fichier est vide."),
        (b"\xef\xbb\xbf \r\n", "Ce fichier est vide."),
        (b"PK\x03\x04\x00\x00\x08\x00xl/workbook.xml", "ne se lit pas comme un texte"),
        (b"\xff\xfen\x00o\x00m\x00", "ne se lit pas comme un texte"),
        (bytes(range(256)) * 20, "ne se lit pas comme un texte"),
        (fichier([]), "Ce fichier n'a que sa ligne de titres."),
        (fichier([{}]).replace(b"prenoms;", b""), "Il manque la colonne prenoms. Attendues : etablissement, classe"),
        (fichier([{}], separateur="\t"), "Il manque les colonnes etablissement"),
        (fichier([{}], separateur="|"), "Il manque les colonnes etablissement"),
        (fichier([{}]).replace(b"complement;", b"mot_de_passe;"), "Colonne inconnue : mot_de_passe"),
        (fichier([{}]).replace(b"complement;", b"nom;"), "La colonne nom figure deux fois."),
        (fichier([{"nom": '"ACCAME'}]), "un guillemet n'est pas fermé"),
    ],
)
def test_file_that_is_no_such_list_is_refused_in_a_sentence(octets: bytes, phrase: str) -> None:
    with pytest.raises(Refus, match=phrase) as refus:
        controler(octets, academie=TOULOUSE)

    assert refus.value.champ == "fichier"


def test_too_many_lines_say_the_limit() -> None:
    octets = fichier([{}]) + b";;;;\r\n" * 10 + b"x;y\r\n" * 100_000

    with pytest.raises(Refus, match=f"plus de {LIGNES_MAX} lignes : coupez-le en plusieurs fichiers"):
        controler(octets, academie=TOULOUSE)


@pytest.mark.parametrize(
    ("cellules", "attendue"),
    [
        (
            {"date_naissance": "31/02/2005"},
            "colonne « date_naissance » : La date du 31/02/2005 n'existe pas. Vérifiez le jour et le mois. "
            "Attendu : JJ/MM/AAAA.",
        ),
        ({"date_naissance": "2005"}, "colonne « date_naissance » : Saisissez une date au format JJ/MM/AAAA"),
        ({"date_naissance": "20/09/2050"}, "colonne « date_naissance » : Cette date est dans le futur."),
        ({"nom": ""}, "colonne « nom » : Cette cellule est vide. Attendu : nom de naissance."),
        ({"nom": "=HYPERLINK(1)"}, "colonne « nom » : Commence par un signe de formule ('=')."),
        ({"adresse": "+33 rue"}, "colonne « adresse » : Commence par un signe de formule"),
        ({"nom": "A" * 81}, "colonne « nom » : Saisissez 80 caractères au plus : il y en a 81."),
        ({"classe": "D" * 61}, "colonne « classe » : Saisissez 60 caractères au plus"),
        ({"civilite": "Docteur"}, "colonne « civilite » : « Docteur » n'est pas une civilité."),
        (
            {"etablissement": "0999999Z"},
            "colonne « etablissement » : Aucun établissement de ce code dans cette académie.",
        ),
        ({"examen": "BREVET"}, "colonne « examen » : Aucun service d'inscription de cette académie n'ouvre"),
        ({"session": "JUIN 1999"}, "colonne « session » : Cette académie n'a pas de service d'inscription"),
        ({"specialite": "99999999"}, "colonne « specialite » : Cette spécialité n'est pas proposée"),
        ({"categorie": "INDIVIDUEL_SALARIE"}, "colonne « categorie » : Cette catégorie n'est pas celle d'un candidat"),
        ({"categorie": "ASTRONAUTE"}, "colonne « categorie » : Cette catégorie n'est pas celle d'un candidat"),
        ({"forme": "Rapide"}, "colonne « forme » : « Rapide » n'est pas une forme de passage."),
        ({"options": "EF1"}, "colonne « options » : « EF1 » ne se lit pas comme CODE=valeur."),
        ({"options": "ZZ9=ANGLAIS"}, "colonne « options » : Cette spécialité n'a pas d'épreuve « ZZ9 ». Épreuves : "),
        ({"options": "EF1=KLINGON"}, "colonne « options » : EF1 : l'option « KLINGON » n'est pas proposée."),
        ({"pays_naissance": "Atlantide"}, "colonne « pays_naissance » : « Atlantide » n'est pas un pays connu."),
        ({"departement_naissance": "99"}, "colonne « departement_naissance » : « 99 » n'est pas un département"),
        ({"departement_naissance": ""}, "colonne « departement_naissance » : Cette cellule est vide, pour une"),
        ({"nationalite": "Martien"}, "colonne « nationalite » : « Martien » n'est pas une nationalité connue."),
        ({"pays": "Atlantide"}, "colonne « pays » : « Atlantide » n'est pas un pays connu."),
    ],
)
def test_wrong_cell_names_its_line_its_column_and_what_to_do(cellules: dict[str, str], attendue: str) -> None:
    trouvees = fautes({"nom": "JUSTE"}, cellules)

    assert len(trouvees) == 1, trouvees
    assert trouvees[0].startswith(f"ligne 3, {attendue}")


def test_a_cell_too_many_is_said_for_the_line() -> None:
    octets = fichier([{"nom": "JUSTE"}]) + fichier([{}]).splitlines()[1] + b";;de trop\r\n"

    assert [str(e) for e in controler(octets, academie=TOULOUSE).erreurs] == [
        "ligne 3 : Elle a plus de cellules que la ligne de titres (un séparateur dans un texte demande des guillemets)."
    ]


def test_every_fault_of_a_line_is_said_at_once() -> None:
    trouvees = fautes({"nom": "", "date_naissance": "31/02/2005", "specialite": "0"})

    assert [t.partition(" :")[0] for t in trouvees] == [
        "ligne 2, colonne « nom »",
        "ligne 2, colonne « date_naissance »",
        "ligne 2, colonne « specialite »",
    ]


def test_the_same_pupil_twice_is_said_with_the_first_line() -> None:
    trouvees = fautes({}, {"nom": "AUTRE"}, {"nom": "Accamé", "prenoms": "ACCULI", "classe": "DIV2"})

    assert trouvees == [
        "ligne 4 : elle répète la ligne 2 (mêmes nom, prénoms, date et lieu de naissance). Supprimez l'une des deux."
    ]


def test_school_of_another_academie_is_as_if_it_did_not_exist() -> None:
    Etablissement.objects.create(
        cle="lyc-nice", code=UAI_DE_NICE, libelle="LYC DE NICE", academie_id="23", individuel=False
    )

    assert fautes({"etablissement": UAI_DE_NICE}) == [
        m.replace("0999999Z", UAI_DE_NICE) for m in fautes({"etablissement": "0999999Z"})
    ]


def test_closed_service_says_since_when(horloge: Callable[[str], None]) -> None:
    horloge("2021-11-30T08:00+01:00")

    assert fautes({}) == [
        "ligne 2, colonne « session » : Les inscriptions sont closes depuis le 29/11/2021. "
        "L'élève ne pourrait plus compléter : repoussez d'abord la fermeture."
    ]


def test_names_are_understood_many_ways() -> None:
    variantes = [
        {"session": "06/2022"},
        {"session": "CAP 2022"},
        {"examen": "Certificat d'aptitude professionnelle"},
        {"specialite": "CAP-50033205"},
        {"specialite": "accompagnant educatif petite enfance"},
        {"date_naissance": "2001-09-20"},
        {"departement_naissance": "031"},
        {"commune_naissance": "31555"},
        {"civilite": "MADAME"},
        {"nationalite": "Française"},
    ]
    for variante in variantes:
        assert [str(e) for e in controle([variante]).erreurs if "nationalite" not in e.colonne] == [], variante


def test_birth_abroad_and_unknown_commune() -> None:
    rapport = controle(
        [
            {
                "pays_naissance": "Belgique",
                "departement_naissance": "",
                "commune_naissance": "",
                "ville_naissance": "LIEGE",
            },
            {"commune_naissance": "Trifouillis"},
        ]
    )

    etranger, inconnue = (ligne.eleve.etat_civil for ligne in rapport.lignes if ligne.eleve)
    assert (etranger.pays_naissance.pk, etranger.ville_naissance, etranger.commune_libre) == ("BE", "LIEGE", False)
    assert (inconnue.commune_naissance, inconnue.commune_libre) == ("Trifouillis", True)
    assert rapport.lignes[1].avertissement.startswith("La commune « Trifouillis » sera à vérifier")


def test_control_writes_nothing_and_reads_the_catalogue_once() -> None:
    controle(eleves(2))
    comptes = []
    for nombre in (2, 60):
        with CaptureQueriesContext(connection) as requetes:
            rapport = controle(eleves(nombre))
        comptes.append(len(requetes))
        assert rapport.erreurs == []

    assert comptes[0] == comptes[1]
    assert not User.objects.filter(is_staff=False).exists()
    assert not Candidature.objects.exists()
    assert not LotPreinscription.objects.exists()
